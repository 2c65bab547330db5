package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.SessionEnded;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.StandingOrder.Audited;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every ledger does about standing orders, and about people who come while one stands. */
public abstract class OrderLedgerContract {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Set<Role> EVERYBODY = Set.of(ELEVE, PARENT);

    private SeatLedger ledger;

    /** An empty ledger whose time stands still until {@link #advance}. */
    protected abstract SeatLedger newLedger();

    /** Moves the ledger's time. */
    protected abstract void advance(Duration duration);

    @BeforeEach
    void anEmptyLedger() {
        ledger = newLedger();
    }

    @Test
    void nothingCanBeOrderedBeforeAPolicyIsAnnounced() {
        assertThatThrownBy(() -> order(Subject.MODE, "hold")).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void whereNobodyOrderedAnythingNothingStands() {
        announce(10);
        assertThat(orders()).isEqualTo(Orders.NONE);
        assertThat(census().mode()).isEqualTo(Mode.ON);
        assertThat(orders().message().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Subject.class)
    void anOrderStandsWithWhoGaveItAndWhyUntilItIsWithdrawn(Subject subject) {
        announce(10);
        String value = switch (subject) {
            case MODE -> "observe";
            case MESSAGE -> VisitorMessage.line("L’été à 10 h", "Ten o’clock");
            case BLOCKS -> "203.0.113.0/24\t1\tastreinte\tL’été\n".repeat(5_000);
            case LIMITS -> "50 500 20";
        };
        StandingOrder given = order(subject, value);
        assertThat(given).isEqualTo(new StandingOrder(subject, value, 1, null, "astreinte", "essai"));
        assertThat(orders().about(subject)).isEqualTo(given);
        advance(Duration.ofDays(30));
        assertThat(orders().about(subject)).isEqualTo(given);

        StandingOrder withdrawn = order(subject, null);
        assertThat(withdrawn).isEqualTo(new StandingOrder(subject, null, 2, null, "", ""));
        assertThat(orders().about(subject)).isEqualTo(withdrawn);
    }

    @Test
    void subjectsHaveVersionsOfTheirOwn() {
        announce(10);
        order(Subject.MODE, "hold");
        order(Subject.MODE, "off");
        order(Subject.MESSAGE, VisitorMessage.line("Bonjour", ""));
        assertThat(orders().modeOrder().version()).isEqualTo(2);
        assertThat(orders().messageOrder().version()).isEqualTo(1);
        assertThat(census().mode()).isEqualTo(Mode.OFF);
        assertThat(orders().message().byLanguage()).containsOnlyKeys("fr").containsEntry("fr", "Bonjour");
    }

    @Test
    void anOrderEndsByItselfOnTheLedgersClock() {
        announce(10);
        ledger.order(new Change(Subject.MODE, "hold", Duration.ofMinutes(5), null, "astreinte", "essai"))
                .block();
        advance(Duration.ofMinutes(2));
        assertThat(orders().modeOrder().endsIn()).isEqualTo(Duration.ofMinutes(3));
        advance(Duration.ofMinutes(3).minusMillis(1));
        assertThat(census().mode()).isEqualTo(Mode.HOLD);
        advance(Duration.ofMillis(1));
        assertThat(orders().modeOrder()).isEqualTo(new StandingOrder(Subject.MODE, null, 1, null, "", ""));
        assertThat(census().mode()).isEqualTo(Mode.ON);
    }

    @Test
    void anOrderThatWasDecidedOnAnOldVersionIsRefusedWithWhatStands() {
        announce(10);
        StandingOrder first = order(Subject.MODE, "observe");
        OrderRefusedException refused = catchThrowableOfType(
                OrderRefusedException.class,
                () -> ledger.order(new Change(Subject.MODE, "off", null, 0L, "autre", "essai"))
                        .block());
        assertThat(refused.standing()).isEqualTo(first);
        assertThat(census().mode()).isEqualTo(Mode.OBSERVE);
        assertThat(ledger.order(new Change(Subject.MODE, "off", null, 1L, "autre", "essai"))
                        .block()
                        .version())
                .isEqualTo(2);
    }

    @Test
    void everyChangeIsInTheAuditWithWhatItChanged() {
        announce(10);
        order(Subject.MODE, "hold");
        order(Subject.MODE, null);
        order(Subject.MESSAGE, VisitorMessage.line("Bonjour", "Hello"));
        order(Subject.MESSAGE, null);
        assertThat(ledger.audit(10).block())
                .extracting(AuditEntry::by, AuditEntry::what, AuditEntry::from, AuditEntry::to, AuditEntry::reason)
                .containsExactly(
                        tuple("astreinte", "message", "Bonjour / Hello", "", "essai"),
                        tuple("astreinte", "message", "", "Bonjour / Hello", "essai"),
                        tuple("astreinte", "mode", "hold", "on", "essai"),
                        tuple("astreinte", "mode", "on", "hold", "essai"));
    }

    @Test
    void theAuditQuotesWhatItIsToldWhereTheWholeWouldBeTooLong() {
        announce(10);
        ledger.order(new Change(
                        Subject.BLOCKS, "a\nb\nc", null, null, "astreinte", "essai", new Audited("", "c jusqu’à 18 h")))
                .block();
        assertThat(ledger.audit(10).block())
                .extracting(AuditEntry::what, AuditEntry::from, AuditEntry::to, AuditEntry::reason)
                .containsExactly(tuple("blocks", "", "c jusqu’à 18 h", "essai"));
    }

    @Test
    void eachChangeOfALongOrderIsSeenByTheNextCensus() {
        announce(10);
        for (int i = 1; i <= 3; i++) {
            order(Subject.BLOCKS, "liste " + i);
            for (int again = 0; again < 2; again++) {
                assertThat(orders().about(Subject.BLOCKS).value()).isEqualTo("liste " + i);
                assertThat(orders().about(Subject.BLOCKS).version()).isEqualTo(i);
            }
        }
        order(Subject.BLOCKS, null);
        assertThat(orders().about(Subject.BLOCKS).value()).isNull();
    }

    @Test
    void nodesAreToldOfAChange() {
        announce(10);
        Queue<LedgerChange> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe(heard::add);
        order(Subject.MODE, "hold");
        Await.until(() -> heard.contains(new LedgerChange.OrdersChanged()));
    }

    @Test
    void whoIsQueuedGetsAPlaceAndNeverASeat() {
        announce(10);
        assertThat(ledger.queue(claim(1)).block())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.called()).isEqualTo(Called.NOT_YET));
        assertThat(census().total()).isZero();
        assertThat(census().lanes().get(0).waiting()).isEqualTo(1);
    }

