package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.policy.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one real Redis are one lock: one ceiling, one account of seats, the same cookies. */
class TwoGatewaysTest {

    private static final Instant NOW = Instant.now();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static Path policy;
    private static TestRedis redis;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway first;
    private static TrialGateway second;
    private static TestRedis lateRedis;

    /** Closed with the others: the first of one process that is closed ends the event loops of all. */
    private static @Nullable TrialGateway third;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux nœuds\nceiling: {sessions: 2}\n");
        redis = new TestRedis();
        lateRedis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        first = gateway(redis);
        second = gateway(redis);
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        if (third != null) {
            third.close();
        }
        issuer.close();
        portal.close();
        redis.close();
        lateRedis.close();
    }

    @BeforeEach
    void everybodyLeaves() {
        first.admin("DELETE", "/api/v1/ceiling", "");
        first.admin("POST", "/api/v1/seats/release", "{\"role\":\"eleve\",\"reason\":\"essai\"}");
        for (TrialGateway each : List.of(first, second)) {
            Eventually.within(
                    SOON,
                    () -> assertThat(each.admin("GET", "/api/v1/status", "").body())
                            .contains("\"sessions\":2,", "\"occupancy\":{\"total\":0,"));
        }
        portal.forget();
    }

    @Test
    void theyShareOneCeiling() {
        assertThat(status(first, "ines")).isEqualTo(200);
        assertThat(status(second, "adam")).isEqualTo(200);
        assertThat(status(first, "lea")).isEqualTo(503);
        assertThat(status(second, "lea")).isEqualTo(503);
        assertThat(status(second, "ines")).isEqualTo(200);

        first.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"renfort\"}");

        assertThat(status(second, "lea")).isEqualTo(200);
        Eventually.within(
                SOON,
                () -> assertThat(second.admin("GET", "/api/v1/status", "").body())
                        .contains("\"sessions\":3")
                        .contains("\"source\":\"live\"")
                        .contains("\"total\":3"));
    }

    @Test
    void aSessionCookieOfOneOpensOnTheOther() {
        Keyring keyring = new Keyring(List.of(new Keyring.Key("k1", new byte[32])));
        Person noe = new Person(
                keyring.pseudonym("essai", "noe"),
                "noe",
                List.of(Role.ELEVE),
                "seance-1",
                Instant.now().plusSeconds(3600));
        String cookie = first.bean(Identities.class).cookies().seal(noe, Protocol.OIDC);

        Eventually.within(
                SOON,
                () -> assertThat(second.get("/", "Cookie", "ecluse=" + cookie).statusCode())
                        .isEqualTo(200));
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "noe").doesNotContainKey("Cookie");
        assertThat(first.get("/.ecluse/logout", "Cookie", "ecluse=" + cookie).statusCode())
                .isEqualTo(200);
        Eventually.within(
                SOON,
                () -> assertThat(second.get("/", "Cookie", "ecluse=" + cookie).statusCode())
                        .isEqualTo(401));
    }

    @Test
    void whoeverIsSeatedCostsRedisNothing() {
        String token = issuer.token("zoe", "National_ELV", NOW);
        first.getAs(token, "/");
        try (TestRedis.Probe probe = redis.probe()) {
            long before = scriptCalls(probe);
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                assertThat(first.getAs(token, "/").statusCode()).isEqualTo(200);
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 1;
            // what remains is the census of each node, once a second, and the renewals
            assertThat(scriptCalls(probe) - before).isLessThan(6 * seconds + 20);
        }
    }

    @Test
    void aRedisThatComesLateIsWaitedForAndThenServes() {
        lateRedis.kill();
        third = gateway(lateRedis);
        assertThat(third.getAs(issuer.token("ines", "National_ELV", NOW), "/")
                        .headers()
                        .firstValue("Ecluse-Decision"))
                .hasValue("unavailable");

        lateRedis.start();

        Eventually.within(SOON, () -> assertThat(status(third, "ines")).isEqualTo(200));
    }

    private static TrialGateway gateway(TestRedis redis) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri());
    }

    private static int status(TrialGateway gateway, String person) {
        return gateway.getAs(issuer.token(person, "National_ELV", NOW), "/").statusCode();
    }

    private static long scriptCalls(TestRedis.Probe probe) {
        long calls = 0;
        Matcher matcher = Pattern.compile("cmdstat_(?:evalsha|eval):calls=(\\d+)")
                .matcher(probe.commands().info("commandstats"));
        while (matcher.find()) {
            calls += Long.parseLong(matcher.group(1));
        }
        return calls;
    }
}
