package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.OrderLedgerContract;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.admission.VisitorMessage;
import fr.ecluse.policy.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real Redis; and two nodes with standing orders, on one that is restarted, killed or emptied. */
class RedisOrdersTest extends OrderLedgerContract {

    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100)),
            100,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("ordres");

    @TempDir
    Path folder;

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }

    @Test
    void anOrderOutlivesEveryNodeAndARestartOfRedis() {
        try (TestRedis kept = TestRedis.keeping(folder)) {
            try (TestNode node = new TestNode("garde", kept, POLICY)) {
                order(node, Subject.MODE, "hold");
                order(node, Subject.MESSAGE, VisitorMessage.line("Reprise à 10 h", ""));
            }
            kept.kill();
            kept.start();
            try (TestNode node = new TestNode("garde", kept, POLICY)) {
                assertThat(node.seats().orders().mode()).isEqualTo(Mode.HOLD);
                assertThat(node.seats().orders().message().byLanguage()).containsEntry("fr", "Reprise à 10 h");
            }
        }
    }

    @Test
    void anEmptiedRedisIsToldTheOrdersOfTheNodeThatKnowsTheLatest() {
        try (TestNode here = new TestNode("vide", REDIS.server(), POLICY);
                TestNode there = new TestNode("vide", REDIS.server(), POLICY)) {
            order(here, Subject.MODE, "observe");
            order(here, Subject.MODE, "hold");
            order(there, Subject.MESSAGE, VisitorMessage.line("Patience", "Patience"));
            Await.until(() -> here.seats().orders().mode() == Mode.HOLD
                    && !here.seats().orders().message().isEmpty()
                    && there.seats().orders().mode() == Mode.HOLD);

            StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(REDIS.probe(), "vide");

            Await.until(() -> here.census() != null
                    && here.census().mode() == Mode.HOLD
                    && here.census().orders().messageOrder().version() == 1);
            clock.advance(Duration.ofSeconds(15)); // the two seconds in which nodes tell are over
            StandingOrder mode = here.census().orders().modeOrder();
            assertThat(mode).isEqualTo(new StandingOrder(Subject.MODE, "hold", 2, null, "astreinte", "essai"));
            assertThat(order(here, Subject.MODE, null).version()).isEqualTo(3);
        }
    }

    @Test
    void aNodeGoesByWhatItHeardLastWhileRedisIsAwayAndAnOrderStillEndsByItself() {
        AtomicLong passed = new AtomicLong();
        try (TestRedis gone = new TestRedis();
                TestNode node = new TestNode("absent", gone, POLICY, () -> System.nanoTime() + passed.get())) {
            Await.until(() -> node.census() != null && node.census().leased() > 0);
            node.ledger()
                    .order(new Change(Subject.MODE, "hold", Duration.ofMinutes(5), null, "astreinte", "essai"))
                    .block();
            order(node, Subject.MESSAGE, VisitorMessage.line("Patience", ""));
            Await.until(() -> node.seats().orders().mode() == Mode.HOLD
                    && !node.seats().orders().message().isEmpty());
            gone.kill();
            Await.until(() -> node.census() == null);
            assertThat(node.seats().orders().mode()).isEqualTo(Mode.HOLD);
            passed.set(Duration.ofMinutes(5).toNanos());
            Await.until(() -> node.seats().orders().mode() == Mode.ON);
            assertThat(node.seats().orders().message().isEmpty()).isFalse();
        }
    }

    @Test
    void theReserveGivesNothingToWhoIsQueued() {
        try (TestRedis gone = new TestRedis();
                TestNode node = new TestNode("reserve", gone, POLICY)) {
            Await.until(() -> node.census() != null && node.census().leased() > 0);
            gone.kill();
            Await.until(() -> node.seats(1, Role.ELEVE)); // the reserve is there
            int given = node.given();
            try {
                node.seats()
                        .queue(new SeatLedger.Claim(person(2), Role.ELEVE, null, null, TestNode.OPEN))
                        .block();
                throw new AssertionError("somebody was answered by a Redis that is dead");
            } catch (LedgerUnavailableException expected) {
                assertThat(node.given()).isEqualTo(given);
            }
        }
    }

    private static StandingOrder order(TestNode node, Subject subject, @Nullable String value) {
        return node.ledger()
                .order(new Change(subject, value, null, null, "astreinte", "essai"))
                .block();
    }
}
