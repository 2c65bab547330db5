package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What made-up tokens come to, from one address and from many. */
class ForgeryTest {

    @TempDir
    Path folder;

    private TrialPortal portal;
    private TrialIssuer issuer;

    @BeforeEach
    void start() {
        portal = new TrialPortal();
        issuer = new TrialIssuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
        portal.close();
    }

    @Test
    void forgersAreThrottledLongBeforeOthersAndWhoeverIsKnownIsNot() throws Exception {
        try (TrialGateway gateway = gateway("ecluse.throttle.per-second=1", "ecluse.throttle.burst=600")) {
            String ines = issuer.token("ines", "National_ELV", Instant.now());
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);

            // the six hundred requests of a stranger are sixty of a forger's
            HttpResponse<String> throttled = Stream.generate(() -> gateway.getAs("a.b.c", "/"))
                    .limit(400)
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("400 forged tokens were all looked at"));

            assertThat(throttled.headers().firstValue("Ecluse-Decision")).hasValue("throttled");
            assertThat(throttled.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFloodOfTokensFromEverywhereStopsNeitherTheSeatedNorWhoeverComesFromTheSameSchool() throws Exception {
        try (TrialGateway gateway = gateway("ecluse.guards.tokens.per-second=1", "ecluse.trusted-proxies=127.0.0.1")) {
            String ines = issuer.token("ines", "National_ELV", Instant.now());
            String noe = issuer.token("noe", "National_ELV", Instant.now());
            String[] school = {"X-Forwarded-For", "203.0.113.5"};
            assertThat(gateway.getAs(ines, "/", school).statusCode()).isEqualTo(200);

            // each from an address of its own, so that no limit of one address is ever reached
            HttpResponse<String> refused = IntStream.range(0, 1_000)
                    .mapToObj(
                            i -> gateway.getAs("a.b." + i, "/", "X-Forwarded-For", "198.51." + i / 250 + "." + i % 250))
                    .filter(answer -> answer.statusCode() == 503)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("1000 made-up tokens were all looked into"));

            assertThat(refused.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 5L);
            assertThat(gateway.getAs(ines, "/", school).statusCode()).isEqualTo(200);
            assertThat(gateway.getAs(noe, "/", school).statusCode()).isEqualTo(200);
            assertThat(gateway.admin("GET", "/actuator/prometheus", "").body())
                    .containsPattern(
                            "ecluse_guard_refusals_total\\{kind=\"tokens\",name=\"bearer\",why=\"rate\"} [1-9]");
        }
    }

    private TrialGateway gateway(String... settings) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        return TrialGateway.start(portal, issuer, policy, settings);
    }
}
