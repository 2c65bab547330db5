package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making an account is rare and costly: two gateways count together who asks for it. Addresses are named by a proxy. */
class CostlyRouteOfTwoGatewaysTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes[1].";

    @Test
    void theLimitOfARouteHoldsOverAllGatewaysAndByEachAloneWhileRedisIsAway(@TempDir Path folder) throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux nœuds\nceiling: {sessions: 10}\n");
        try (TestRedis redis = new TestRedis();
                TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway here = gateway(portal, issuer, policy, redis);
                TrialGateway there = gateway(portal, issuer, policy, redis)) {
            for (int i = 0; i < 2; i++) {
                assertThat(signUp(here, "203.0.113.7").statusCode()).isEqualTo(200);
                assertThat(signUp(there, "203.0.113.7").statusCode()).isEqualTo(200);
            }
            for (TrialGateway gateway : new TrialGateway[] {here, there}) {
                HttpResponse<String> refused = signUp(gateway, "203.0.113.7");
                assertThat(refused.statusCode()).isEqualTo(429);
                assertThat(refused.headers().firstValue("Ecluse-Decision")).hasValue("throttled");
                assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0))
                        .as("one comes back every quarter of an hour")
                        .isBetween(300L, 900L);
            }
            assertThat(here.get("/", from("203.0.113.7")).statusCode())
                    .as("other routes")
                    .isEqualTo(401);
            assertThat(signUp(there, "203.0.113.8").statusCode()).isEqualTo(200);
            String ines = issuer.token("ines", "National_ELV", Instant.now());
            assertThat(there.getAs(ines, "/", from("203.0.113.7")).statusCode()).isEqualTo(200);
            assertThat(there.getAs(ines, "/inscription", from("203.0.113.7")).statusCode())
                    .as("somebody known pays for nobody else")
                    .isEqualTo(200);
            for (int i = 0; i < 10; i++) {
                assertThat(signUp(i % 2 == 0 ? here : there, "192.0.2.9").statusCode())
                        .as("a school's network")
                        .isEqualTo(200);
            }
            assertThat(there.admin("GET", "/actuator/prometheus", "").body())
                    .containsPattern("ecluse_throttled_total\\{scope=\"route\"} 1");

            redis.kill();
            for (int i = 0; i < 4; i++) {
                assertThat(signUp(there, "203.0.113.9").statusCode()).isEqualTo(200);
            }
            assertThat(signUp(there, "203.0.113.9").statusCode()).isEqualTo(429);
            assertThat(there.admin("GET", "/actuator/prometheus", "").body())
                    .containsPattern("ecluse_throttle_alone_total 4");
            redis.start();
        }
    }

    private static HttpResponse<String> signUp(TrialGateway gateway, String address) {
        return gateway.get("/inscription", from(address));
    }

    private static String[] from(String address) {
        return new String[] {"X-Forwarded-For", address};
    }

    private static TrialGateway gateway(TrialPortal portal, TrialIssuer issuer, Path policy, TestRedis redis) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                ROUTE + "id=inscription",
                ROUTE + "uri=" + portal.uri(),
                ROUTE + "predicates[0]=Path=/inscription",
                ROUTE + "metadata.access=public",
                ROUTE + "metadata.throttle=4/1h",
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.trusted-proxies[0]=127.0.0.1/32",
                "ecluse.school-networks[0]=192.0.2.0/24",
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri());
    }
}
