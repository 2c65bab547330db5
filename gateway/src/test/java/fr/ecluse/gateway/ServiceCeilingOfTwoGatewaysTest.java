package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ceiling of a service is one for all nodes. */
class ServiceCeilingOfTwoGatewaysTest {

    private static final Instant NOW = Instant.now();
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

    @TempDir
    Path folder;

    private Path policy;
    private TestRedis redis;
    private TrialPortal portal;
    private TrialIssuer issuer;
    private final List<TrialGateway> gateways = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "version: 1\nent: Deux nœuds\nceiling: {sessions: 50}\nservices: [{name: moodle, sessions: 2}]\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
    }

    @AfterEach
    void stop() {
        gateways.forEach(TrialGateway::close);
        issuer.close();
        portal.close();
        redis.close();
    }

    @Test
    void theyShareOneCeilingOfTheService() {
        TrialGateway first = gateway("bounded");
        TrialGateway second = gateway("bounded");
        assertThat(status(first, "ines", "/moodle/")).isEqualTo(200);
        assertThat(status(second, "adam", "/moodle/")).isEqualTo(200);
        assertThat(status(first, "lea", "/moodle/")).isEqualTo(503);
        assertThat(status(second, "lea", "/moodle/")).isEqualTo(503);
        assertThat(status(second, "lea", "/")).isEqualTo(200);
        assertThat(status(second, "ines", "/moodle/"))
                .as("seated by the other node")
                .isEqualTo(200);

        get(first, "ines", "/release");

        Eventually.within(
                Duration.ofSeconds(60),
                () -> assertThat(status(second, "lea", "/moodle/")).isEqualTo(200));
        // Redis gave lea the seat before this node had to hear that ines lost it
        Eventually.within(
                Duration.ofSeconds(60),
                () -> assertThat(status(second, "ines", "/moodle/")).isEqualTo(503));
    }

    @Test
    void withoutTheLedgerWhoIsServedGoesOnAndNobodyNewIs() {
        TrialGateway node = gateway("bounded");
        status(node, "ines", "/moodle/");
        status(node, "adam", "/");
        redis.kill();
        assertThat(status(node, "ines", "/moodle/")).isEqualTo(200);
        assertThat(status(node, "adam", "/")).isEqualTo(200);
        HttpResponse<String> lost = get(node, "adam", "/moodle/");
        assertThat(lost.statusCode()).isEqualTo(503);
        assertThat(lost.headers().firstValue("Ecluse-Decision")).hasValue("unavailable");
        assertThat(lost.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void whereALossAdmitsEverybodyTheServiceDoesToo() {
        TrialGateway node = gateway("admit");
        status(node, "adam", "/");
        redis.kill();
        assertThat(status(node, "adam", "/moodle/")).isEqualTo(200);
        assertThat(status(node, "lea", "/moodle/")).isEqualTo(200);
    }

    private TrialGateway gateway(String onLoss) {
        TrialGateway gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                ROUTES + "[1].id=moodle",
                ROUTES + "[1].uri=" + portal.uri(),
                ROUTES + "[1].predicates[0]=Path=/moodle/**",
                ROUTES + "[1].metadata.service=moodle",
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.on-loss=" + onLoss,
                "ecluse.ledger.uri=" + redis.uri());
        gateways.add(gateway);
        return gateway;
    }

    private int status(TrialGateway gateway, String person, String path) {
        return get(gateway, person, path).statusCode();
    }

    private HttpResponse<String> get(TrialGateway gateway, String person, String path) {
        return gateway.getAs(issuer.token(person, "National_ELV", NOW), path);
    }
}
