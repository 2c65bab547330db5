package fr.ecluse.gateway.protection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long answers take of late: a mean that each answer moves by an eighth (as TCP smooths round trips, RFC 6298 §2), and the
 * silence since the last one. Two answers at one moment may count as one. Thread-safe; never waits.
 */
final class Pulse {

    private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MOST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int SMOOTHING = 8;

    private volatile long meanNanos;
    private volatile long lastNanos;

    Pulse(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** An answer came, after so long. */
    void answered(long tookNanos, long nowNanos) {
        long mean = meanNanos;
        meanNanos = mean == 0 ? tookNanos : mean + (tookNanos - mean) / SMOOTHING;
        lastNanos = nowNanos;
    }

    /**
     * How long somebody should stay away who found every place taken: one comes free in less than an answer takes. 1 s to a
     * minute, at random in the upper half, so that those who were sent away together do not come back together.
     */
    Duration retryAfter(long nowNanos) {
        long measured = Math.max(meanNanos, nowNanos - lastNanos);
        long least = Math.max(LEAST_NANOS, Math.min(MOST_NANOS, measured));
        return Duration.ofNanos(least + ThreadLocalRandom.current().nextLong(least));
    }
}
