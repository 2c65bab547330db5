package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.waiting.Estimate.Slower;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the people of one lane were told, and are told now: a wait never grows without a reason given.
 *
 * <p>Nothing is kept of anybody. What somebody was told some minutes ago is reckoned again from the flow as it was then, and
 * from the place that they had: their place now, and everybody called since. The earliest instant that was ever named as
 * the latest one to enter is the promise. As long as the wait now is likely to end before it, the range is cut to fit;
 * else it is given as it is, with the reason.
 *
 * <p>A node remembers 15 minutes of what it told, in steps of 15 seconds; one that has just started, nothing. Immutable.
 */
record Promises(Flow flow, List<Flow> before) {

    static final Promises NONE = new Promises(Flow.UNKNOWN, List.of());

    private static final long EVERY_MILLIS = 15_000;
    private static final long KEPT_MILLIS = 900_000;

    /** Seats, as a share of the ceiling, that people of a higher rank must have taken to be the reason. */
    private static final double NOTICED = 0.005;

    Promises {
        before = List.copyOf(before);
    }

    Promises with(Standing next) {
        Flow newest = flow.with(next);
        Standing last = before.isEmpty() ? null : before.get(before.size() - 1).last();
        if (last != null && !next.follows(last)) {
            return new Promises(newest, List.of(newest));
        }
        if (last != null && next.ledgerMillis() - last.ledgerMillis() < EVERY_MILLIS) {
            return new Promises(newest, before);
        }
        List<Flow> kept = new ArrayList<>(before.size() + 1);
        for (Flow each : before) {
            Standing stood = each.last();
            if (stood != null && next.ledgerMillis() - stood.ledgerMillis() <= KEPT_MILLIS) {
                kept.add(each);
            }
        }
        kept.add(newest);
        return new Promises(newest, kept);
    }

    /** The wait of somebody who arrived then and has so many people ahead; null if nobody can say. */
    @Nullable
    Estimate estimate(long arrivalMillis, long ahead) {
        Standing now = flow.last();
        Estimate wait = flow.estimate(ahead);
        if (now == null || wait == null) {
            return null;
        }
        long promisedMillis = Long.MAX_VALUE;
        Standing promisedAt = now;
        for (Flow each : before) {
            Standing then = each.last();
            if (then == null || then.ledgerMillis() < arrivalMillis - EVERY_MILLIS) {
                continue; // nobody was there to be told; the one just before is what they were told when they came
            }
            long told = each.latestMillis(ahead + now.calledEver() - then.calledEver());
            if (told >= 0 && then.ledgerMillis() + told < promisedMillis) {
                promisedMillis = then.ledgerMillis() + told;
                promisedAt = then;
            }
        }
        long leftMillis = promisedMillis - now.ledgerMillis();
        return wait.likely().toMillis() <= leftMillis
                ? wait.endingWithin(leftMillis)
                : wait.because(reason(promisedAt, now));
    }

    private static Slower reason(Standing then, Standing now) {
        if (now.ceiling() < then.ceiling()) {
            return Slower.CEILING_LOWERED;
        }
        boolean higherTookSeats = now.limit() < now.ceiling() && now.excess() - then.excess() > NOTICED * now.ceiling();
        return now.higher() > then.higher() || higherTookSeats ? Slower.PRIORITY : Slower.FEWER_LEAVE;
    }
}
