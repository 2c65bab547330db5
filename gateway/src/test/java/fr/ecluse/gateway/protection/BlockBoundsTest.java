package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Network;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockBoundsTest {

    private final BlockBounds bounds = new BlockBounds(
            List.of(network("10.0.0.0/8"), network("2001:db8:aaaa::/48")), List.of(network("192.0.2.0/25")));

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7,         ''",
        "203.0.0.0/16,        ''",
        "203.0.0.0/15,        TOO_WIDE",
        "2001:db8::/32,       TRUSTED_PROXY",
        "2001:db9::/32,       ''",
        "2001:db0::/28,       TRUSTED_PROXY",
        "2001:dc0::/28,       TOO_WIDE",
        "0.0.0.0/0,           LOOPBACK",
        "64.0.0.0/2,          LOOPBACK",
        "::/0,                LOOPBACK",
        "127.3.2.1,           LOOPBACK",
        "::1,                 LOOPBACK",
        "10.7.0.0/16,         TRUSTED_PROXY",
        "10.1.2.3,            TRUSTED_PROXY",
        "8.0.0.0/6,           TRUSTED_PROXY",
        "192.0.2.9,           SCHOOL_NETWORK",
        "192.0.2.0/24,        SCHOOL_NETWORK",
        "192.0.2.128/25,      ''",
    })
    void whatSpeaksAgainstABlockIsSaidAndFirstWhatNoForceOvercomes(String network, String why) {
        BlockBounds.Objection objection = bounds.to(network(network));
        assertThat(objection == null ? "" : objection.why().name()).isEqualTo(why);
    }

    private static Network network(String text) {
        return Objects.requireNonNull(Network.parse(text));
    }
}
