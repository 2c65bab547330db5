package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(HopByHop.contains(name, null)).isTrue();
        assertThat(HopByHop.contains(name.toLowerCase(Locale.ROOT), null)).isTrue();
        assertThat(HopByHop.contains(name.toUpperCase(Locale.ROOT), "keep-alive"))
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
        assertThat(HopByHop.contains(name, null)).isFalse();
        assertThat(HopByHop.contains(name, "keep-alive")).isFalse();
        assertThat(HopByHop.contains(name, "close")).isFalse();
        assertThat(HopByHop.contains(name, "keep-alive, Upgrade, HTTP2-Settings"))
                .isFalse();
    }

    @Test
    void whatConnectionNamesStopsHereToo() {
        assertThat(HopByHop.contains("X-Hop", "X-Hop")).isTrue();
        assertThat(HopByHop.contains("x-hop", "close, X-HOP")).isTrue();
        assertThat(HopByHop.contains("X-Hop", "keep-alive,X-Hop ,\tX-Other")).isTrue();
        assertThat(HopByHop.contains("X-Other", "keep-alive,X-Hop ,\tX-Other")).isTrue();
    }

    @Test
    void onlyAWholeNameOfConnectionCounts() {
        assertThat(HopByHop.contains("X-Hop", "X-Hopper, My-X-Hop")).isFalse();
        assertThat(HopByHop.contains("X-Hop", "X-Hop-2")).isFalse();
        assertThat(HopByHop.contains("Alive", "keep-alive")).isFalse();
        assertThat(HopByHop.contains("X-Hop", "")).isFalse();
        assertThat(HopByHop.contains("X-Hop", " , ,")).isFalse();
    }
}