    @Test
    void whoIsQueuedTwiceKeepsTheFirstPlace() {
        announce(10);
        Waiting first = (Waiting) ledger.queue(claim(1)).block();
        advance(Duration.ofSeconds(30));
        assertThat(((Waiting) ledger.queue(claim(1)).block()).arrivalMillis()).isEqualTo(first.arrivalMillis());
    }

    @Test
    void whoSitsIsFoundInEveryWay() {
        announce(1);
        ledger.admit(claim(1)).block();
        advance(Duration.ofMinutes(1));
        Seated seated = new Seated(ELEVE, Duration.ofMinutes(1), IDLE, Taken.BEFORE);
        assertThat(ledger.queue(claim(1)).block()).isEqualTo(seated);
        assertThat(ledger.observe(claim(1)).block()).isEqualTo(seated);
        assertThat(census().lanes().get(0).waiting()).isZero();
    }

    @Test
    void aDeadSessionIsDeadInEveryWay() {
        announce(10);
        ledger.release(person(1), "s").block();
        Claim claim = new Claim(person(1), ELEVE, "s", null, EVERYBODY);
        assertThat(ledger.queue(claim).block()).isInstanceOf(SessionEnded.class);
        assertThat(ledger.observe(claim).block()).isInstanceOf(SessionEnded.class);
    }

