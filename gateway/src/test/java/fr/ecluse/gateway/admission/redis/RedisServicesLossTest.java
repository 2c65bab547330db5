package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that comes back without its memory, while people use a service that is full. */
class RedisServicesLossTest {

    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100)),
            100,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8),
            List.of(new ServiceCeiling("mail", 2)));

    private final TestRedis redis = new TestRedis();
    private TestNode here;
    private TestNode there;

    @BeforeEach
    void twoGateways() {
        here = new TestNode("oubli", redis, POLICY);
        there = new TestNode("oubli", redis, POLICY);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        redis.close();
    }

    @Test
    void theServiceIsAsFullAfterwardsAsItWasBefore() {
        here.admit(1, Role.ELEVE);
        there.admit(2, Role.ELEVE);
        there.admit(3, Role.ELEVE);
        assertThat(serve(here, 1)).isInstanceOf(Serving.Served.class);
        assertThat(serve(there, 2)).isInstanceOf(Serving.Served.class);
        assertThat(serve(there, 3)).isEqualTo(new Serving.Full());

        try (TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(probe, "oubli");

            Await.until(() -> {
                Census census = here.census();
                nobodyElseIsServed();
                return census != null
                        && census.total() == 3
                        && census.services().equals(List.of(new Census.Service("mail", 2, 2)));
            });
            clock.advance(Duration.ofSeconds(15)); // the time is over in which nodes tell who was there
            nobodyElseIsServed();
        }
        assertThat(here.seats().services().held(person(1), "mail")).isTrue();
        assertThat(there.seats().services().held(person(2), "mail")).isTrue();
        here.ledger().release(person(1), null).block();
        Await.until(() -> serve(there, 3) instanceof Serving.Served);
    }

    private void nobodyElseIsServed() {
        assertThat(serve(there, 3) instanceof Serving.Served)
                .as("served beside two others, at any instant")
                .isFalse();
    }

    /** Null while the ledger can't be asked. */
    private static Serving serve(TestNode node, int number) {
        try {
            return node.seats().services().serve(person(number), "mail").block();
        } catch (LedgerUnavailableException lost) {
            return null;
        }
    }

    @Test
    void nobodyNewIsServedWhileNodesTellWhoWas() {
        try (TestRedis.Probe probe = redis.probe();
                RedisLedger ledger = TestLedgers.connected("attente", redis)) {
            AtomicReference<String> epoch = new AtomicReference<>();
            ledger.changes().ofType(LedgerChange.Forgot.class).subscribe(forgot -> epoch.set(forgot.epoch()));
            ledger.announce(POLICY).block();
            probe.commands().flushall();
            StoppedRedisClock clock = new StoppedRedisClock(probe, "attente");
            ledger.announce(POLICY).block();
            ledger.reenter(List.of(new Holding(person(1), Role.ELEVE, Duration.ofMinutes(1), Duration.ofMinutes(5))))
                    .block();
            Await.until(() -> epoch.get() != null);
            ledger.reentered(epoch.get());
            ServiceClaim newcomer = new ServiceClaim(person(1), "mail", Duration.ZERO);

            assertThat(ledger.serve(newcomer).block()).isEqualTo(new Serving.Full());
            clock.advance(Duration.ofMillis(1_999));
            assertThat(ledger.serve(newcomer).block()).isEqualTo(new Serving.Full());
            clock.advance(Duration.ofMillis(1));
            assertThat(ledger.serve(newcomer).block()).isInstanceOf(Serving.Served.class);
        }
    }
}
