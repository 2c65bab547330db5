package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A node takes the place of another only where it can use their ledger. */
@ExtendWith(OutputCaptureExtension.class)
class LedgerBeforeReadinessTest {

    @TempDir
    Path folder;

    private final TrialPortal portal = new TrialPortal();
    private TrialIssuer issuer;
    private Path policy;

    @BeforeEach
    void write() throws IOException {
        issuer = new TrialIssuer();
        policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
    }

    @AfterEach
    void stop() {
        issuer.close();
        portal.close();
    }

    @Test
    void aNodeDoesNotStartOverTheKeysOfAnotherVersionAndSaysWhatToDo(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe()) {
            probe.commands().hset("{ecluse:essai}:policy", "schema", "1");

            assertThatThrownBy(() -> start(redis.uri().toString()).close()).hasMessageContaining("did not start");
            assertThat(output)
                    .contains("ecluse.ledger.name:", "another version", "SCHEMA")
                    .doesNotContain("\tat fr.ecluse");
            assertThat(probe.commands().hgetall("{ecluse:essai}:policy")).containsOnlyKeys("schema");
        }
    }

    @Test
    void aNodeThatFindsNoRedisIsReadyAllTheSame() {
        try (TrialGateway gateway = start("redis://127.0.0.1:" + FreePorts.next())) {
            assertThat(gateway.get("/.ecluse/health").statusCode()).isEqualTo(200);
        }
    }

    private TrialGateway start(String redis) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis);
    }
}
