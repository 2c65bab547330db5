package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.admission.Census;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One lane at the last census, ready to answer. Immutable.
 *
 * @param readMillis when the census was taken, by the ledger's clock
 * @param line by arrival; the last mark is the last person of the line
 * @param askedUntilMillis when the last of those who wait asks again, if they do as they are told
 */
record LaneView(
        long readMillis,
        long calledUntilMillis,
        long waiting,
        boolean callable,
        List<Census.Mark> line,
        Promises promises,
        long askedUntilMillis) {

    static LaneView of(long readMillis, Census.Lane lane, Promises promises, @Nullable LaneView before) {
        long askedUntil =
                lane.waiting() == 0 ? 0 : readMillis + longestPoll(lane).toMillis();
        return new LaneView(
                readMillis,
                lane.calledUntilMillis(),
                lane.waiting(),
                lane.callable(),
                lane.line(),
                promises,
                before == null ? askedUntil : Math.max(askedUntil, before.askedUntilMillis));
    }

    private static Duration longestPoll(Census.Lane lane) {
        return Pace.atTheLatest(lane.callable() ? lane.notCalled() : Long.MAX_VALUE);
    }

    /** Within what time from the census on everybody who waits asks again, if they do as they are told. */
    Duration asksWithin() {
        return Duration.ofMillis(Math.max(0, askedUntilMillis - readMillis));
    }

    /** @param believed what to estimate from */
    Place place(long arrivalMillis, Promises believed, Pace pace) {
        if (arrivalMillis <= calledUntilMillis) {
            return new Place.Called();
        }
        return listed(arrivalMillis) ? standing(arrivalMillis, believed, pace) : new Place.Unlisted();
    }

    /** As {@link #place}, of somebody who is certainly in the line. */
    Place.InLine standing(long arrivalMillis, Promises believed, Pace pace) {
        long ahead = ahead(arrivalMillis);
        if (!callable) {
            return new Place.InLine(ahead, null, pace.untilTheLaneMayMove());
        }
        Estimate estimate = believed.estimate(arrivalMillis, ahead);
        return new Place.InLine(
                ahead,
                estimate,
                estimate == null ? pace.untilNextPoll(ahead) : pace.untilNextPoll(estimate.likely(), ahead));
    }

    /**
     * People not called who arrived before this instant: exact at a mark, by straight line between two, and never fewer
     * than those known to be there nor more than there can be.
     */
    long ahead(long arrivalMillis) {
        int next = firstNotBefore(arrivalMillis);
        if (next == line.size()) {
            return line.isEmpty() ? 0 : line.get(next - 1).ahead() + 1;
        }
        Census.Mark after = line.get(next);
        if (next == 0 || after.arrivalMillis() == arrivalMillis) {
            return after.ahead();
        }
        Census.Mark before = line.get(next - 1);
        double way =
                (double) (arrivalMillis - before.arrivalMillis()) / (after.arrivalMillis() - before.arrivalMillis());
        long between = before.ahead() + Math.round(way * (after.ahead() - before.ahead()));
        return Math.min(Math.max(between, before.ahead() + 1), after.ahead());
    }

    /** Whether somebody who arrived then may be in the line: false only where every person of the line is marked. */
    private boolean listed(long arrivalMillis) {
        if (arrivalMillis >= readMillis) {
            return true; // joined since
        }
        int next = firstNotBefore(arrivalMillis);
        if (next == line.size()) {
            return false;
        }
        Census.Mark after = line.get(next);
        long before = next == 0 ? -1 : line.get(next - 1).ahead();
        return after.arrivalMillis() == arrivalMillis || after.ahead() - before > 1;
    }

    /** The first mark that arrived at this instant or later; the size of the line if none did. */
    private int firstNotBefore(long arrivalMillis) {
        int low = 0;
        int high = line.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (line.get(middle).arrivalMillis() < arrivalMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
