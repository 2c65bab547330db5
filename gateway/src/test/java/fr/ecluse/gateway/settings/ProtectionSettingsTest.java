package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings {@code ecluse.connections}, {@code throttle} and {@code guards}, and the networks. */
class ProtectionSettingsTest extends SettingsTrial {

    @Test
    void connectionsHaveBoundsThatCanBeChanged() {
        Settings.Connections usual = read().connections();
        assertThat(usual.most()).isBetween(1_000, 100_000);
        assertThat(usual.perAddress()).isEqualTo(500);
        assertThat(usual.headerTime()).isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.bodyPace()).isEqualTo(500);
        assertThat(usual.drain()).isZero();

        settings.put("ecluse.connections.most", "30000");
        settings.put("ecluse.connections.per-address", "200");
        settings.put("ecluse.connections.header-time", "10s");
        settings.put("ecluse.connections.body-pace", "100");
        settings.put("ecluse.connections.drain", "10s");
        assertThat(read().connections())
                .isEqualTo(new Settings.Connections(30_000, 200, Duration.ofSeconds(10), 100, Duration.ofSeconds(10)));

        settings.put("ecluse.connections.most", "0");
        settings.put("ecluse.connections.header-time", "5");
        settings.put("ecluse.connections.per-adress", "200");
        settings.put("ecluse.connections.drain", "1m");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactlyInAnyOrder(
                        "ecluse.connections.most",
                        "ecluse.connections.header-time",
                        "ecluse.connections.per-adress",
                        "ecluse.connections.drain");
    }

    @Test
    void theThrottleHasGoodLimitsOfItsOwnAndABurstComesBackInTenMinutes() {
        assertThat(read().throttle()).isEqualTo(new Settings.Throttle(100, 1_000, 20));
        settings.put("ecluse.throttle.per-second", "1");
        assertThat(read().throttle()).isEqualTo(new Settings.Throttle(1, 600, 20));
        settings.put("ecluse.throttle.burst", "601");
        settings.put("ecluse.throttle.school-factor", "0");
        settings.put("ecluse.throttle.per-minute", "7");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactlyInAnyOrder(
                        "ecluse.throttle.burst", "ecluse.throttle.school-factor", "ecluse.throttle.per-minute");
    }

    @Test
    void theGuardsHaveGoodBoundsOfTheirOwnAndARouteMaySayOtherwise() {
        assertThat(read().guards()).isEqualTo(Settings.Guards.USUAL);
        settings.put("ecluse.guards.upstream.at-once", "0");
        settings.put("ecluse.guards.provider.at-once", "121");
        settings.put("ecluse.guards.provider.per-minute", "121");
        settings.put("ecluse.guards.tokens.per-second", "100001");
        String route = "spring.cloud.gateway.server.webflux.routes[0]";
        settings.put(route + ".id", "portail");
        settings.put(route + ".uri", "http://127.0.0.1:9000");
        settings.put(route + ".predicates[0]", "Path=/**");
        settings.put(route + ".metadata.at-once", "beaucoup");
        settings.put(route + ".metadata.throttle", "20 par heure");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactlyInAnyOrder(
                        "ecluse.guards.upstream.at-once",
                        "ecluse.guards.provider.at-once",
                        "ecluse.guards.provider.per-minute",
                        "ecluse.guards.tokens.per-second",
                        route + ".metadata.at-once",
                        route + ".metadata.throttle");
    }

    @ParameterizedTest
    @CsvSource({
        "20/1h, 20, 3600",
        "1/1s, 1, 1",
        "5/10m, 5, 600",
        "1000000/24h, 1000000, 86400",
        "0/1h, , ",
        "1000001/1h, , ",
        "20/25h, , ",
        "20/1d, , ",
        "20/h, , ",
        "20, , ",
        "-1/1h, , "
    })
    void aLimitOfARouteIsRequestsAndATime(String text, @Nullable Integer requests, @Nullable Integer seconds) {
        assertThat(RouteLimit.parse(text))
                .isEqualTo(requests == null ? null : new RouteLimit(requests, Duration.ofSeconds(seconds)));
    }

    @Test
    void networksAreRanges() {
        settings.put("ecluse.trusted-proxies", "10.0.0.0/8,10.0.0.0/33");
        settings.put("ecluse.school-networks[0]", "lycee.example.fr");
        assertThat(problems())
                .extracting(SettingsProblem::key)
                .containsExactly("ecluse.trusted-proxies[1]", "ecluse.school-networks[0]");
    }
}
