package fr.ecluse.gateway.waiting;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a lane is called: the growth of its counter over the last two minutes, by the ledger's clock.
 *
 * <p>Two minutes even out the bursts of a ceiling that was raised, yet follow the mood of a morning. Under ten seconds of
 * history nothing is promised. Immutable.
 */
record CallRate(List<Sample> samples) {

    static final CallRate UNKNOWN = new CallRate(List.of());

    static final long WINDOW_MILLIS = 120_000;
    static final long LEAST_MILLIS = 10_000;

    /** Nobody is told to wait for longer than this: by then everything will have changed. */
    static final long LONGEST_MILLIS = Duration.ofHours(12).toMillis();

    CallRate {
        samples = List.copyOf(samples);
    }

    /** With one more reading; a clock or a counter that went back begins a new history. */
    CallRate with(long ledgerMillis, long calledEver) {
        Sample newest = new Sample(ledgerMillis, calledEver);
        List<Sample> kept = new ArrayList<>();
        if (samples.isEmpty() || samples.get(samples.size() - 1).precedes(newest)) {
            for (Sample sample : samples) {
                if (ledgerMillis - sample.ledgerMillis <= WINDOW_MILLIS) {
                    kept.add(sample);
                }
            }
        }
        kept.add(newest);
        return new CallRate(kept);
    }

    /** How long until so many more people are called, rounded up to a second; null if nobody can say. */
    @Nullable
    Duration timeToCall(long people) {
        if (samples.isEmpty()) {
            return null;
        }
        Sample oldest = samples.get(0);
        Sample newest = samples.get(samples.size() - 1);
        long millis = newest.ledgerMillis - oldest.ledgerMillis;
        long called = newest.calledEver - oldest.calledEver;
        if (millis < LEAST_MILLIS || called <= 0) {
            return null;
        }
        double wait = (double) people * millis / called;
        return wait > LONGEST_MILLIS ? null : Duration.ofSeconds((long) Math.ceil(wait / 1000));
    }

    /** One reading of the counter. */
    record Sample(long ledgerMillis, long calledEver) {

        boolean precedes(Sample later) {
            return ledgerMillis <= later.ledgerMillis && calledEver <= later.calledEver;
        }
    }
}
