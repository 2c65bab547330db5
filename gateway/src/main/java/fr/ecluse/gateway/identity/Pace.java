package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * So many times in a period and no more often, evenly refilled: the generic cell rate algorithm (ITU-T I.371). Never waits.
 * Elapsed time is the ticker's. Thread-safe.
 */
final class Pace {

    private final long betweenNanos;
    private final long burstNanos;
    private final Ticker ticker;
    private long next;

    /** @param times at least one; all of them may come at once */
    Pace(int times, Duration period, Ticker ticker) {
        this.betweenNanos = period.toNanos() / times;
        this.burstNanos = period.toNanos() - betweenNanos;
        this.ticker = ticker;
        this.next = ticker.read() - burstNanos;
    }

    /** Whether it may happen now; then it counts. */
    synchronized boolean allows() {
        long now = ticker.read();
        long earliest = now - burstNanos;
        if (next - earliest < 0) {
            next = earliest;
        }
        if (next - now > 0) {
            return false;
        }
        next += betweenNanos;
        return true;
    }
}
