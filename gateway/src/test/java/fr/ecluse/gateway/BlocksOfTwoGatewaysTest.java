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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom an operator blocks on one gateway is turned away by the other. Visitors' addresses are named by a proxy. */
class BlocksOfTwoGatewaysTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String BLOCKS = "/api/v1/blocks";

    private static final List<TrialGateway> GATEWAYS = new ArrayList<>();

    private static Path policy;
    private static TestRedis redis;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway here;
    private static TrialGateway there;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux nœuds\nceiling: {sessions: 10}\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        here = gateway();
        there = gateway();
    }

    @AfterAll
    static void stop() {
        GATEWAYS.forEach(TrialGateway::close);
        GATEWAYS.clear();
        issuer.close();
        portal.close();
        redis.close();
    }

    @AfterEach
    void liftEverything() {
        for (String live : new String[] {BLOCKS, "/api/v1/limits"}) {
            Eventually.within(
                    SOON,
                    () -> assertThat(here.admin("DELETE", live, "").statusCode())
                            .isEqualTo(200));
        }
        for (TrialGateway each : List.of(here, there)) {
            for (String blocked : new String[] {"203.0.113.7", "2001:db8:7:1::1"}) {
                Eventually.within(
                        SOON,
                        () -> assertThat(each.get("/", from(blocked)).statusCode())
                                .isEqualTo(401));
            }
        }
    }

    @Test
    void aBlockHoldsOnEveryGatewayEvenForTheSeatedAndTheLossOfRedisUntilItIsLifted() {
        String ines = issuer.token("ines", "National_ELV", Instant.now());
        // nobody new enters for two seconds after a loss, that of another test too
        Eventually.within(
                SOON,
                () -> assertThat(there.getAs(ines, "/", from("203.0.113.7")).statusCode())
                        .isEqualTo(200));
        block("203.0.113.0/24");
        block("2001:db8:7::/48");

        Eventually.within(
                SOON,
                () -> assertThat(there.getAs(ines, "/", from("203.0.113.7")).statusCode())
                        .isEqualTo(429));
        HttpResponse<String> refused = there.getAs(ines, "/", from("203.0.113.7"));
        assertThat(refused.headers().firstValue("Ecluse-Decision")).hasValue("throttled");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isEqualTo(3600);
        assertThat(there.getAs(ines, "/", from("203.0.114.7")).statusCode())
                .as("the same person from elsewhere")
                .isEqualTo(200);
        Eventually.within(
                SOON,
                () -> assertThat(there.get("/", from("2001:db8:7:1::1")).statusCode())
                        .isEqualTo(429));
        assertThat(there.get("/.ecluse/login", from("203.0.113.9")).statusCode())
                .isEqualTo(429);
        assertThat(there.admin("GET", "/actuator/prometheus", "").body())
                .containsPattern("ecluse_throttled_total\\{scope=\"block\"} [1-9]");

        redis.kill();
        assertThat(there.getAs(ines, "/", from("203.0.113.7")).statusCode()).isEqualTo(429);
        redis.start();
        Eventually.within(
                SOON,
                () -> assertThat(here.admin("DELETE", BLOCKS + "?network=203.0.113.0/24", "")
                                .statusCode())
                        .as("told by the gateways to a Redis that had lost it")
                        .isEqualTo(200));
        Eventually.within(
                SOON,
                () -> assertThat(there.getAs(ines, "/", from("203.0.113.7")).statusCode())
                        .isEqualTo(200));
        assertThat(there.get("/", from("2001:db8:7:1::1")).statusCode()).isEqualTo(429);
    }

    @Test
    void aGatewayThatStartsKnowsWhomToTurnAway() {
        block("203.0.113.7");
        TrialGateway third = gateway();
        Eventually.within(
                SOON,
                () -> assertThat(third.get("/", from("203.0.113.7")).statusCode())
                        .isEqualTo(429));
        assertThat(third.admin("GET", BLOCKS, "").body()).contains("203.0.113.7/32");
    }

    @Test
    void limitsAreChangedLiveAndNeverAskedOfWhoeverSits() {
        String ines = issuer.token("ines", "National_ELV", Instant.now());
        // nobody new enters for two seconds after a loss, that of another test too
        Eventually.within(
                SOON,
                () -> assertThat(there.getAs(ines, "/", from("203.0.113.8")).statusCode())
                        .isEqualTo(200));
        HttpResponse<String> set = here.admin(
                "PUT",
                "/api/v1/limits",
                "{\"perSecond\":1,\"burst\":10,\"schoolFactor\":30,\"reason\":\"saturation\"}");
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        Eventually.within(SOON, () -> {
            for (int i = 0; i < 20; i++) { // one comes back each second
                there.get("/", from("203.0.113.8"));
            }
            HttpResponse<String> answer = there.get("/", from("203.0.113.8"));
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isEqualTo(1);
        });
        for (int i = 0; i < 30; i++) {
            assertThat(there.getAs(ines, "/", from("203.0.113.8")).statusCode()).isEqualTo(200);
            assertThat(there.get("/", from("192.0.2.9")).statusCode())
                    .as("a school's network")
                    .isEqualTo(401);
        }
        AtomicInteger address = new AtomicInteger();
        Eventually.within(
                SOON,
                () -> assertThat(there.get("/", from("2001:db8:1:2::" + address.incrementAndGet()))
                                .statusCode())
                        .as("always another address of the same household")
                        .isEqualTo(429));
        assertThat(address.get()).isGreaterThan(10);
        assertThat(there.get("/", from("2001:db8:1:3::1")).statusCode()).isEqualTo(401);

        assertThat(here.admin("DELETE", "/api/v1/limits", "").statusCode()).isEqualTo(200);
        Eventually.within(
                SOON,
                () -> assertThat(there.get("/", from("203.0.113.8")).statusCode())
                        .isEqualTo(401));
    }

    private void block(String network) {
        HttpResponse<String> answer =
                here.admin("PUT", BLOCKS, "{\"network\":\"" + network + "\",\"reason\":\"saturation\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String[] from(String address) {
        return new String[] {"X-Forwarded-For", address};
    }

    private static TrialGateway gateway() {
        TrialGateway gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.trusted-proxies[0]=127.0.0.1/32",
                "ecluse.school-networks[0]=192.0.2.0/24",
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri());
        GATEWAYS.add(gateway);
        return gateway;
    }
}
