package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens when Redis goes, comes back, forgets or hangs. */
class RedisLossTest {

    private static final Set<Role> PUPILS = Set.of(Role.ELEVE);

    private final TestRedis redis = new TestRedis();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final LedgerListener listener = new LedgerListener() {
        @Override
        public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
            // only the line matters here
        }

        @Override
        public void lost() {
            heard.add("lost");
        }

        @Override
        public void returned() {
            heard.add("returned");
        }
    };
    private RedisLedger ledger;

    @BeforeEach
    void aLedgerWithAPolicy() {
        ledger = TestLedgers.connected("perte", redis);
        TestLedgers.holdsNothing(ledger);
        ledger.announce(numbers(1_000, 10)).block();
    }

    @AfterEach
    void close() {
        ledger.close();
        redis.close();
    }

    @Test
    void aLostRedisIsUnavailableAtOnceAndWorksAgainByItself() {
        Queue<LedgerChange> changes = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe(changes::add);
        assertThat(admit(1)).isInstanceOf(Seated.class);
        redis.kill();
        assertThatThrownBy(() -> admit(1)).isInstanceOf(LedgerUnavailableException.class);
        redis.start();
        // it came back empty: the policy is announced again without being told
        Await.until(() -> answers(ledger, 2));
        assertThat(ledger.census(PUPILS).block().total()).isEqualTo(1);
        Await.until(() -> changes.contains(new LedgerChange.Reconnected()));
        ledger.release(person(2), "s").block();
        Await.until(() -> changes.contains(new LedgerChange.SeatReleased(person(2), "s")));
    }

    @Test
    void noCommandOfTheLossIsSentAfterwards() {
        redis.kill();
        assertThatThrownBy(() -> admit(1)).isInstanceOf(LedgerUnavailableException.class);
        redis.start();
        Await.until(() -> {
            try {
                ledger.census(PUPILS).block();
                return true;
            } catch (LedgerUnavailableException notYet) {
                return false;
            }
        });
        assertThat(ledger.census(PUPILS).block().total()).isZero();
    }

    @Test
    void aGatewayMayStartBeforeItsRedis() {
        redis.kill();
        try (RedisLedger early = new RedisLedger("perte", List.of(redis.uri()), listener, TestLedgers.PATIENCE)) {
            assertThatThrownBy(() -> early.announce(numbers(1_000, 10)).block())
                    .isInstanceOf(LedgerUnavailableException.class);
            Await.until(() -> heard.contains("lost"));
            redis.start();
            Await.until(() -> heard.contains("returned"));
            Await.until(() -> answers(early, 1)); // the other gateway had seats, and may re-enter them first
            assertThat(heard).containsExactly("lost", "returned");
        }
    }

    @Test
    void anAddressThatNobodyHasIsUnavailableAndNothingWorse() {
        URI nowhere = URI.create("redis://127.0.0.1:" + FreePorts.next());
        try (RedisLedger lonely = new RedisLedger("perte", List.of(nowhere), listener)) {
            assertThatThrownBy(() -> lonely.admit(claim(1)).block()).isInstanceOf(LedgerUnavailableException.class);
            Await.until(() -> heard.contains("lost"));
        }
    }

    @Test
    void aRedisThatForgotTheScriptsIsTaughtThemAgain() {
        try (TestRedis.Probe probe = redis.probe()) {
            probe.commands().scriptFlush();
            assertThat(admit(1)).isInstanceOf(Seated.class);
            probe.commands().scriptFlush();
            assertThat(ledger.census(PUPILS).block().total()).isEqualTo(1);
        }
    }

    @Test
    void aRedisThatWasEmptiedIsToldThePolicyAgain() {
        try (TestRedis.Probe probe = redis.probe()) {
            probe.commands().flushall();
            Await.until(() -> answers(ledger, 1));
            assertThat(ledger.census(PUPILS).block().ceiling().sessions()).isEqualTo(10);
        }
    }

    @Test
    void anOlderPolicyToldToAnEmptiedRedisGivesWayToTheNewest() {
        try (TestRedis.Probe probe = redis.probe();
                RedisLedger behind = TestLedgers.connected("perte", redis)) {
            TestLedgers.holdsNothing(behind);
            ledger.announce(numbers(2_000, 20)).block();
            behind.announce(numbers(1_000, 10)).block();
            assertThat(behind.census(PUPILS).block().ceiling().sessions()).isEqualTo(20);
            probe.commands().flushall();
            assertThat(behind.census(PUPILS).block().ceiling().sessions()).isEqualTo(10);
            Await.until(() -> ledger.census(PUPILS).block().ceiling().sessions() == 20);
        }
    }

    @Test
    void keysOfAnotherLayoutAreLeftAlone() {
        try (TestRedis.Probe probe = redis.probe()) {
            probe.commands().del("{ecluse:perte}:state");
            probe.commands().hset("{ecluse:perte}:policy", "schema", "1");
            assertThatThrownBy(() -> ledger.announce(numbers(3_000, 30)).block())
                    .isInstanceOf(LedgerUnavailableException.class);
            assertThatThrownBy(() -> admit(1)).isInstanceOf(LedgerUnavailableException.class);
            assertThat(probe.commands().keys("{ecluse:perte}:seats:*")).isEmpty();
        }
    }

    @Test
    void aRedisThatHangsIsGivenUpSoThatNobodyWaitsForIt() throws Exception {
        RedisLedger hasty = new RedisLedger("perte", List.of(redis.uri()), listener);
        Await.until(() -> heard.contains("returned"));
        redis.pause();
        Await.until(() -> {
            try {
                hasty.admit(claim(1)).block();
                throw new AssertionError("a stopped Redis answered");
            } catch (LedgerUnavailableException e) {
                return "not connected".equals(e.getMessage());
            }
        });
        redis.resume();
        Await.until(() -> answers(hasty, 1));
        hasty.close();
    }

    private static boolean answers(RedisLedger asked, int number) {
        try {
            return asked.admit(claim(number)).block() instanceof Seated;
        } catch (LedgerUnavailableException notYet) {
            return false;
        }
    }

    private Object admit(int number) {
        return ledger.admit(claim(number)).block();
    }

    private static Claim claim(int number) {
        return new Claim(person(number), Role.ELEVE, null, null, PUPILS);
    }

    private static PolicyNumbers numbers(long loadedAtMillis, int sessions) {
        return new PolicyNumbers(
                "sha",
                loadedAtMillis,
                List.of(new Threshold(Role.ELEVE, 100)),
                sessions,
                1,
                1_000,
                0,
                Duration.ofMinutes(10),
                Duration.ofHours(8));
    }
}
