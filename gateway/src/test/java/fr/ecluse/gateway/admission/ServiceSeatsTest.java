package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a node knows of the seats of services, and what it asks for. */
class ServiceSeatsTest {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Set<Role> OPEN = Set.of(ELEVE);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Clock clock = new VirtualClock();
    private final FaultyLedger ledger = new FaultyLedger(new MemoryLedger(clock, LedgerListener.NONE), time);
    private final Seats seats = new Seats(
            ledger,
            () -> OPEN,
            census -> {},
            LedgerListener.NONE,
            Reserve.none(),
            new Surroundings(() -> time.now(TimeUnit.NANOSECONDS), clock, time, 1_000));
    private final ServiceSeats services = seats.services();

    @BeforeEach
    void start() {
        seats.announce(new PolicyNumbers(
                        "sha",
                        1,
                        List.of(new Threshold(ELEVE, 100)),
                        10,
                        1,
                        10,
                        0,
                        IDLE,
                        Duration.ofHours(8),
                        List.of(new ServiceCeiling("mail", 2), new ServiceCeiling("moodle", 5))))
                .block();
        seats.start();
    }

    @Test
    void aSeatThatWasTakenIsHeldWithoutAskingAgain() {
        enter(1);
        assertThat(services.held(person(1), "mail")).isFalse();
        assertThat(serve(1)).isInstanceOf(Serving.Served.class);
        for (int i = 0; i < 1_000; i++) {
            assertThat(services.held(person(1), "mail")).isTrue();
        }
        assertThat(services.held(person(1), "moodle")).isFalse();
        assertThat(ledger.services()).isEqualTo(1);
    }

    @Test
    void lookingItUpAllocatesNothing() {
        enter(1);
        serve(1);
        services.serve(person(1), "moodle").block();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var person = person(1);
        long allocated = 0;
        for (int round = 0; round < 20; round++) { // the last round counts: by then it is compiled
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                services.held(person, "mail");
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isLessThan(20_000);
    }

    @Test
    void aFullServiceIsAskedAboutAgainAndAgain() {
        enter(1, 2, 3);
        serve(1);
        serve(2);
        assertThat(serve(3)).isEqualTo(new Serving.Full());
        assertThat(services.held(person(3), "mail")).isFalse();
        seats.release(person(1), null).block();
        assertThat(serve(3)).isInstanceOf(Serving.Served.class);
    }

    @Test
    void itEndsWithTheSeatInTheEntWhereverThatIsFreed() {
        enter(1);
        serve(1);
        ledger.release(person(1), null).block();
        enter(1);
        assertThat(services.held(person(1), "mail")).isFalse();
    }

    @Test
    void anAnswerThatIsOlderThanALogoutIsNotBelieved() {
        enter(1);
        ledger.delayAnswers(Duration.ofMillis(100));
        var served = services.serve(person(1), "mail").toFuture();
        ledger.delayAnswers(Duration.ZERO);
        pass(Duration.ofMillis(50));
        ledger.release(person(1), null).block();
        enter(1);
        pass(Duration.ofMillis(50));
        assertThat(served).isCompletedWithValueMatching(Serving.Served.class::isInstance);
        assertThat(services.held(person(1), "mail")).isFalse();
    }

    @Test
    void activityOnTheServiceReachesTheLedgerInBatches() {
        enter(1);
        serve(1);
        for (int minute = 0; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
            seats.touch(seats.held(person(1), null));
            assertThat(services.held(person(1), "mail")).isTrue();
        }
        pass(IDLE.dividedBy(20));
        assertThat(ledger.services()).isEqualTo(1);
        assertThat(remaining("mail")).isEqualTo(IDLE.minus(IDLE.dividedBy(20)));
        assertThat(ledger.serviceRenewals()).isBetween(60, 61);
    }

    @Test
    void activityElsewhereDoesNotKeepIt() {
        enter(1);
        serve(1);
        for (int minute = 0; minute < 10; minute++) {
            pass(Duration.ofMinutes(1));
            seats.touch(seats.held(person(1), null));
        }
        assertThat(services.held(person(1), "mail")).isFalse();
        assertThat(seats.held(person(1), null)).isNotNull();
    }

    @Test
    void nearItsExpiryItIsAskedAboutSoThatNoActivityIsLost() {
        enter(1);
        serve(1);
        pass(IDLE.multipliedBy(9).dividedBy(10).minusSeconds(1));
        seats.touch(seats.held(person(1), null));
        pass(Duration.ofSeconds(1));
        assertThat(services.held(person(1), "mail")).isFalse();
        assertThat(serve(1)).isEqualTo(new Serving.Served(IDLE));
    }

    @Test
    void withoutTheLedgerItIsGoodToItsConfirmedExpiryAndNobodyNewIsServed() {
        enter(1, 2);
        serve(1);
        ledger.breakDown();
        pass(IDLE.minusSeconds(1));
        assertThat(services.held(person(1), "mail")).isTrue();
        assertThat(serve(1)).isEqualTo(new Serving.Served(Duration.ofSeconds(1)));
        assertThatThrownBy(() -> serve(2)).isInstanceOf(LedgerUnavailableException.class);
        pass(Duration.ofSeconds(1));
        assertThat(services.held(person(1), "mail")).isFalse();
        assertThatThrownBy(() -> serve(1)).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void afterALossEverySeatIsConfirmedAnew() {
        enter(1, 2);
        serve(1);
        serve(2);
        ledger.deafen();
        ledger.release(person(2), null).block();
        ledger.admit(claim(2)).block();
        assertThat(services.held(person(2), "mail")).as("nobody told us").isTrue();
        ledger.reconnect();
        assertThat(services.held(person(1), "mail")).isTrue();
        assertThat(services.held(person(2), "mail")).isFalse();
    }

    @Test
    void aSeatInTheEntThatTheLedgerDoesNotKnowIsForgotten() {
        enter(1);
        ledger.deafen();
        ledger.release(person(1), null).block();
        assertThat(seats.held(person(1), null)).isNotNull();
        assertThat(serve(1)).isEqualTo(new Serving.NoSeat());
        assertThat(seats.held(person(1), null)).isNull();
    }

    @Test
    void theLastActivityReachesTheLedgerAtTheEnd() {
        enter(1);
        serve(1);
        pass(Duration.ofSeconds(29));
        services.held(person(1), "mail");
        seats.close();
        assertThat(remaining("mail")).isEqualTo(IDLE);
    }

    private void enter(int... numbers) {
        for (int number : numbers) {
            seats.admit(claim(number)).block();
        }
    }

    private static Claim claim(int number) {
        return new Claim(person(number), ELEVE, null, null, OPEN);
    }

    private Serving serve(int number) {
        return services.serve(person(number), "mail").block();
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    /** How long the ledger keeps the first person's seat of the service, without counting as activity. */
    private Duration remaining(String service) {
        Renewed renewed = ledger.real()
                .renewServices(List.of(new ServiceClaim(person(1), service, Duration.ofDays(1))))
                .block()
                .get(0);
        return ((Renewed.Extended) renewed).remaining();
    }

    private final class VirtualClock extends Clock {
        @Override
        public Instant instant() {
            return Instant.EPOCH.plusMillis(time.now(TimeUnit.MILLISECONDS));
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
