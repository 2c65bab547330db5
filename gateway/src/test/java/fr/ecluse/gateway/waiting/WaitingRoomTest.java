package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

    private static final long EIGHT = 1_795_500_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final WaitingRoom room = new WaitingRoom(() -> 0.5, nanos::get);

    @Test
    void beforeAnyCensusNothingIsPromised() {
        assertThat(room.place(pupil(EIGHT))).isEqualTo(new Place.InLine(0, null, Duration.ofSeconds(3)));
        assertThat(room.waiting(Role.ELEVE)).isZero();
    }

    @Test
    void whoeverArrivedAtTheWatermarkOrBeforeIsCalled() {
        room.observe(census(EIGHT, lane(EIGHT - 100, 0, true, new Census.Mark(0, EIGHT - 99))));
        assertThat(room.place(pupil(EIGHT - 101))).isEqualTo(new Place.Called());
        assertThat(room.place(pupil(EIGHT - 100))).isEqualTo(new Place.Called());
        assertThat(inLine(EIGHT - 99).ahead()).isZero();
    }

    @Test
    void thePeopleAheadAreReadBetweenTwoMarks() {
        room.observe(census(
                EIGHT,
                lane(
                        0,
                        0,
                        true,
                        new Census.Mark(0, EIGHT - 1000),
                        new Census.Mark(1, EIGHT - 900),
                        new Census.Mark(101, EIGHT - 700))));
        assertThat(standing(EIGHT - 5000)).isZero();
        assertThat(standing(EIGHT - 1000)).isZero();
        assertThat(standing(EIGHT - 950)).isEqualTo(1);
        assertThat(standing(EIGHT - 900)).isEqualTo(1);
        assertThat(standing(EIGHT - 899)).isEqualTo(2);
        assertThat(standing(EIGHT - 800)).isEqualTo(51);
        assertThat(standing(EIGHT - 701)).isEqualTo(101);
        assertThat(standing(EIGHT - 700)).isEqualTo(101);
        assertThat(standing(EIGHT - 10)).isEqualTo(102);
    }

    @Test
    void aTicketThatTheLaneHasLostAsksTheLedgerAgain() {
        room.observe(census(
                EIGHT,
                lane(
                        EIGHT - 2000,
                        0,
                        true,
                        new Census.Mark(0, EIGHT - 1000),
                        new Census.Mark(1, EIGHT - 900),
                        new Census.Mark(101, EIGHT - 700))));
        assertThat(room.place(pupil(EIGHT - 1500))).isEqualTo(new Place.Unlisted());
        assertThat(room.place(pupil(EIGHT - 950))).isEqualTo(new Place.Unlisted());
        assertThat(room.place(pupil(EIGHT - 1))).isEqualTo(new Place.Unlisted());
        // may be among those who are not marked, or has joined since
        assertThat(inLine(EIGHT - 800).ahead()).isEqualTo(51);
        assertThat(inLine(EIGHT).ahead()).isEqualTo(102);
        room.observe(census(EIGHT, lane(EIGHT - 2000, 0, true)));
        assertThat(room.place(pupil(EIGHT - 1500))).isEqualTo(new Place.Unlisted());
        room.observe(census(EIGHT));
        assertThat(room.place(pupil(EIGHT - 1500))).isEqualTo(new Place.Unlisted());
    }

    @Test
    void aShortWaitFollowsTheCallsOfTheLastTwoMinutes() {
        // 10 calls a second for a minute, then 2 a second for three
        long called = 0;
        for (int second = 0; second <= 240; second++) {
            called += second <= 60 ? 10 : 2;
            room.observe(census(EIGHT + second * 1000L, lane(0, called, true, new Census.Mark(99, EIGHT))));
        }
        // 50 s, and two until the call is heard
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(52));
        assertThat(inLine(EIGHT).nextPoll()).isEqualTo(Duration.ofMillis(9_900));
    }

    @Test
    void noEstimateIsGivenBeforeTenSecondsOfHistory() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(9, EIGHT))));
        room.observe(census(EIGHT + 9_999, lane(0, 50, true, new Census.Mark(9, EIGHT))));
        assertThat(inLine(EIGHT).estimate()).isNull();
        room.observe(census(EIGHT + 10_000, lane(0, 50, true, new Census.Mark(9, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void noEstimateIsGivenWhileNobodyIsCalled() {
        room.observe(census(EIGHT, lane(0, 70, true, new Census.Mark(9, EIGHT))));
        room.observe(census(EIGHT + 60_000, lane(0, 70, true, new Census.Mark(9, EIGHT))));
        assertThat(inLine(EIGHT)).isEqualTo(new Place.InLine(9, null, Duration.ofSeconds(3)));
    }

    @Test
    void aLaneThatCannotBeCalledHasPlacesButNoEstimateAndSlowPolls() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(9, EIGHT))));
        assertThat(room.callable(Role.ELEVE)).isTrue();
        room.observe(census(EIGHT + 60_000, lane(0, 600, false, new Census.Mark(9, EIGHT))));
        assertThat(room.callable(Role.ELEVE)).isFalse();
        assertThat(inLine(EIGHT)).isEqualTo(new Place.InLine(9, null, Duration.ofSeconds(48)));
    }

    @Test
    void aLaneThatStartsAnewOrAClockThatWentBackIsMeasuredAnew() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(9, EIGHT))));
        room.observe(census(EIGHT + 60_000, lane(0, 600, true, new Census.Mark(9, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(3));
        room.observe(census(EIGHT + 61_000, lane(0, 3, true, new Census.Mark(9, EIGHT))));
        assertThat(inLine(EIGHT).estimate()).isNull();
        room.observe(census(EIGHT + 71_000, lane(0, 13, true, new Census.Mark(9, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(12));
        room.observe(census(EIGHT + 5_000, lane(0, 23, true, new Census.Mark(9, EIGHT))));
        assertThat(inLine(EIGHT).estimate()).isNull();
    }

    @Test
    void whileNoCensusComesThePlaceIsKeptAndNothingIsPromised() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(9, EIGHT))));
        room.observe(census(EIGHT + 60_000, lane(0, 600, true, new Census.Mark(9, EIGHT))));
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(inLine(EIGHT).estimate()).isNotNull();
        nanos.addAndGet(1);
        assertThat(inLine(EIGHT)).isEqualTo(new Place.InLine(9, null, Duration.ofSeconds(3)));
    }

    @Test
    void pollsAreOftenNearAndRareFar() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(0, EIGHT), new Census.Mark(90_000, EIGHT + 900))));
        assertThat(inLine(EIGHT).nextPoll()).isEqualTo(Duration.ofSeconds(3));
        assertThat(inLine(EIGHT + 1).nextPoll()).isEqualTo(Duration.ofSeconds(10));
        assertThat(inLine(EIGHT + 900).nextPoll()).isEqualTo(Duration.ofSeconds(48));
        room.observe(census(EIGHT + 60_000, lane(0, 600, true, new Census.Mark(119, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(14));
        assertThat(inLine(EIGHT).nextPoll()).isEqualTo(Duration.ofMillis(3_500));
        room.observe(census(EIGHT + 60_000, lane(0, 600, true, new Census.Mark(1199, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(122));
        assertThat(inLine(EIGHT).nextPoll()).isEqualTo(Duration.ofMillis(30_500));
    }

    @Test
    void nearTheFrontOfALineThatHardlyMovesPollsStayFrequent() {
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(9, EIGHT))));
        room.observe(census(EIGHT + 60_000, lane(0, 1, true, new Census.Mark(9, EIGHT))));
        assertThat(likely(EIGHT)).isEqualTo(Duration.ofSeconds(602));
        assertThat(inLine(EIGHT).nextPoll()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void pollsSpreadAFifthEitherWay() {
        WaitingRoom soonest = new WaitingRoom(() -> 0.0, nanos::get);
        WaitingRoom latest = new WaitingRoom(() -> Math.nextDown(1.0), nanos::get);
        assertThat(soonest.place(pupil(EIGHT))).isEqualTo(new Place.InLine(0, null, Duration.ofMillis(2_400)));
        assertThat(latest.place(pupil(EIGHT))).isEqualTo(new Place.InLine(0, null, Duration.ofMillis(3_600)));
    }

    @Test
    void everyLaneIsCountedOnItsOwn() {
        Census.Lane parents = new Census.Lane(Role.PARENT, 0, 40, 0, true, List.of(new Census.Mark(39, EIGHT)));
        room.observe(census(EIGHT, lane(0, 0, true, new Census.Mark(1, EIGHT)), parents));
        assertThat(room.waiting(Role.PARENT)).isEqualTo(40);
        assertThat(room.waiting(Role.ELEVE)).isEqualTo(2);
        assertThat(room.waiting(Role.AUTRE)).isZero();
        assertThat(room.place(new Ticket(new Pseudonym(1, 1), Role.PARENT, EIGHT)))
                .isEqualTo(new Place.InLine(39, null, Duration.ofMillis(3_900)));
    }

    private Duration likely(long arrivalMillis) {
        return Objects.requireNonNull(inLine(arrivalMillis).estimate()).likely();
    }

    private Place.InLine inLine(long arrivalMillis) {
        return (Place.InLine) room.place(pupil(arrivalMillis));
    }

    private long standing(long arrivalMillis) {
        return room.standing(pupil(arrivalMillis)).ahead();
    }

    static Ticket pupil(long arrivalMillis) {
        return new Ticket(new Pseudonym(1, 1), Role.ELEVE, arrivalMillis);
    }

    static Census.Lane lane(long calledUntil, long calledEver, boolean callable, Census.Mark... line) {
        long waiting = line.length == 0 ? 0 : line[line.length - 1].ahead() + 1;
        return new Census.Lane(Role.ELEVE, calledUntil, waiting, calledEver, callable, List.of(line));
    }

    static Census census(long ledgerMillis, Census.Lane... lanes) {
        CeilingState ceiling = new CeilingState(1_000_000, 1, 1_000_000, CeilingState.Source.POLICY, 1, null);
        return new Census(ledgerMillis, Map.of(), ceiling, List.of(lanes), 0);
    }
}
