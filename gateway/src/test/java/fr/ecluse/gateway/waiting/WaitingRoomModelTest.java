package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A morning of random arrivals and calls, compared after every second with a lane that is simply a list of everybody. */
class WaitingRoomModelTest {

    private static final int DENSE = 50;
    private static final int SPARSE = 7;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Long> arrivals = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(random::nextDouble, () -> 0);
    private long now = 1_795_500_000_000L;
    private long watermark;
    private long calledEver;

    @Test
    void everyPlaceAgreesWithANaiveLaneAndEveryEstimateIsARange() {
        for (int second = 0; second < 600; second++) {
            now += 1 + random.nextInt(2_000);
            arrive(random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(3));
            call(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
            room.observe(WaitingRoomTest.census(
                    now, new Census.Lane(Role.ELEVE, watermark, arrivals.size(), calledEver, true, marks())));
            List<Long> waiting = uncalled();
            compareTheCalled(arrivals.size() - waiting.size());
            for (int i = 0, ahead = 0; i < waiting.size(); i++) {
                ahead = i > 0 && waiting.get(i - 1) < waiting.get(i) ? i : ahead;
                compare(waiting.get(i), ahead);
            }
            compare(now + 1, waiting.size());
            compareAStranger(now - random.nextInt(5_000), waiting);
        }
    }

    /** Of all who were called, those who were called last and some of the others. */
    private void compareTheCalled(int called) {
        for (int i = called - 1, each = 0; i >= 0; i -= 1 + each++) {
            Place place = room.place(WaitingRoomTest.pupil(arrivals.get(i)));
            check(place.equals(new Place.Called()), place);
        }
    }

    /** A ticket that was never in the lane: found out wherever the marks leave no room for it. */
    private void compareAStranger(long arrival, List<Long> waiting) {
        if (arrival <= watermark || arrivals.contains(arrival)) {
            return;
        }
        long ahead = waiting.stream().filter(other -> other < arrival).count();
        boolean last = ahead == waiting.size() && arrival < now;
        if (ahead < DENSE || last) {
            assertThat(room.place(WaitingRoomTest.pupil(arrival)))
                    .as("seed %d", seed)
                    .isEqualTo(arrival < now ? new Place.Unlisted() : room.standing(WaitingRoomTest.pupil(arrival)));
        }
    }

    /** @param naive how many are ahead, counted one by one */
    private void compare(long arrival, long naive) {
        Place.InLine inLine = (Place.InLine) room.place(WaitingRoomTest.pupil(arrival));
        long off = Math.abs(inLine.ahead() - naive);
        check(off <= (naive < DENSE || arrival > now ? 0 : SPARSE), naive + " are ahead, not as in " + inLine);
        Estimate estimate = inLine.estimate();
        check(estimate == null || isARange(estimate), estimate);
        Duration poll = inLine.nextPoll();
        check(poll.compareTo(Duration.ofMillis(2_400)) >= 0 && poll.compareTo(latestUsefulPoll(inLine)) <= 0, inLine);
    }

    private static boolean isARange(Estimate estimate) {
        return Estimate.EDGES.contains(estimate.atLeast())
                && Estimate.EDGES.contains(estimate.atMost())
                && estimate.atLeast().compareTo(estimate.likely()) <= 0
                && estimate.atMost().compareTo(estimate.atLeast()) > 0;
    }

    /** Without AssertJ, which would be most of the work of a million questions. */
    private void check(boolean holds, @Nullable Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + ", seed " + seed);
        }
    }

    /** A poll never comes long after the call: within 30 % of the wait, or the shortest pace. */
    private static Duration latestUsefulPoll(Place.InLine inLine) {
        if (inLine.estimate() == null) {
            return Duration.ofSeconds(58);
        }
        Duration share = Duration.ofMillis(inLine.estimate().likely().toMillis() * 3 / 10 + 1);
        Duration shortest = Duration.ofMillis(3_600);
        Duration longest = Duration.ofSeconds(58);
        return share.compareTo(longest) > 0 ? longest : share.compareTo(shortest) > 0 ? share : shortest;
    }

    private void arrive(int people) {
        for (int i = 0; i < people; i++) {
            arrivals.add(now - random.nextInt(3));
        }
        arrivals.sort(Long::compare);
    }

    private void call(int people) {
        List<Long> waiting = uncalled();
        if (people > 0 && !waiting.isEmpty()) {
            watermark = waiting.get(Math.min(people, waiting.size()) - 1);
            calledEver +=
                    waiting.stream().filter(arrival -> arrival <= watermark).count();
        }
    }

    private List<Long> uncalled() {
        return arrivals.stream().filter(arrival -> arrival > watermark).toList();
    }

    private List<Census.Mark> marks() {
        List<Long> waiting = uncalled();
        List<Census.Mark> marks = new ArrayList<>();
        for (int rank = 0; rank < waiting.size(); rank++) {
            if (rank < DENSE + 5 || rank % SPARSE == 0 || rank == waiting.size() - 1) {
                marks.add(new Census.Mark(rank, waiting.get(rank)));
            }
        }
        return marks;
    }
}
