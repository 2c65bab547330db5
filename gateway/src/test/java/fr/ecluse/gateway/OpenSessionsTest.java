package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a closing window does to whoever sits already: {@code open-sessions: finish} and {@code end}, at the same edge. */
class OpenSessionsTest {

    private static final Instant EDGE = Instant.parse("2026-11-24T11:00:00Z");
    private static final String POLICY = """
            version: 1
            ent: Essai
            ceiling: {sessions: 10}
            rules:
              - {name: eleves, roles: [eleve], from: "12:00", to: "14:00", effect: refuse, open-sessions: finish}
              - {name: parents, roles: [parent], from: "12:00", to: "14:00", effect: refuse, open-sessions: end}
            """;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock("2026-11-24T11:59:59+01:00");

    @Test
    void atTheEdgeWhoeverSitsMayFinishOrMustGoAsTheRuleSaysAndNobodyNewEnters() throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.startAt(clock, portal, issuer, policy)) {
            String seatedPupil = issuer.token("ines", "National_ELV", EDGE);
            String newPupil = issuer.token("malo", "National_ELV", EDGE);
            String seatedParent = issuer.token("karim", "National_TUT", EDGE);
            String newParent = issuer.token("lucie", "National_TUT", EDGE);
            String otherDevice = issuer.token("ines", "National_ELV", EDGE);

            assertThat(gateway.getAs(seatedPupil, "/").statusCode()).isEqualTo(200);
            assertThat(gateway.getAs(seatedParent, "/").statusCode()).isEqualTo(200);

            clock.set("2026-11-24T12:00:00+01:00");
            assertRefused(gateway.getAs(seatedParent, "/"), "parents");

            Eventually.within(
                    Duration.ofSeconds(60),
                    () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                            .as("the parent's seat is free, the pupil's is not")
                            .contains("\"occupancy\":{\"total\":1,\"byRole\":{\"eleve\":1,"));
            assertThat(gateway.getAs(seatedPupil, "/").statusCode()).isEqualTo(200);
            assertThat(gateway.getAs(otherDevice, "/").statusCode())
                    .as("the seat is the person's, not the token's")
                    .isEqualTo(200);
            assertRefused(gateway.getAs(newPupil, "/"), "eleves");
            assertRefused(gateway.getAs(newParent, "/"), "parents");

            // whoever gives the seat back is a newcomer like the others
            HttpResponse<String> released =
                    gateway.admin("POST", "/api/v1/seats/release", "{\"user\":\"ines\",\"reason\":\"essai\"}");
            assertThat(released.body()).contains("\"released\":1");
            assertRefused(gateway.getAs(seatedPupil, "/"), "eleves");
        }
    }

    private static void assertRefused(HttpResponse<String> answer, String rule) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("refused");
        assertThat(answer.headers().firstValue("Ecluse-Place")).isEmpty();
        assertThat(answer.body())
                .contains("\"rule\":\"" + rule + "\"")
                .contains("\"reopensAt\":\"2026-11-24T14:00:00+01:00\"");
    }
}
