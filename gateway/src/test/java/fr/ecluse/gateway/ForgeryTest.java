package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever tries one forged token after the other is throttled long before others would be. */
class ForgeryTest {

    @TempDir
    Path folder;

    @Test
    void forgersAreThrottledAndWhoeverIsKnownIsNot() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        Instant now = Instant.now();
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            String ines = issuer.token("ines", "National_ELV", now);
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);

            // a stranger's thousand requests are a hundred of a forger's; more seep in while they are sent
            HttpResponse<String> throttled = Stream.generate(() -> gateway.getAs("a.b.c", "/"))
                    .limit(900)
                    .filter(answer -> answer.statusCode() == 429)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("900 forged tokens were all looked at"));

            assertThat(throttled.headers().firstValue("Ecluse-Decision")).hasValue("throttled");
            assertThat(throttled.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isPositive();
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
        }
    }
}
