package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Census.Mark;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every ledger does about people who wait, whatever it is made of. */
public abstract class LaneLedgerContract extends LedgerContract {

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
    void whoEnteredUnderALowerLimitCountsUnderTheNextOne() {
        List<Threshold> priority = List.of(new Threshold(ELEVE, 100));
        ledger.announce(numbers(1_000, 1, priority)).block();
        for (int n = 1; n <= 3; n++) { // an observer lets more in than the limit
            ledger.observe(new Claim(person(n), ELEVE, null, null, EVERYBODY)).block();
        }
        ledger.announce(numbers(1_000, 4, priority, 2_000)).block();
        advance(Duration.ofMillis(999));
        assertThat(claim(4, ELEVE)).isInstanceOf(Seated.class);
        assertThat(claim(5, ELEVE)).isInstanceOf(Waiting.class);
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
}
