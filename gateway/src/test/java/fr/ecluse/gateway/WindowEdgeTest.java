package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A window's edge passes while a gateway runs. */
class WindowEdgeTest {

    @Test
    void aParentWhoWasRefusedEntersAtSixSharp() {
        Instant now = Instant.parse("2026-11-24T16:59:00Z");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(
                        portal, issuer, MainJobTest.POLICY, "ecluse.test-clock=2026-11-24T17:59:50+01:00")) {
            String token = issuer.token("msmith", "National_TUT", now);
            assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(403);

            Eventually.within(
                    Duration.ofSeconds(30),
                    () -> assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200));
        }
    }
}
