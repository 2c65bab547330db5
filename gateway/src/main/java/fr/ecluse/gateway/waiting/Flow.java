package fr.ecluse.gateway.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a lane goes on, and what that promises to somebody in it.
 *
 * <p>The progress of the lane ({@link Standing#progressSince}) is summed up while somebody waits, and read over a window of
 * half the wait that is to be told, from 2 to 20 minutes: a short wait follows the last minutes, a long one is not misled by
 * them. How far the truth may lie from the estimate is read from the same figures: the scatter of progress from one ten
 * seconds to the next, over the wait and over the window, and how much it differed from some minutes to others. Under ten
 * seconds of history nothing is promised.
 *
 * <p>Durations are in ms by the ledger's clock, of the time during which the lane had a line. Immutable; {@link #estimate}
 * costs some tens of ns. How well it does is measured: {@code src/docs/waiting-accuracy.md}.
 */
final class Flow {

    static final Flow UNKNOWN = new Flow(List.of(), null, new Sample(0, 0));

    private static final long LEAST_MILLIS = 10_000;
    private static final long[] WINDOWS_MILLIS = {120_000, 180_000, 300_000, 480_000, 720_000, 1_200_000};
    private static final long LONGEST_MILLIS = WINDOWS_MILLIS[WINDOWS_MILLIS.length - 1];
    private static final double WINDOW_PER_WAIT = 0.5;
    private static final long GRAIN_MILLIS = 10_000;
    private static final long BLOCK_MILLIS = 180_000;

    /** Between two censuses further apart than that, too much may have happened. */
    private static final long GAP_MILLIS = 120_000;

    /** Nobody is told to wait for longer than this: by then everything will have changed. */
    private static final double NEVER_MILLIS = Duration.ofHours(12).toMillis();

    /** From the call to the seat, for somebody who asks as often as told: a poll, or some of them where seats are paced. */
    private static final double HEARD_MILLIS = 2_000;

    private static final double HEARD_AT_MOST_MILLIS = 10_000;

    /** How many standard deviations the range reaches up, and how much further down: people who give up make it shorter. */
    private static final double SURE = 1.3;

    private static final double SOONER = 1.5;

    /** A morning changes by at least that share, whatever the last minutes were like, and by no more than it all. */
    private static final double LEAST_DRIFT = 0.1;

    private static final double MOST_DRIFT = 1;

    /** Progress summed up, after so much time. */
    private record Sample(long runMillis, double progress) {

        double rateSince(Sample before) {
            return (progress - before.progress) / Math.max(1, runMillis - before.runMillis);
        }
    }

    /**
     * The last minutes in two figures.
     *
     * @param rate people a ms
     * @param variance of the people in a ms
     */
    private record Measure(double millis, double rate, double variance) {

        static final Measure NONE = new Measure(1, 0, 0);
    }

    private final List<Sample> samples;
    private final @Nullable Standing last;
    private final Sample now;
    private final Measure[] measures;
    private final double drift;

    private Flow(List<Sample> samples, @Nullable Standing last, Sample now) {
        this.samples = samples;
        this.last = last;
        this.now = now;
        this.measures = new Measure[samples.isEmpty() ? 0 : WINDOWS_MILLIS.length];
        for (int i = 0; i < measures.length; i++) {
            measures[i] = measureSince(since(now.runMillis - WINDOWS_MILLIS[i]));
        }
        this.drift = drift();
    }

    /** With one more census. */
    Flow with(Standing next) {
        if (last == null || !next.follows(last)) {
            Sample begin = new Sample(0, 0);
            return new Flow(List.of(begin), next, begin);
        }
        long elapsed = next.ledgerMillis() - last.ledgerMillis();
        if (last.waiting() == 0 || next.waiting() == 0 || elapsed > GAP_MILLIS) {
            return new Flow(samples, next, now);
        }
        Sample newest = new Sample(now.runMillis + elapsed, now.progress + next.progressSince(last));
        if (newest.runMillis - samples.get(samples.size() - 1).runMillis < GRAIN_MILLIS) {
            return new Flow(samples, next, newest);
        }
        List<Sample> kept = new ArrayList<>(samples.size() + 1);
        for (Sample sample : samples) {
            if (newest.runMillis - sample.runMillis <= LONGEST_MILLIS) {
                kept.add(sample);
            }
        }
        kept.add(newest);
        return new Flow(kept, next, newest);
    }

    /** How things stood at the last census; null before the first. */
    @Nullable
    Standing last() {
        return last;
    }

    /** The wait of somebody with so many people ahead; null if nobody can say. */
    @Nullable
    Estimate estimate(long ahead) {
        double way = way(ahead);
        Measure chosen = measure(way);
        double wait = way / chosen.rate;
        if (!isKnown(wait)) {
            return null;
        }
        double spread = spread(way, wait, chosen);
        return Estimate.of(wait / (1 + SOONER * spread), wait + HEARD_MILLIS, longest(wait, spread));
    }

    /** The end of the range that {@link #estimate} gives, in ms; -1 if nobody can say. */
    long latestMillis(long ahead) {
        double way = way(ahead);
        Measure chosen = measure(way);
        double wait = way / chosen.rate;
        return isKnown(wait) ? Estimate.edgeAbove(longest(wait, spread(way, wait, chosen))) : -1;
    }

    private double way(long ahead) {
        return last == null || now.runMillis < LEAST_MILLIS ? Double.NaN : last.way(ahead);
    }

    private static boolean isKnown(double wait) {
        return wait >= 0 && wait < NEVER_MILLIS; // and is a number
    }

    /** Of the window that suits the wait. */
    private Measure measure(double way) {
        Measure chosen = Measure.NONE;
        for (Measure longer : measures) {
            double wait = way / chosen.rate;
            if (wait >= 0 && wait * WINDOW_PER_WAIT < longer.millis) {
                break;
            }
            chosen = longer;
        }
        return chosen;
    }

    private double spread(double way, double wait, Measure chosen) {
        double chance = Math.sqrt(chosen.variance * wait * (1 + wait / chosen.millis)) / way;
        double change = Math.min(MOST_DRIFT, Math.max(LEAST_DRIFT, drift * Math.min(1, wait / BLOCK_MILLIS / 2)));
        return SURE * Math.sqrt(chance * chance + change * change);
    }

    private static double longest(double wait, double spread) {
        return wait * (1 + spread) + HEARD_AT_MOST_MILLIS;
    }

    private Measure measureSince(int from) {
        Sample begin = samples.get(from);
        double rate = now.rateSince(begin);
        double sum = 0;
        Sample before = begin;
        for (int i = from + 1; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            double off = sample.progress - before.progress - rate * (sample.runMillis - before.runMillis);
            sum += off * off;
            before = sample;
        }
        return new Measure(
                Math.max(1, now.runMillis - begin.runMillis),
                rate,
                sum / Math.max(1, before.runMillis - begin.runMillis));
    }

    /** By how much, as a share of the whole, three minutes differed from others. */
    private double drift() {
        if (samples.size() < 2) {
            return 0;
        }
        double mean = now.rateSince(samples.get(0));
        double sum = 0;
        int blocks = 0;
        int to = samples.size() - 1;
        while (samples.get(to).runMillis - samples.get(0).runMillis >= BLOCK_MILLIS) {
            int from = since(samples.get(to).runMillis - BLOCK_MILLIS);
            double off = samples.get(to).rateSince(samples.get(from)) / mean - 1;
            sum += off * off;
            blocks++;
            to = from;
        }
        return blocks < 2 || mean <= 0 ? 0 : Math.sqrt(sum / (blocks - 1));
    }

    /** The last sample that is not younger than this. */
    private int since(long runMillis) {
        int at = samples.size() - 1;
        while (at > 0 && samples.get(at).runMillis > runMillis) {
            at--;
        }
        return at;
    }
}
