package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.AUTRE;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static fr.ecluse.policy.Role.PERSONNEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fr.ecluse.gateway.admission.CeilingRefusedException.Reason;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.Census.Mark;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Ended;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What every ledger does, whatever it is made of. */
public abstract class SeatLedgerContract {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofHours(8);
    private static final Set<Role> EVERYBODY = Set.of(ELEVE, ENSEIGNANT, PERSONNEL, PARENT, AUTRE);

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
    void knowsNothingBeforeAPolicyIsAnnounced() {
        assertThatThrownBy(() -> claim(1, ELEVE)).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(() -> census()).isInstanceOf(LedgerUnavailableException.class);
    }

    @Test
    void aNewcomerTakesASeatAndFindsItAgain() {
        announce(10);
        assertThat(claim(1, ELEVE)).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.NOW));
        advance(Duration.ofMinutes(3));
        assertThat(claim(1, ELEVE)).isEqualTo(new Seated(ELEVE, Duration.ofMinutes(3), IDLE, Taken.BEFORE));
    }

    @Test
    void onePersonOnTwoDevicesHoldsOneSeat() {
        announce(10);
        claim(1, ELEVE, "phone");
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(1);
    }

    @Test
    void nobodyNewEntersWhileTheSeatsAreTaken() {
        announce(2);
        claim(1, ELEVE);
        claim(2, ENSEIGNANT);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(claim(1, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().seats()).containsEntry(ELEVE, 1L).containsEntry(ENSEIGNANT, 1L);
    }

    @Test
    void whoWaitsEntersOnceTheCeilingIsRaised() {
        announce(2);
        claim(1, ELEVE);
        claim(2, ELEVE);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        raise(3);
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(3);
    }

    @Test
    void loweringTheCeilingEjectsNobody() {
        announce(3);
        claim(1, ELEVE);
        claim(2, ELEVE);
        claim(3, ELEVE);
        raise(1);
        assertThat(Stream.of(1, 2, 3).map(n -> claim(n, ELEVE))).allMatch(Seated.class::isInstance);
        release(1);
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        release(2);
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        release(3);
        assertThat(claim(4, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void anUnusedSeatIsFreedAtItsExpiryAndNotBefore() {
        announce(1);
        claim(1, ELEVE);
        advance(IDLE.minusMillis(1));
        assertThat(claim(2, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(census().total()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(census().total()).isZero();
        advance(Duration.ofSeconds(1));
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void activityKeepsTheSeatButNotForLongerThanTheLongest() {
        announce(1);
        claim(1, ELEVE);
        for (Duration age = Duration.ZERO; age.compareTo(LONGEST) < 0; age = age.plusMinutes(8)) {
            assertThat(claim(1, ELEVE))
                    .isEqualTo(new Seated(ELEVE, age, least(IDLE, LONGEST.minus(age)), Taken.BEFORE));
            advance(Duration.ofMinutes(8));
        }
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
        assertThat(claim(1, ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void aRenewalCountsFromTheActivityThatItBrings() {
        announce(1);
        claim(1, ELEVE);
        advance(Duration.ofMinutes(5));
        assertThat(renew(1, Duration.ofMinutes(2))).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
        assertThat(renew(1, Duration.ofMinutes(4))).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
        advance(Duration.ofMinutes(8));
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Gone());
    }

    @Test
    void aRenewalRevivesNothing() {
        announce(5);
        claim(1, ELEVE);
        claim(2, ELEVE);
        release(2);
        advance(IDLE);
        List<Renewal> batch = List.of(renewal(1), renewal(2), renewal(3));
        assertThat(ledger.renew(batch).block()).containsOnly(new Renewed.Gone()).hasSize(3);
        assertThat(census().total()).isZero();
    }

    @Test
    void aRenewalEndsAtTheLongest() {
        announce(1);
        claim(1, ELEVE);
        for (int i = 0; i < 59; i++) {
            advance(Duration.ofMinutes(8));
            assertThat(renew(1, Duration.ZERO)).isInstanceOf(Renewed.Extended.class);
        }
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Extended(Duration.ofMinutes(8)));
    }

    @Test
    void aMoreFavouredRoleMovesTheSeatAndALessFavouredOneDoesNot() {
        announce(10);
        claim(1, PARENT);
        advance(Duration.ofMinutes(1));
        assertThat(claim(1, ENSEIGNANT)).isEqualTo(new Seated(ENSEIGNANT, Duration.ofMinutes(1), IDLE, Taken.BEFORE));
        assertThat(((Seated) claim(1, PARENT)).role()).isEqualTo(ENSEIGNANT);
        assertThat(census().seats()).containsEntry(ENSEIGNANT, 1L).containsEntry(PARENT, 0L);
        assertThat(census().total()).isEqualTo(1);
    }

    @Test
    void aLowerRoleNeverEntersWhatIsKeptForHigherOnes() {
        announce(10);
        for (int n = 0; n < 12; n++) {
            claim(n, PARENT);
        }
        assertThat(census().seats()).containsEntry(PARENT, 8L);
        assertThat(claim(20, PERSONNEL)).isInstanceOf(Seated.class);
        assertThat(claim(21, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().total()).isEqualTo(10);
        assertThat(claim(22, ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void aThresholdHoldsOnTheCeilingInForce() {
        announce(10);
        for (int n = 0; n < 8; n++) {
            claim(n, PARENT);
        }
        assertThat(claim(9, PARENT)).isInstanceOf(Waiting.class);
        raise(11); // 8 × 100 < 80 × 11
        assertThat(claim(9, PARENT)).isInstanceOf(Seated.class);
        assertThat(claim(10, PARENT)).isInstanceOf(Waiting.class);
    }

    @Test
    void aRoleAtZeroPercentIsClosed() {
        ledger.announce(numbers(10, 0, List.of(new Threshold(ELEVE, 100), new Threshold(PARENT, 0))))
                .block();
        assertThat(claim(1, PARENT)).isInstanceOf(Waiting.class);
        assertThat(lane(PARENT).callable()).isFalse();
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aRoleThatThePolicyDoesNotNameWaits() {
        announce(10);
        assertThat(claim(1, new Role("visiteur"))).isInstanceOf(Waiting.class);
    }

    @Test
    void aFreedSeatGoesToWhoeverArrivedFirstAndNotToANewcomer() {
        announce(1);
        claim(1, ELEVE);
        for (int n = 2; n <= 4; n++) {
            advance(Duration.ofMillis(10));
            claim(n, ELEVE);
        }
        advance(Duration.ofMillis(10));
        release(1);
        assertThat(called(claim(3, ELEVE))).isEqualTo(Called.NOT_YET);
        assertThat(claim(9, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
    }

    @Test
    void aPlaceIsTheSameFromEveryDeviceAndEveryTime() {
        announce(0);
        Waiting first = (Waiting) claim(1, ELEVE);
        advance(Duration.ofSeconds(5));
        assertThat(claim(1, ELEVE, "another")).isEqualTo(first);
        assertThat(lane(ELEVE).waiting()).isEqualTo(1);
    }

    @Test
    void theMostFavouredLaneIsCalledFirst() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ENSEIGNANT);
        advance(Duration.ofMillis(10));
        claim(3, ELEVE);
        release(1);
        assertThat(claim(2, ENSEIGNANT)).isInstanceOf(Waiting.class);
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aClosedLaneIsNotCalledAndHoldsNobodyBack() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE);
        Set<Role> withoutPupils = Set.of(ENSEIGNANT, PARENT);
        ledger.census(withoutPupils).block();
        release(1);
        assertThat(lane(ELEVE, withoutPupils).callable()).isFalse();
        assertThat(claim(3, ENSEIGNANT, withoutPupils)).isInstanceOf(Seated.class);
        release(3);
        advance(Duration.ofSeconds(1));
        census();
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aLaneThatItsThresholdKeepsOutHoldsNobodyBack() {
        announce(10);
        for (int n = 0; n < 8; n++) {
            claim(n, PARENT);
        }
        assertThat(claim(8, PARENT)).isInstanceOf(Waiting.class);
        assertThat(claim(9, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aSeatIsHeldForWhoeverWasCalled() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE);
        advance(Duration.ofMillis(10));
        release(1);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(lane(ELEVE).waiting()).isEqualTo(2);
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void anAbsenteeHoldsASeatForAMinuteAndThenStillEntersFirst() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE);
        advance(Duration.ofMillis(10));
        claim(3, ELEVE);
        advance(Duration.ofMillis(990));
        release(1);
        advance(Duration.ofSeconds(59));
        census();
        assertThat(called(claim(3, ELEVE))).isEqualTo(Called.NOT_YET);
        advance(Duration.ofSeconds(1));
        census();
        assertThat(lane(ELEVE).calledEver()).isEqualTo(2);
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
        assertThat(called(claim(3, ELEVE))).isEqualTo(Called.YES);
        release(2);
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aTicketKeepsItsArrivalIfItCanBeTrue() {
        announce(0);
        long now = census().ledgerMillis();
        long hour = Duration.ofHours(1).toMillis();
        assertThat(arrival(claim(1, now - hour))).isEqualTo(now - hour);
        assertThat(arrival(claim(2, now + 1))).as("from the future").isEqualTo(now);
        assertThat(arrival(claim(3, now - 13 * hour))).as("long forgotten").isEqualTo(now);
        assertThat(lane(ELEVE).line()).containsExactly(new Mark(0, now - hour), new Mark(1, now), new Mark(2, now));
    }

    @Test
    void aTicketChangesNothingForWhoeverHasAPlace() {
        announce(0);
        long arrival = arrival(claim(1, ELEVE));
        assertThat(arrival(claim(1, arrival - 5_000))).isEqualTo(arrival);
    }

    @Test
    void aPlaceIsForgottenAfterTwelveHours() {
        announce(0);
        claim(1, ELEVE);
        advance(Duration.ofHours(12));
        assertThat(lane(ELEVE).waiting()).isEqualTo(1);
        advance(Duration.ofMillis(1));
        assertThat(lane(ELEVE).waiting()).isZero();
        long now = census().ledgerMillis();
        assertThat(arrival(claim(1, ELEVE))).isEqualTo(now);
    }

    @Test
    void whoEntersLeavesEveryLane() {
        announce(1);
        claim(1, ELEVE);
        claim(2, PARENT);
        claim(2, ELEVE);
        release(1);
        assertThat(claim(2, ELEVE)).isInstanceOf(Seated.class);
        assertThat(census().lanes())
                .allSatisfy(lane -> assertThat(lane.waiting()).isZero());
    }

    @Test
    void noMoreThanTheAllowedNewSeatsASecondOverAnySecond() {
        ledger.announce(numbers(1_000, 3, List.of(new Threshold(ELEVE, 100)))).block();
        advance(Duration.ofMillis(500));
        assertThat(Stream.of(1, 2, 3).map(n -> claim(n, ELEVE))).allMatch(Seated.class::isInstance);
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        advance(Duration.ofMillis(999));
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        advance(Duration.ofMillis(1));
        census();
        assertThat(claim(4, ELEVE)).isInstanceOf(Seated.class);
        assertThat(claim(1, ELEVE)).as("an old seat is not a new one").isInstanceOf(Seated.class);
    }

    @Test
    void underALimitOfNewSeatsNoMorePeopleAreCalledASecond() {
        ledger.announce(numbers(0, 3, List.of(new Threshold(ELEVE, 100)))).block();
        for (int n = 0; n < 10; n++) {
            advance(Duration.ofMillis(1));
            claim(n, ELEVE);
        }
        raise(1_000);
        assertThat(lane(ELEVE).calledEver()).isEqualTo(3);
        advance(Duration.ofSeconds(1));
        assertThat(lane(ELEVE).calledEver()).isEqualTo(6);
    }

    @Test
    void findingGivesNeitherSeatNorPlace() {
        announce(5);
        assertThat(find(1)).isEqualTo(new Admission.NoSeat());
        assertThat(census().total()).isZero();
        assertThat(lane(ELEVE).waiting()).isZero();
        claim(1, PARENT);
        advance(Duration.ofMinutes(4));
        assertThat(find(1)).isEqualTo(new Seated(ELEVE, Duration.ofMinutes(4), IDLE, Taken.BEFORE));
    }

    @Test
    void anEndedSessionIsDeadAndAnotherOfThePersonIsNot() {
        announce(5);
        claim(1, ELEVE, "phone");
        release(1, "phone");
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        advance(LONGEST.plusHours(11));
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void anEndedSessionIsKnownAsSuchToWhoeverNeedsNoSeat() {
        announce(1);
        assertThat(ledger.session("phone").block()).isEqualTo(SeatLedger.SessionState.NOT_ENDED);
        release(1, "phone");
        assertThat(ledger.session("phone").block()).isEqualTo(SeatLedger.SessionState.ENDED);
        assertThat(ledger.session("laptop").block()).isEqualTo(SeatLedger.SessionState.NOT_ENDED);
    }

    @Test
    void aDeadSessionCannotTakeAwayTheSeatOfTheNextOne() {
        announce(1);
        claim(1, ELEVE, "phone");
        assertThat(release(1, "phone")).isEqualTo(1);
        claim(1, ELEVE, "laptop");
        assertThat(release(1, "phone")).isZero();
        assertThat(census().total()).isEqualTo(1);
        assertThat(claim(1, ELEVE, "laptop")).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.BEFORE));
    }

    @Test
    void releasingFreesSeatAndPlaceAndIsSafeTwice() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE);
        assertThat(release(1)).isEqualTo(1);
        assertThat(release(1)).isZero();
        assertThat(release(2)).isZero();
        assertThat(lane(ELEVE).waiting()).isZero();
        assertThat(claim(3, ELEVE)).isInstanceOf(Seated.class);
    }

    @Test
    void aHandleEndsEverySessionTiedToItAndNoOther() {
        announce(3);
        claim(1, ELEVE, "phone");
        claim(2, ELEVE, "tablet");
        claim(3, ELEVE, "laptop");
        assertThat(claim(4, ELEVE)).isInstanceOf(Waiting.class);
        bind(1, "phone", 101, 100);
        bind(2, "tablet", 102, 100);
        bind(3, "laptop", 103);

        assertThat(end(100)).isEqualTo(new Ended(2, 2, 2));

        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(2, ELEVE, "tablet")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(3, ELEVE, "laptop")).isInstanceOf(Seated.class);
        assertThat(claim(4, ELEVE)).as("the freed seat is there at once").isInstanceOf(Seated.class);
        assertThat(end(101, 102)).as("the same sessions by other handles").isEqualTo(new Ended(0, 0, 2));
    }

    @Test
    void aSessionThatTwoOfTheHandlesTieCountsOnce() {
        announce(1);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100, 101);

        assertThat(end(100, 101)).isEqualTo(new Ended(1, 1, 1));
        assertThat(end(100, 101)).as("handles are good for once").isEqualTo(new Ended(0, 0, 0));
    }

    @Test
    void aHandleThatTiesNothingEndsNothing() {
        announce(1);
        claim(1, ELEVE, "phone");
        assertThat(end(100)).isEqualTo(new Ended(0, 0, 0));
        assertThat(claim(1, ELEVE, "phone")).isInstanceOf(Seated.class);
    }

    @Test
    void aSessionThatEndedBeforeDoesNotCostItsPersonTheSeatTheySitOnNow() {
        announce(2);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        release(1, "phone");
        claim(1, ELEVE, "laptop");

        assertThat(end(100)).isEqualTo(new Ended(0, 0, 1));

        assertThat(census().total()).isEqualTo(1);
        assertThat(claim(1, ELEVE, "laptop")).isEqualTo(new Seated(ELEVE, Duration.ZERO, IDLE, Taken.BEFORE));
    }

    @Test
    void aSessionIsDeadEvenIfItsPersonHasNoSeat() {
        announce(2);
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        advance(IDLE);
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
        assertThat(claim(1, ELEVE, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void whoWaitsLosesThePlaceWhenTheProviderEndsTheSession() {
        announce(1);
        claim(1, ELEVE);
        claim(2, ELEVE, "phone");
        bind(2, "phone", 100);
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
        assertThat(lane(ELEVE).waiting()).isZero();
    }

    @Test
    void whatIsTiedIsForgottenWhenTheSessionIsOver() {
        announce(2);
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        bind(2, "tablet", 100);
        claim(1, ELEVE, "phone");
        claim(2, ELEVE, "tablet");
        advance(Duration.ofMillis(1));
        assertThat(end(100)).isEqualTo(new Ended(1, 1, 1));
        assertThat(claim(1, ELEVE, "phone")).isInstanceOf(Seated.class);
    }

    @Test
    void tyingTwiceIsTyingOnceForLonger() {
        announce(2);
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        bind(1, "phone", 100);
        advance(LONGEST.minusMillis(1));
        assertThat(end(100)).isEqualTo(new Ended(1, 0, 1));
    }

    @Test
    void aNoticeThatComesAgainDoesNothing() {
        announce(2);
        SeatLedger.Notice notice = new SeatLedger.Notice(person(900), Duration.ofMinutes(2));
        claim(1, ELEVE, "phone");
        bind(1, "phone", 100);
        assertThat(end(notice, 100)).isEqualTo(new Ended(1, 1, 1));

        claim(1, ELEVE, "laptop");
        bind(1, "laptop", 100);
        assertThat(end(notice, 100)).isEqualTo(new Ended(0, 0, 0));
        advance(Duration.ofMinutes(2).minusMillis(1));
        assertThat(end(notice, 100)).isEqualTo(new Ended(0, 0, 0));
        assertThat(claim(1, ELEVE, "laptop")).isInstanceOf(Seated.class);
        advance(Duration.ofMillis(1));
        assertThat(end(notice, 100)).isEqualTo(new Ended(1, 1, 1));
    }

    @Test
    void oneSessionTooManyEndsTheOneThatIsOverFirst() {
        announce(2);
        for (int i = 0; i < SeatLedger.SESSIONS_PER_HANDLE; i++) {
            bind(1, "session-" + i, 100);
            advance(Duration.ofMillis(1));
        }
        bind(1, "session-0", 100); // not one more; now the last to be over
        assertThat(claim(1, ELEVE, "session-1")).isInstanceOf(Seated.class);

        bind(2, "one more", 100);

        assertThat(claim(1, ELEVE, "session-1")).isEqualTo(new Admission.SessionEnded());
        assertThat(claim(1, ELEVE, "session-0")).isInstanceOf(Seated.class);
        assertThat(end(100).sessions()).isEqualTo(SeatLedger.SESSIONS_PER_HANDLE);
    }

    @Test
    void everyNodeHearsOfSessionsThatAProviderEnded() {
        Queue<LedgerChange> heard = new ConcurrentLinkedQueue<>();
        announce(5);
        ledger.changes().filter(LedgerChange.SeatReleased.class::isInstance).subscribe(heard::add);
        bind(1, "phone", 100);
        bind(2, "tablet", 100);
        end(100);
        Await.until(() -> heard.size() >= 2);
        assertThat(heard)
                .containsExactlyInAnyOrder(
                        new LedgerChange.SeatReleased(person(1), "phone"),
                        new LedgerChange.SeatReleased(person(2), "tablet"));
    }

    @Test
    void releasingARoleFreesItsSeatsAndNoOthers() {
        announce(10_000);
        for (int n = 0; n < 2_500; n++) {
            claim(n, PARENT);
        }
        claim(5_000, ELEVE);
        assertThat(ledger.releaseRole(PARENT).block().seats()).isEqualTo(2_500);
        assertThat(census().seats()).containsEntry(PARENT, 0L).containsEntry(ELEVE, 1L);
        assertThat(renew(1, Duration.ZERO)).isEqualTo(new Renewed.Gone());
        assertThat(claim(1, PARENT)).isEqualTo(new Seated(PARENT, Duration.ZERO, IDLE, Taken.NOW));
    }

    @Test
    void theLiveCeilingFallsBackByItself() {
        announce(2);
        CeilingState state = ledger.raise(new CeilingOrder(5, Duration.ofMinutes(1), null, "astreinte", "renfort"))
                .block();
        assertThat(state).isEqualTo(new CeilingState(5, 1, 100_000, Source.LIVE, 1, Duration.ofMinutes(1)));
        advance(Duration.ofSeconds(59));
        assertThat(census().ceiling().endsIn()).isEqualTo(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(1));
        assertThat(census().ceiling()).isEqualTo(new CeilingState(2, 1, 100_000, Source.POLICY, 1, null));
    }

    @Test
    void anOrderOutOfBoundsOrTooLateIsRefusedAndSaysWhatIsInForce() {
        announce(50);
        raise(60);
        CeilingRefusedException stale = catchThrowableOfType(
                CeilingRefusedException.class,
                () -> ledger.raise(new CeilingOrder(70, null, 0L, "a", "b")).block());
        assertThat(stale.reason()).isEqualTo(Reason.STALE_VERSION);
        assertThat(stale.inForce()).isEqualTo(new CeilingState(60, 1, 100_000, Source.LIVE, 1, null));
        assertThat(catchThrowableOfType(CeilingRefusedException.class, () -> raise(100_001))
                        .reason())
                .isEqualTo(Reason.OUT_OF_BOUNDS);
        assertThat(catchThrowableOfType(CeilingRefusedException.class, () -> raise(0))
                        .reason())
                .isEqualTo(Reason.OUT_OF_BOUNDS);
        assertThatThrownBy(
                        () -> ledger.clear(new CeilingClearance(7L, "a", "b")).block())
                .isInstanceOf(CeilingRefusedException.class);
        assertThat(census().ceiling().sessions()).isEqualTo(60);
        assertThat(ledger.audit(10).block()).hasSize(1);
    }

    @Test
    void everyChangeOfTheCeilingIsAuditedNewestFirst() {
        announce(50);
        raise(60);
        advance(Duration.ofSeconds(1));
        CeilingState cleared = ledger.clear(new CeilingClearance(1L, "astreinte", "fin de l'alerte"))
                .block();
        assertThat(cleared).isEqualTo(new CeilingState(50, 1, 100_000, Source.POLICY, 2, null));
        List<AuditEntry> audit = ledger.audit(10).block();
        assertThat(audit)
                .extracting(AuditEntry::by, AuditEntry::what, AuditEntry::from, AuditEntry::to, AuditEntry::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("astreinte", "ceiling", "60", "50", "fin de l'alerte"),
                        org.assertj.core.groups.Tuple.tuple("astreinte", "ceiling", "50", "60", "renfort"));
        assertThat(Duration.between(audit.get(1).at(), audit.get(0).at())).isEqualTo(Duration.ofSeconds(1));
        assertThat(ledger.audit(1).block()).hasSize(1);
    }

    @Test
    void whatIsNotedStandsInTheAuditBesideTheCeiling() {
        announce(50);
        raise(60);
        advance(Duration.ofSeconds(1));
        AuditNote note = new AuditNote("astreinte", "seats/role/parent", "seats=3", "seats=0", "alerte n° 2");
        ledger.note(note).block();

        List<AuditEntry> audit = ledger.audit(10).block();
        assertThat(audit).extracting(AuditEntry::what).containsExactly("seats/role/parent", "ceiling");
        assertThat(audit.get(0))
                .isEqualTo(new AuditEntry(
                        audit.get(1).at().plusSeconds(1),
                        note.by(),
                        note.what(),
                        note.from(),
                        note.to(),
                        note.reason()));
    }

    @Test
    void theNewestPolicyWinsAndLiveChangesStay() {
        announce(10);
        ledger.announce(loadedAt(2_000, 30)).block();
        ledger.announce(loadedAt(1_500, 20)).block();
        assertThat(census().ceiling().sessions()).isEqualTo(30);
        raise(40);
        ledger.announce(loadedAt(3_000, 35)).block();
        assertThat(census().ceiling().sessions()).isEqualTo(40);
        ledger.clear(new CeilingClearance(null, "a", "b")).block();
        assertThat(census().ceiling().sessions()).isEqualTo(35);
    }

    @Test
    void seatsOfARoleThatANewPolicyNamesNoMoreStillCount() {
        announce(2);
        claim(1, AUTRE);
        ledger.announce(numbers(2, 0, List.of(new Threshold(ELEVE, 100)), 5_000))
                .block();
        claim(2, ELEVE);
        assertThat(claim(3, ELEVE)).isInstanceOf(Waiting.class);
        assertThat(claim(1, AUTRE)).isInstanceOf(Seated.class);
        assertThat(((Seated) claim(1, ELEVE)).role()).isEqualTo(ELEVE);
        assertThat(census().total()).isEqualTo(2);
    }

    @Test
    void aLineIsMarkedDenselyInFrontAndSparselyBehind() {
        announce(0);
        long start = census().ledgerMillis();
        int people = 3_000;
        for (int n = 0; n < people; n++) {
            claim(n, ELEVE);
            advance(Duration.ofMillis(1));
        }
        List<Mark> line = lane(ELEVE).line();
        assertThat(line).hasSizeLessThan(200);
        assertThat(line.subList(0, 64))
                .isEqualTo(IntStream.range(0, 64)
                        .mapToObj(n -> new Mark(n, start + n))
                        .toList());
        assertThat(line.get(64)).isEqualTo(new Mark(69, start + 69));
        assertThat(line)
                .allSatisfy(mark -> assertThat(mark.arrivalMillis() - start).isEqualTo(mark.ahead()));
        assertThat(line.get(line.size() - 1).ahead()).isEqualTo(people - 1);
        raise(1_000);
        assertThat(lane(ELEVE).line().get(0)).isEqualTo(new Mark(0, start + 1_000));
        assertThat(lane(ELEVE).calledEver()).isEqualTo(1_000);
        assertThat(lane(ELEVE).calledUntilMillis()).isEqualTo(start + 999);
    }

    @Test
    void everyNodeHearsOfChanges() {
        Queue<LedgerChange> heard = new ConcurrentLinkedQueue<>();
        ledger.changes().subscribe(heard::add);
        announce(5);
        claim(1, ELEVE, "phone");
        raise(6);
        release(1, "phone");
        release(2);
        ledger.releaseRole(PARENT).block();
        Await.until(() -> heard.size() >= 5);
        assertThat(heard)
                .containsExactly(
                        new LedgerChange.CeilingChanged(),
                        new LedgerChange.CeilingChanged(),
                        new LedgerChange.SeatReleased(person(1), "phone"),
                        new LedgerChange.SeatReleased(person(2), null),
                        new LedgerChange.RoleReleased(PARENT));
    }

    private void announce(int sessions) {
        ledger.announce(loadedAt(1_000, sessions)).block();
    }

    private static PolicyNumbers loadedAt(long millis, int sessions) {
        List<Threshold> priority = List.of(
                new Threshold(ELEVE, 100),
                new Threshold(ENSEIGNANT, 100),
                new Threshold(PERSONNEL, 95),
                new Threshold(PARENT, 80),
                new Threshold(AUTRE, 50));
        return numbers(sessions, 0, priority, millis);
    }

    private static PolicyNumbers numbers(int sessions, int newPerSecond, List<Threshold> priority) {
        return numbers(sessions, newPerSecond, priority, 1_000);
    }

    private static PolicyNumbers numbers(
            int sessions, int newPerSecond, List<Threshold> priority, long loadedAtMillis) {
        return new PolicyNumbers("sha", loadedAtMillis, priority, sessions, 1, 100_000, newPerSecond, IDLE, LONGEST);
    }

    private Admission claim(int number, Role role) {
        return claim(number, role, (String) null);
    }

    private Admission claim(int number, Role role, @Nullable String session) {
        return ledger.admit(new Claim(person(number), role, session, null, EVERYBODY))
                .block();
    }

    private Admission claim(int number, Role role, Set<Role> open) {
        return ledger.admit(new Claim(person(number), role, null, null, open)).block();
    }

    private Admission claim(int number, long arrivalMillis) {
        return ledger.admit(new Claim(person(number), ELEVE, null, arrivalMillis, EVERYBODY))
                .block();
    }

    private Admission find(int number) {
        return ledger.find(new Claim(person(number), ELEVE, null, null, EVERYBODY))
                .block();
    }

    private int release(int number) {
        return release(number, null);
    }

    private int release(int number, @Nullable String session) {
        return ledger.release(person(number), session).block().seats();
    }

    private void bind(int number, String session, int... handles) {
        List<Pseudonym> tied = IntStream.of(handles).mapToObj(People::person).toList();
        ledger.bind(new Binding(person(number), session, tied, LONGEST)).block();
    }

    private Ended end(int... handles) {
        return end(null, handles);
    }

    private Ended end(SeatLedger.@Nullable Notice notice, int... handles) {
        return ledger.end(IntStream.of(handles).mapToObj(People::person).toList(), notice)
                .block();
    }

    private static Renewal renewal(int number) {
        return new Renewal(person(number), Duration.ZERO);
    }

    private Renewed renew(int number, Duration idleFor) {
        Mono<List<Renewed>> renewed = ledger.renew(List.of(new Renewal(person(number), idleFor)));
        return renewed.block().get(0);
    }

    private void raise(int sessions) {
        ledger.raise(new CeilingOrder(sessions, null, null, "astreinte", "renfort"))
                .block();
    }

    private Census census() {
        return ledger.census(EVERYBODY).block();
    }

    private Census.Lane lane(Role role) {
        return lane(role, EVERYBODY);
    }

    private Census.Lane lane(Role role, Set<Role> open) {
        return ledger.census(open).block().lanes().stream()
                .filter(lane -> lane.role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    private static long arrival(Admission admission) {
        return ((Waiting) admission).arrivalMillis();
    }

    private static Called called(Admission admission) {
        return ((Waiting) admission).called();
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
