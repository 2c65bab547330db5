package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade"
            })
    void aHeaderOfTheConnectionStopsHereInAnyCase(String name) {
        assertThat(HopByHop.of(List.of()).contains(name)).isTrue();
        assertThat(HopByHop.of(List.of()).contains(name.toLowerCase(Locale.ROOT)))
                .isTrue();
        assertThat(HopByHop.of(List.of("keep-alive")).contains(name.toUpperCase(Locale.ROOT)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie",
                "Content-Length",
                "Content-Type",
                "Cache-Control",
                "Host",
                "Keep",
                "Pragma",
                "Priority",
                "Tea",
                "Trailers",
                "Upgrade-Insecure-Requests",
                "User-Agent",
                "X-Connection"
            })
    void everyOtherHeaderIsPassedOn(String name) {
        assertThat(HopByHop.of(List.of()).contains(name)).isFalse();
        assertThat(HopByHop.of(List.of("keep-alive")).contains(name)).isFalse();
        assertThat(HopByHop.of(List.of("close")).contains(name)).isFalse();
        assertThat(HopByHop.of(List.of("keep-alive, Upgrade, HTTP2-Settings")).contains(name))
                .isFalse();
    }

    @Test
    void whatConnectionNamesStopsHereToo() {
        assertThat(HopByHop.of(List.of("X-Hop")).contains("X-Hop")).isTrue();
        assertThat(HopByHop.of(List.of("close, X-HOP")).contains("x-hop")).isTrue();
        assertThat(HopByHop.of(List.of("keep-alive,X-Hop ,\tX-Other")).contains("X-Hop"))
                .isTrue();
        assertThat(HopByHop.of(List.of("keep-alive,X-Hop ,\tX-Other")).contains("X-Other"))
                .isTrue();
    }

    @Test
    void onlyAWholeNameOfConnectionCounts() {
        assertThat(HopByHop.of(List.of("X-Hopper, My-X-Hop")).contains("X-Hop")).isFalse();
        assertThat(HopByHop.of(List.of("X-Hop-2")).contains("X-Hop")).isFalse();
        assertThat(HopByHop.of(List.of("keep-alive")).contains("Alive")).isFalse();
        assertThat(HopByHop.of(List.of("")).contains("X-Hop")).isFalse();
        assertThat(HopByHop.of(List.of(" , ,")).contains("X-Hop")).isFalse();
    }

    @Test
    void whatSaysWhereAMessageEndsAndWhomItIsForIsNeverTakenAway() {
        for (String name : new String[] {"Content-Length", "Host", "HOST"}) {
            assertThat(HopByHop.of(List.of("close, content-length, Host")).contains(name))
                    .isFalse();
        }
    }
}
