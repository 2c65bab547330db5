package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A window's edge passes while a gateway runs. */
class WindowEdgeTest {

    @Test
    void aParentWhoWasRefusedEntersAtSixSharp() {
        MovableClock clock = new MovableClock("2026-11-24T17:59:59.999+01:00");
        Instant now = Instant.parse("2026-11-24T16:59:00Z");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.startAt(clock, portal, issuer, MainJobTest.POLICY)) {
            String token = issuer.token("msmith", "National_TUT", now);
            assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(403);

            clock.set("2026-11-24T18:00:00+01:00");
            assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);
        }
    }
}