    @Test
    void nobodyIsCalledWhileTheDoorIsHeldAndTheLineGoesOnAfterwards() {
        announce(1);
        ledger.admit(claim(1)).block();
        assertThat(ledger.admit(claim(2)).block()).isInstanceOf(Waiting.class);
        advance(Duration.ofMillis(10));
        assertThat(ledger.admit(claim(3)).block()).isInstanceOf(Waiting.class);
        order(Subject.MODE, "hold");
        ledger.release(person(1), null).block();
        for (int second = 0; second < 90; second++) {
            advance(Duration.ofSeconds(1));
            assertThat(census().lanes().get(0).calledEver()).isZero();
            assertThat(census().lanes().get(0).callable()).isFalse();
        }
        assertThat(ledger.queue(claim(2)).block())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.called()).isEqualTo(Called.NOT_YET));

        order(Subject.MODE, null);
        census();
        advance(Duration.ofSeconds(2));
        census();
        assertThat(ledger.admit(claim(3)).block()).as("came later").isInstanceOf(Waiting.class);
        assertThat(ledger.admit(claim(2)).block()).isInstanceOf(Seated.class);
    }

    @Test
    void whoWasCalledBeforeStaysCalledWhileTheDoorIsHeldAndEntersAfterwards() {
        announce(1);
        ledger.admit(claim(1)).block();
        ledger.admit(claim(2)).block();
        ledger.release(person(1), null).block();
        advance(Duration.ofSeconds(2));
        census();
        order(Subject.MODE, "hold");
        assertThat(ledger.queue(claim(2)).block())
                .isInstanceOfSatisfying(
                        Waiting.class, waiting -> assertThat(waiting.called()).isEqualTo(Called.YES));
        assertThat(census().total()).isZero();
        order(Subject.MODE, null);
        census();
        assertThat(ledger.admit(claim(2)).block()).isInstanceOf(Seated.class);
    }

    @Test
    void whoIsObservedSitsWhateverRoomThereIsAndItIsSaidWhetherThereWasAny() {
        announce(2);
        assertThat(taken(1)).isEqualTo(Taken.NOW);
        assertThat(taken(2)).isEqualTo(Taken.NOW);
        assertThat(taken(3)).isEqualTo(Taken.BEYOND);
        assertThat(taken(4)).isEqualTo(Taken.BEYOND);
        assertThat(taken(3)).isEqualTo(Taken.BEFORE);
        assertThat(census().total()).isEqualTo(4);
        assertThat(census().lanes().get(0).waiting()).isZero();
        assertThat(ledger.admit(claim(5)).block()).isInstanceOf(Waiting.class);
        assertThat(ledger.admit(claim(4)).block()).isInstanceOf(Seated.class);
    }

    @Test
    void whoWaitedAndIsObservedLeavesTheLine() {
        announce(1);
        ledger.admit(claim(1)).block();
        ledger.admit(claim(2)).block();
        assertThat(taken(2)).isEqualTo(Taken.BEYOND);
        assertThat(census().lanes().get(0).waiting()).isZero();
    }

    @Test
    void whoPassesPeopleWhoCameBeforeIsCountedAndOnlyAnObserverLetsThat() {
        announce(1);
        ledger.admit(claim(1)).block();
        ledger.admit(claim(2)).block();
        assertThat(census().tallies().get(0)).isEqualTo(new Census.Tally(ELEVE, 0, 0));
        advance(Duration.ofSeconds(1));
        taken(3);
        assertThat(census().tallies().get(0)).isEqualTo(new Census.Tally(ELEVE, 0, 1));
        taken(2);
        assertThat(census().tallies().get(0)).as("nobody came before").isEqualTo(new Census.Tally(ELEVE, 0, 1));
        assertThat(census().tallies().get(1)).isEqualTo(new Census.Tally(PARENT, 0, 0));
    }

    @Test
    void whoDoesNotComeWithinAMinuteOfTheCallIsANoShowOnceAndMayStillCome() {
        announce(2);
        ledger.admit(claim(1)).block();
        ledger.admit(claim(2)).block();
        for (int number = 3; number <= 4; number++) {
            ledger.admit(claim(number)).block();
            advance(Duration.ofSeconds(1));
        }
        ledger.release(person(1), null).block();
        ledger.release(person(2), null).block();
        advance(Duration.ofSeconds(1));
        assertThat(census().lanes().get(0).calledEver()).isEqualTo(2);
        assertThat(ledger.admit(claim(4)).block()).isInstanceOf(Seated.class);
        advance(Duration.ofSeconds(50));
        assertThat(census().tallies().get(0).noShows()).isZero();
        for (int seconds = 0; seconds < 90; seconds++) {
            advance(Duration.ofSeconds(1));
            census();
        }
        assertThat(census().tallies().get(0)).isEqualTo(new Census.Tally(ELEVE, 1, 0));
        assertThat(ledger.admit(claim(3)).block()).isInstanceOf(Seated.class);
        assertThat(census().tallies().get(0)).isEqualTo(new Census.Tally(ELEVE, 1, 0));
    }

    @Test
    void aServiceThatIsObservedServesBeyondItsCeiling() {
        announce(10);
        for (int number = 1; number <= 3; number++) {
            ledger.admit(claim(number)).block();
        }
        assertThat(ledger.observe(mail(1)).block()).isEqualTo(new Serving.Served(IDLE));
        assertThat(ledger.observe(mail(2)).block()).isEqualTo(new Serving.Beyond(IDLE));
        assertThat(ledger.observe(mail(2)).block()).isEqualTo(new Serving.Served(IDLE));
        assertThat(ledger.observe(mail(9)).block()).isEqualTo(new Serving.NoSeat());
        assertThat(ledger.serve(mail(3)).block()).isEqualTo(new Serving.Full());
        assertThat(census().services()).containsExactly(new Census.Service("mail", 1, 2));
    }

    private Taken taken(int number) {
        return ((Seated) ledger.observe(claim(number)).block()).taken();
    }

    private static ServiceClaim mail(int number) {
        return new ServiceClaim(person(number), "mail", Duration.ZERO);
    }

    private static Claim claim(int number) {
        return new Claim(person(number), ELEVE, null, null, EVERYBODY);
    }

    private StandingOrder order(Subject subject, @Nullable String value) {
        return ledger.order(new Change(subject, value, null, null, "astreinte", "essai"))
                .block();
    }

    private Orders orders() {
        return census().orders();
    }

    private Census census() {
        return ledger.census(EVERYBODY).block();
    }

    private void announce(int sessions) {
        ledger.announce(new PolicyNumbers(
                        "sha",
                        1_000,
                        List.of(new Threshold(ELEVE, 100), new Threshold(PARENT, 100)),
                        sessions,
                        1,
                        1_000,
                        0,
                        IDLE,
                        Duration.ofHours(8),
                        List.of(new ServiceCeiling("mail", 1))))
                .block();
    }
}
