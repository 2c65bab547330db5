package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that is away, or comes back without its memory, and two gateways that hold seats. */
class RedisMemoryLossTest {

    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(
                    new Threshold(Role.ELEVE, 100),
                    new Threshold(Role.ENSEIGNANT, 100),
                    new Threshold(Role.PARENT, 80)),
            100,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

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
    void anEmptiedRedisIsToldTheSeatsOfEveryNodeAndTheLiveCeiling() {
        for (int number = 0; number < 10; number++) {
            assertThat(here.admit(number, Role.ELEVE)).isInstanceOf(Seated.class);
            assertThat(there.admit(100 + number, Role.PARENT)).isInstanceOf(Seated.class);
        }
        here.ledger()
                .raise(new CeilingOrder(144, null, null, "astreinte", "pic"))
                .block();
        Await.until(() -> there.seats().census().ceiling().sessions() == 144);
        try (TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock.ofAnEmptied(probe, "oubli"); // nodes have two seconds to tell of the ceiling
        }
        Await.until(() -> {
            Census census = here.census();
            return census != null && census.total() == 20 && census.ceiling().sessions() == 144;
        });
        Census census = here.census();
        assertThat(census.seats()).containsEntry(Role.ELEVE, 10L).containsEntry(Role.PARENT, 10L);
        assertThat(census.ceiling().version()).isEqualTo(1);
        assertThat(there.holds(100)).isTrue();
        Await.until(() -> here.admit(7, Role.ELEVE) instanceof Seated seated
                && !seated.age().isZero());
    }

    @Test
    void nobodyNewEntersBeforeTheSeatsAreBack() {
        here.admit(1, Role.ELEVE);
        try (TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(probe, "oubli");
            Await.until(() -> here.reentered() == 1);
            assertThat(here.census().total()).isEqualTo(1);
            assertThat(here.admit(2, Role.ELEVE)).isInstanceOf(Waiting.class);
            assertThat(here.admit(1, Role.ELEVE)).isInstanceOf(Seated.class);
            clock.advance(Duration.ofSeconds(15));
            Await.until(() -> here.admit(2, Role.ELEVE) instanceof Seated);
        }
    }

    @Test
    void anOrderGivenWhileSeatsComeBackWaitsForThem() {
        here.ledger()
                .raise(new CeilingOrder(120, null, null, "astreinte", "pic"))
                .block();
        Await.until(() -> here.seats().census().ceiling().sessions() == 120);
        try (TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(probe, "oubli");
            Await.until(() -> here.census() != null && here.census().ceiling().sessions() == 120);
            CompletableFuture<CeilingState> order = here.ledger()
                    .raise(new CeilingOrder(130, null, null, "astreinte", "pic"))
                    .toFuture();
            assertThat(here.census().ceiling().sessions()).isEqualTo(120);
            clock.advance(Duration.ofSeconds(15));
            assertThat(order.join().version()).isEqualTo(2);
        }
        assertThat(here.census().ceiling().sessions()).isEqualTo(130);
        assertThat(here.census().ceiling().version()).isEqualTo(2);
    }

    @Test
    void whatWasFreedDoesNotComeBack() {
        here.admit(1, Role.ELEVE);
        here.admit(2, Role.PARENT);
        here.ledger().release(person(1), "s").block();
        here.ledger().releaseRole(Role.PARENT).block();
        Holding freed = new Holding(person(1), Role.ELEVE, Duration.ofMinutes(1), Duration.ofMinutes(9));
        Holding parent = new Holding(person(2), Role.PARENT, Duration.ofMinutes(1), Duration.ofMinutes(9));
        Holding pupil = new Holding(person(3), Role.ELEVE, Duration.ofMinutes(1), Duration.ofMinutes(9));
        assertThat(here.ledger().reenter(List.of(freed, parent, pupil)).block())
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(Renewed.Gone.class),
                        second -> assertThat(second).isInstanceOf(Renewed.Gone.class),
                        third -> assertThat(third).isInstanceOf(Renewed.Extended.class));
    }

    @Test
    void aReleaseThatAnEmptiedRedisForgotIsToldBeforeTheSeat() {
        there.admit(1, Role.ELEVE);
        here.seats().release(person(1), "s").block();
        Await.until(() -> !there.holds(1));
        flush();
        Await.until(() -> here.seats(2, Role.ELEVE));
        Await.until(() -> there.census() != null); // by then it knows which memory it tells
        Holding stale = new Holding(person(1), Role.ELEVE, Duration.ofMinutes(1), Duration.ofMinutes(9));
        assertThat(there.ledger().reenter(List.of(stale)).block()).containsExactly(new Renewed.Gone());
        assertThat(here.ledger().session("s").block()).hasToString("ENDED");
    }

    @Test
    void whileRedisIsAwayTheReserveAdmitsTheMostFavouredAndNobodyElse() {
        leasesAreShared(22); // half of the 100 free ones less a tenth of the ceiling
        redis.kill();
        Await.until(() -> here.seats(1, Role.ELEVE));
        assertThat(here.given()).isEqualTo(1);
        assertThat(here.holds(1)).isTrue();
        assertThat(here.seats(1, Role.ELEVE)).isTrue();
        assertThat(here.given()).isEqualTo(1);
        assertThatThrownBy(() -> here.admit(2, Role.PARENT)).isInstanceOf(LedgerUnavailableException.class);
        redis.start();
        Await.until(() -> here.census() != null && here.census().total() == 1);
        assertThat(here.holds(1)).isTrue();
    }

    @Test
    void allReservesTogetherNeverBreakTheCeiling() {
        for (int number = 0; number < 30; number++) {
            here.admit(number, Role.ELEVE);
        }
        leasesAreShared(15); // half of the 70 free ones less a tenth of the ceiling
        redis.kill();
        for (int number = 1_000; number < 1_200; number++) {
            here.seats(number, Role.ELEVE);
            there.seats(number + 1_000, Role.ELEVE);
        }
        assertThat(here.given()).isPositive();
        assertThat(there.given()).isPositive();
        assertThat(30 + here.given() + there.given()).isLessThanOrEqualTo(100);
        redis.start();
        Await.until(() -> here.census() != null && here.census().total() == 30 + here.given() + there.given());
    }

    @Test
    void aNodeThatLeavesGivesItsLeaseBack() {
        leasesAreShared(22);
        assertThat(here.census().leased()).isEqualTo(44);
        there.seats().close();
        here.seats().close();
        Await.until(() -> here.census().leased() == 0); // they wait two seconds for it, and no longer
    }

    /** Each node has a lease of so many seats, by what Redis and the nodes themselves know. */
    private void leasesAreShared(int each) {
        try (TestRedis.Probe probe = redis.probe()) {
            Await.until(() -> probe.commands().hvals("{ecluse:oubli}:leases").stream()
                            .filter(lease -> lease.startsWith(each + " "))
                            .count()
                    == 2);
        }
        Await.until(() -> here.leased() == each && there.leased() == each);
    }

    private void flush() {
        try (TestRedis.Probe probe = redis.probe()) {
            probe.commands().flushall();
        }
    }
}
