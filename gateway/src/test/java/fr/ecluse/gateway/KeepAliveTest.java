package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One connection, one request after the other, answered at once or after a verification: each gets its answer. */
class KeepAliveTest {

    @TempDir
    Path folder;

    @Test
    void aConnectionIsReadOnWhateverThreadTheAnswerBeforeCameFrom() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            for (int i = 0; i < 80; i++) {
                assertThat(gateway.getAs("a.b.c" + i, "/").statusCode()).isEqualTo(401);
                assertThat(gateway.get("/").statusCode()).isEqualTo(401);
            }
        }
    }
}
