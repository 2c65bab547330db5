package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.waiting.Estimate.Slower;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What somebody who waits in a full ENT is told while it changes: ceilings, leavers, people who come first. */
class PromisesTest {

    private static final long EIGHT = 1_795_500_000_000L;

    private long nowMillis = EIGHT;
    private long calledEver;
    private long higher;
    private double taken = 1_000;
    private long ceiling = 1_000;
    private double percent = 100;
    private Promises promises = Promises.NONE;

    @Test
    void aSteadyLanePromisesWhatItDid() {
        pass(300, 2);
        // 240 people at 2 a second
        Estimate estimate = told(239);
        assertThat(estimate.likely()).isEqualTo(Duration.ofSeconds(122));
        assertThat(estimate.atLeast()).isEqualTo(Duration.ofMinutes(1));
        assertThat(estimate.atMost()).isEqualTo(Duration.ofMinutes(5));
        assertThat(estimate.slower()).isNull();
    }

    @Test
    void theRushIntoSeatsThatWereAddedIsNotTakenForPeopleWhoLeave() {
        pass(300, 2);
        ceiling = 1_500;
        calledEver += 500;
        taken = 1_500;
        pass(60, 2);
        assertThat(told(239).likely()).isEqualTo(Duration.ofSeconds(122));
    }

    @Test
    void afterALowerCeilingTheSeatsThatMustBeLeftFirstCount() {
        pass(300, 2);
        ceiling = 900;
        promises = promises.with(standing());
        // a hundred must leave before anybody is called
        assertThat(likelySeconds(139)).isBetween(120L, 124L);
        for (int second = 0; second < 50; second++) {
            taken -= 2;
            pass(1, 0);
        }
        assertThat(likelySeconds(139)).isBetween(70L, 74L);
    }

    @Test
    void whoeverIsOfAHigherRankIsCalledFirst() {
        higher = 120;
        pass(300, 2);
        assertThat(likelySeconds(119)).isBetween(120L, 124L);
    }

    @Test
    void aLowerCeilingIsTheReasonOfALongerWait() {
        pass(300, 2);
        long arrival = nowMillis;
        assertThat(toldTo(arrival, 239).slower()).isNull();
        ceiling = 400;
        promises = promises.with(standing());
        assertThat(toldTo(arrival, 239).slower()).isEqualTo(Slower.CEILING_LOWERED);
        // whoever comes after that was never told anything better
        assertThat(toldTo(nowMillis + 16_000, 239).slower()).isNull();
    }

    @Test
    void peopleOfAHigherRankAreTheReasonOfALongerWait() {
        pass(300, 2);
        long arrival = nowMillis;
        pass(30, 2);
        higher = 200;
        promises = promises.with(standing());
        assertThat(toldTo(arrival, 100).slower()).isEqualTo(Slower.PRIORITY);
    }

    @Test
    void peopleWhoEnterDirectlyAboveTheLanesThresholdAreTheReasonToo() {
        percent = 80;
        taken = 800;
        pass(300, 2);
        long arrival = nowMillis;
        pass(15, 2);
        taken = 1_000;
        promises = promises.with(standing());
        assertThat(toldTo(arrival, 200).slower()).isEqualTo(Slower.PRIORITY);
    }

    @Test
    void fewerWhoLeaveAreTheReasonElse() {
        pass(300, 4);
        long arrival = nowMillis;
        pass(15, 4);
        long ahead = 1_000;
        for (int second = 0; second < 240; second++) {
            pass(1, second % 2);
        }
        assertThat(toldTo(arrival, ahead - 120).slower()).isEqualTo(Slower.FEWER_LEAVE);
    }

    @Test
    void withoutAReasonTheRangeNeverGoesUp() {
        pass(300, 2);
        long arrival = nowMillis;
        Duration latest = toldTo(arrival, 2_000).atMost();
        long ahead = 2_000;
        for (int minute = 0; minute < 15; minute++) {
            // in fits and starts: 60 to 180 a minute
            for (int second = 0; second < 60; second++) {
                int people = minute % 3 + second % 2;
                ahead -= people;
                pass(1, people);
            }
            Estimate told = toldTo(arrival, ahead);
            if (told.slower() == null) {
                assertThat(told.atMost()).as("minute %d", minute).isLessThanOrEqualTo(latest);
            }
            latest = told.atMost();
        }
    }

    private Estimate told(long ahead) {
        return toldTo(nowMillis + 1, ahead);
    }

    private Estimate toldTo(long arrivalMillis, long ahead) {
        return Objects.requireNonNull(promises.estimate(arrivalMillis, ahead));
    }

    private long likelySeconds(long ahead) {
        return told(ahead).likely().toSeconds();
    }

    private void pass(int seconds, int calledPerSecond) {
        for (int second = 0; second < seconds; second++) {
            nowMillis += 1_000;
            calledEver += calledPerSecond;
            promises = promises.with(standing());
        }
    }

    private Standing standing() {
        return new Standing(nowMillis, calledEver, 5_000, higher, taken, 0, ceiling * percent / 100, ceiling);
    }
}
