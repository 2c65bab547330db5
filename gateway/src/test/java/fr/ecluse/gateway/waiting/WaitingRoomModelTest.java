package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A morning of random arrivals and calls, compared after every second with a lane that is simply a list of everybody. */
class WaitingRoomModelTest {

    private static final int DENSE = 50;
    private static final int SPARSE = 7;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Long> arrivals = new ArrayList<>();
    private final List<long[]> readings = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(random::nextDouble, () -> 0);
    private long now = 1_795_500_000_000L;
    private long watermark;
    private long calledEver;

    @Test
    void everyPlaceAndEstimateAgreesWithANaiveLane() {
        for (int second = 0; second < 600; second++) {
            now += 1 + random.nextInt(2_000);
            arrive(random.nextInt(4) == 0 ? random.nextInt(60) : random.nextInt(3));
            call(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
            readings.add(new long[] {now, calledEver});
            room.observe(WaitingRoomTest.census(
                    now, new Census.Lane(Role.ELEVE, watermark, arrivals.size(), calledEver, true, marks())));
            for (long arrival : arrivals) {
                compare(arrival);
            }
            compare(now + 1);
            compareAStranger(now - random.nextInt(5_000));
        }
    }

    /** A ticket that was never in the lane: found out wherever the marks leave no room for it. */
    private void compareAStranger(long arrival) {
        if (arrival <= watermark || arrivals.contains(arrival)) {
            return;
        }
        long ahead = uncalled().stream().filter(other -> other < arrival).count();
        boolean last = ahead == uncalled().size() && arrival < now;
        if (ahead < DENSE || last) {
            assertThat(room.place(WaitingRoomTest.pupil(arrival)))
                    .as("seed %d", seed)
                    .isEqualTo(arrival < now ? new Place.Unlisted() : room.standing(WaitingRoomTest.pupil(arrival)));
        }
    }

    private void compare(long arrival) {
        Place place = room.place(WaitingRoomTest.pupil(arrival));
        if (arrival <= watermark) {
            assertThat(place).as("seed %d", seed).isEqualTo(new Place.Called());
            return;
        }
        Place.InLine inLine = (Place.InLine) place;
        long naive = uncalled().stream().filter(other -> other < arrival).count();
        if (naive < DENSE || arrival > now) {
            assertThat(inLine.ahead()).as("seed %d", seed).isEqualTo(naive);
        } else {
            assertThat(Math.abs(inLine.ahead() - naive)).as("seed %d", seed).isLessThanOrEqualTo(SPARSE);
        }
        assertThat(inLine.estimate()).as("seed %d", seed).isEqualTo(naiveEstimate(inLine.ahead() + 1));
        assertThat(inLine.nextPoll())
                .as("seed %d", seed)
                .isBetween(Duration.ofMillis(2_400), Duration.ofSeconds(72))
                .isLessThanOrEqualTo(latestUsefulPoll(inLine));
    }

    /** A poll never comes long after the call: within 30 % of the wait, or the shortest pace. */
    private static Duration latestUsefulPoll(Place.InLine inLine) {
        if (inLine.estimate() == null) {
            return Duration.ofSeconds(72);
        }
        Duration share = Duration.ofMillis(inLine.estimate().toMillis() * 3 / 10 + 1);
        Duration shortest = Duration.ofMillis(3_600);
        return share.compareTo(shortest) > 0 ? share : shortest;
    }

    private Duration naiveEstimate(long people) {
        long[] oldest =
                readings.stream().filter(r -> now - r[0] <= 120_000).findFirst().orElseThrow();
        long elapsed = now - oldest[0];
        long called = calledEver - oldest[1];
        if (elapsed < 10_000 || called == 0) {
            return null;
        }
        double seconds = people * (elapsed / 1000.0) / called;
        // whole seconds up, whatever the last bit of a division says
        return Duration.ofSeconds((long) Math.ceil(seconds - 1e-9));
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
