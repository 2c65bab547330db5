package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.policy.Role;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class SeatsTest {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Set<Role> OPEN = Set.of(ELEVE, ENSEIGNANT, PARENT);
    private static final Instant START = Instant.parse("2026-11-24T07:00:00Z");

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Clock clock = new VirtualClock();
    private final FaultyLedger ledger = new FaultyLedger(new MemoryLedger(clock, LedgerListener.NONE), time);
    private final List<Census> censuses = new ArrayList<>();
    private final Seats seats = seats(1_000);

    @Test
    void aSeatThatWasTakenIsHeldWithoutAskingAgain() {
        start(10);
        assertThat(seats.held(person(1), null)).isNull();
        assertThat(admit(1, ELEVE)).isInstanceOf(Seated.class);
        pass(Duration.ofSeconds(5));
        Seat seat = seats.held(person(1), null);
        assertThat(seat).isNotNull();
        assertThat(seat.role()).isEqualTo(ELEVE);
        assertThat(seats.admittedAt(seat)).isEqualTo(START);
        for (int i = 0; i < 1_000; i++) {
            seats.touch(seats.held(person(1), null));
        }
        assertThat(ledger.admissions()).isEqualTo(1);
        assertThat(ledger.renewals()).isZero();
    }

    @Test
    void lookingUpAHeldSeatAllocatesNothing() {
        start(10);
        admit(1, ELEVE, "s");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var person = person(1);
        long allocated = 0;
        for (int round = 0; round < 20; round++) { // the last round counts: by then it is compiled
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                seats.touch(seats.held(person, "s"));
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(20_000);
    }

    @Test
    void aSessionThatTheLedgerHasNotSeenWithThisSeatIsAskedAbout() {
        start(10);
        admit(1, ELEVE, "phone");
        assertThat(seats.held(person(1), "phone")).isNotNull();
        assertThat(seats.held(person(1), "laptop")).isNull();
        admit(1, ELEVE, "laptop");
        assertThat(seats.held(person(1), "laptop")).isSameAs(seats.held(person(1), "phone"));
    }

    @Test
    void manySessionsOfOnePersonAreNotRememberedWithoutBound() {
        start(10);
        for (int i = 0; i < 100; i++) {
            admit(1, ELEVE, "session-" + i);
            assertThat(seats.held(person(1), "session-" + i)).isNotNull();
        }
        assertThat(seats.held(person(1), "session-0")).isNull();
    }

    @Test
    void everyActivityReachesTheLedgerWithinATenthOfIdle() {
        long seed = new Random().nextLong();
        System.out.println("SeatsTest seed=" + seed);
        Random random = new Random(seed);
        start(10);
        admit(1, ELEVE);
        for (int i = 0; i < 200; i++) {
            // any silence after which the seat is still answered from memory
            pass(Duration.ofMillis(
                    random.nextInt((int) IDLE.multipliedBy(89).dividedBy(100).toMillis())));
            Seat seat = seats.held(person(1), null);
            if (seat == null) {
                assertThat(admit(1, ELEVE)).isInstanceOf(Seated.class); // the longest is over, or it is asked about
                continue;
            }
            seats.touch(seat);
            pass(IDLE.dividedBy(10));
            Duration expected = IDLE.minus(IDLE.dividedBy(10));
            if (Duration.between(seats.admittedAt(seat), clock.instant()).compareTo(Duration.ofHours(7)) < 0) {
                assertThat(remaining(1)).isBetween(expected.minusMillis(99), expected); // kept to the tenth of a second
            }
        }
    }

    @Test
    void aSeatNearItsExpiryIsAskedAboutSoThatNoActivityIsLost() {
        start(10);
        admit(1, ELEVE);
        pass(IDLE.multipliedBy(9).dividedBy(10).minusSeconds(1));
        assertThat(seats.held(person(1), null)).isNotNull();
        pass(Duration.ofSeconds(1));
        assertThat(seats.held(person(1), null)).isNull();
        assertThat(admit(1, ELEVE))
                .isEqualTo(new Seated(ELEVE, IDLE.multipliedBy(9).dividedBy(10), IDLE, Taken.BEFORE));
        assertThat(seats.held(person(1), null)).isNotNull();
    }

    @Test
    void theLastActivityReachesTheLedgerAtTheEnd() {
        start(10);
        admit(1, ELEVE);
        pass(Duration.ofSeconds(29));
        seats.touch(seats.held(person(1), null));
        seats.close();
        assertThat(remaining(1)).isEqualTo(IDLE);
    }

    @Test
    void manySeatsAreRenewedInBatches() {
        start(4_000);
        Seats many = seats(5_000);
        many.announce(numbers(4_000)).block();
        many.start();
        for (int n = 0; n < 3_100; n++) {
            many.admit(claim(n, ELEVE, null)).block();
        }
        pass(Duration.ofSeconds(1));
        for (int n = 0; n < 3_100; n++) {
            many.touch(many.held(person(n), null));
        }
        pass(IDLE.dividedBy(20));
        assertThat(ledger.renewals()).isEqualTo(3);
        many.close();
    }

    @Test
    void aSeatFreedOnAnotherNodeIsForgottenAtOnce() {
        start(10);
        admit(1, ELEVE, "phone");
        Seat seat = seats.held(person(1), "phone");
        ledger.release(person(1), "phone").block();
        assertThat(seats.held(person(1), "phone")).isNull();
        assertThat(seats.stands(seat)).isFalse();
        assertThat(seats.ended("phone")).isTrue();
        int asked = ledger.admissions();
        assertThat(admit(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        assertThat(ledger.admissions()).isEqualTo(asked);
    }

    @Test
    void aLogoutHoldsHereEvenIfTheLedgerCannotBeTold() {
        start(10);
        admit(1, ELEVE, "phone");
        ledger.breakDown();
        assertThatThrownBy(() -> seats.release(person(1), "phone").block())
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(seats.held(person(1), "phone")).isNull();
        assertThat(admit(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void aReleasedRoleIsForgottenAndNoOther() {
        start(10);
        admit(1, ELEVE);
        admit(2, PARENT);
        ledger.releaseRole(PARENT).block();
        assertThat(seats.held(person(1), null)).isNotNull();
        assertThat(seats.held(person(2), null)).isNull();
    }

    @Test
    void anAnswerThatIsOlderThanAReleaseIsNotBelieved() {
        start(10);
        ledger.delayAnswers(Duration.ofMillis(100));
        var admission = seats.admit(claim(1, ELEVE, null)).toFuture();
        ledger.delayAnswers(Duration.ZERO);
        pass(Duration.ofMillis(50));
        ledger.release(person(1), null).block();
        pass(Duration.ofMillis(50));
        assertThat(admission).isCompletedWithValueMatching(Seated.class::isInstance);
        assertThat(seats.held(person(1), null)).isNull();
    }

    @Test
    void aMoreFavouredRoleMovesTheSeatThatIsHeld() {
        start(10);
        admit(1, PARENT);
        Seat seat = seats.held(person(1), null);
        admit(1, ENSEIGNANT);
        assertThat(seats.held(person(1), null)).isSameAs(seat);
        assertThat(seat.role()).isEqualTo(ENSEIGNANT);
    }

    @Test
    void findingRemembersTheSeatOfAnotherNode() {
        start(10);
        ledger.admit(claim(1, ELEVE, null)).block();
        pass(Duration.ofMinutes(1));
        assertThat(seats.find(claim(2, ELEVE, null)).block()).isEqualTo(new Admission.NoSeat());
        assertThat(seats.find(claim(1, ELEVE, null)).block()).isInstanceOf(Seated.class);
        assertThat(seats.admittedAt(seats.held(person(1), null))).isEqualTo(START);
    }

    @Test
    void withoutTheLedgerASeatIsGoodToItsConfirmedExpiryAndNoLonger() {
        start(10);
        admit(1, ELEVE);
        admit(2, ELEVE);
        ledger.breakDown();
        pass(Duration.ofSeconds(1));
        assertThat(seats.healthy()).isFalse();
        assertThat(admit(1, ELEVE)).isInstanceOf(Seated.class);
        assertThatThrownBy(() -> admit(3, ELEVE)).isInstanceOf(LedgerUnavailableException.class);
        pass(IDLE.minusSeconds(2));
        seats.touch(seats.held(person(1), null));
        pass(Duration.ofMillis(999));
        assertThat(seats.held(person(1), null)).isNotNull();
        pass(Duration.ofMillis(1));
        assertThat(seats.held(person(1), null)).isNull();
        assertThatThrownBy(() -> admit(1, ELEVE)).isInstanceOf(LedgerUnavailableException.class);
        ledger.repair();
        pass(Duration.ofSeconds(1));
        assertThat(seats.healthy()).isTrue();
    }

    @Test
    void afterALossEverySeatAndSessionIsConfirmedAnew() {
        start(10);
        admit(1, ELEVE, "one");
        admit(2, ELEVE, "two");
        Seat lost = seats.held(person(2), "two");
        ledger.deafen();
        ledger.release(person(2), "two").block();
        assertThat(seats.held(person(2), "two")).as("nobody told us").isNotNull();
        ledger.reconnect();
        assertThat(seats.held(person(2), "two")).isNull();
        assertThat(seats.stands(lost)).isFalse();
        assertThat(seats.held(person(1), "one"))
                .as("the session must be seen by the ledger again")
                .isNull();
        assertThat(admit(1, ELEVE, "one")).isInstanceOf(Seated.class);
        assertThat(seats.held(person(1), "one")).isNotNull();
        assertThat(admit(2, ELEVE, "two")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void theCensusIsTakenEverySecondAndAtOnceWhenTheCeilingChanges() {
        assertThat(seats.census()).isNull();
        start(10);
        pass(Duration.ofMillis(10));
        int first = censuses.size();
        assertThat(first).isPositive();
        pass(Duration.ofSeconds(3));
        assertThat(censuses).hasSize(first + 3);
        ledger.raise(new CeilingOrder(25, null, null, "astreinte", "renfort")).block();
        assertThat(seats.census().ceiling().sessions()).isEqualTo(25);
    }

    @Test
    void aFullMemoryCostsAQuestionButNoSeat() {
        Seats small = seats(2);
        small.announce(numbers(10)).block();
        for (int n = 1; n <= 3; n++) {
            assertThat(small.admit(claim(n, ELEVE, null)).block()).isInstanceOf(Seated.class);
        }
        assertThat(small.held(person(2), null)).isNotNull();
        assertThat(small.held(person(3), null)).isNull();
        assertThat(small.admit(claim(3, ELEVE, null)).block()).isInstanceOf(Seated.class);
    }

    @Test
    void whoWaitsIsNotHeld() {
        start(1);
        admit(1, ELEVE);
        assertThat(admit(2, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(seats.held(person(2), null)).isNull();
    }

    private Seats seats(int capacity) {
        return new Seats(
                ledger,
                () -> OPEN,
                censuses::add,
                LedgerListener.NONE,
                Reserve.none(),
                new Surroundings(this::nanoTime, clock, time, capacity));
    }

    private long nanoTime() {
        return time.now(TimeUnit.NANOSECONDS);
    }

    private void start(int sessions) {
        seats.announce(numbers(sessions)).block();
        seats.start();
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private Admission admit(int number, Role role) {
        return admit(number, role, null);
    }

    private Admission admit(int number, Role role, @Nullable String session) {
        return seats.admit(claim(number, role, session)).block();
    }

    private static Claim claim(int number, Role role, @Nullable String session) {
        return new Claim(person(number), role, session, null, OPEN);
    }

    /** How long the ledger keeps the seat, without counting as activity. */
    private Duration remaining(int number) {
        Renewed renewed = ledger.real()
                .renew(List.of(new Renewal(person(number), Duration.ofDays(1))))
                .block()
                .get(0);
        return ((Renewed.Extended) renewed).remaining();
    }

    private static PolicyNumbers numbers(int sessions) {
        List<Threshold> priority =
                List.of(new Threshold(ELEVE, 100), new Threshold(ENSEIGNANT, 100), new Threshold(PARENT, 80));
        return new PolicyNumbers("sha", 1, priority, sessions, 1, 100_000, 0, IDLE, Duration.ofHours(8));
    }

    private final class VirtualClock extends Clock {
        @Override
        public Instant instant() {
            return START.plusMillis(time.now(TimeUnit.MILLISECONDS));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("instants only");
        }
    }
}
