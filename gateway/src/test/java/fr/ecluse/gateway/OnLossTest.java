package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of visitors while Redis is lost, by {@code ecluse.ledger.on-loss}, in a whole gateway. */
class OnLossTest {

    private static final Instant NOW = Instant.now();
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestRedis redis;
    private TrialPortal portal;
    private TrialIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
    }

    @AfterEach
    void stop() {
        issuer.close();
        portal.close();
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({
        // on-loss, a newcomer, a newcomer of a role that may not fill the ENT, what is counted
        "bounded, 200, 503, reserve",
        "refuse,  503, 503, refused",
        "admit,   200, 200, uncounted"
    })
    void newcomersMeetWhatTheSettingSaysAndWhoeverSitsNoticesNothing(
            String onLoss, int pupil, int parent, String counted) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                        version: 1
                        ent: Perte
                        ceiling: {sessions: 100}
                        priority: [{role: eleve, admitted-below: 100%}, {role: parent, admitted-below: 80%}]
                        """);
        try (TrialGateway gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=perte",
                "ecluse.ledger.uri=" + redis.uri(),
                "ecluse.ledger.on-loss=" + onLoss)) {
            Eventually.within(
                    SOON,
                    () -> assertThat(status(gateway, "ines", "National_ELV")).isEqualTo(200));
            Eventually.within(
                    SOON,
                    () -> assertThat(metric(gateway, "ecluse_leased_seats"))
                            .isEqualTo(onLoss.equals("bounded") ? 44 : 0));
            assertThat(metric(gateway, "ecluse_ledger_healthy")).isEqualTo(1);

            double before = losses(gateway);
            redis.kill();
            Eventually.within(
                    SOON,
                    () -> assertThat(metric(gateway, "ecluse_ledger_healthy")).isZero());
            assertThat(status(gateway, "adam", "National_ELV")).isEqualTo(pupil);
            assertThat(status(gateway, "mere", "National_TUT")).isEqualTo(parent);
            for (int request = 0; request < 20; request++) {
                assertThat(status(gateway, "ines", "National_ELV")).isEqualTo(200);
            }
            assertThat(loss(gateway, counted)).isPositive();
            assertThat(losses(gateway)).isEqualTo(before + 2);

            redis.start();
            String total = onLoss.equals("bounded")
                    ? "\"total\":3"
                    : "\"total\":2"; // whoever was let in uncounted has no seat
            Eventually.within(SOON, () -> {
                assertThat(status(gateway, "lea", "National_ELV")).isEqualTo(200);
                assertThat(gateway.admin("GET", "/api/v1/status", "").body()).contains(total);
                assertThat(metric(gateway, "ecluse_ledger_healthy")).isEqualTo(1);
                assertThat(metric(gateway, "ecluse_reentered_seats_total"))
                        .isGreaterThanOrEqualTo(onLoss.equals("bounded") ? 2 : 1);
            });
        }
    }

    private int status(TrialGateway gateway, String person, String profile) {
        return gateway.getAs(issuer.token(person, profile, NOW), "/").statusCode();
    }

    private static double losses(TrialGateway gateway) {
        return loss(gateway, "reserve") + loss(gateway, "refused") + loss(gateway, "uncounted");
    }

    private static double loss(TrialGateway gateway, String outcome) {
        return metric(gateway, "ecluse_ledger_loss_total{outcome=\"" + outcome + "\"}");
    }

    private static double metric(TrialGateway gateway, String name) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
