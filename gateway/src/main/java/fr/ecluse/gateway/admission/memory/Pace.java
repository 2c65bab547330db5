package fr.ecluse.gateway.admission.memory;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many new seats may be taken a second: exact over any second, because the instants of the last ones are kept.
 *
 * <p>Times are the ledger's clock in ms. Not thread-safe.
 */
final class Pace {

    private static final long SECOND_MILLIS = 1_000L;

    private final Deque<Long> latest = new ArrayDeque<>();

    /** Whether one more may enter now; 0 a second means no limit. */
    boolean allows(int perSecond, long now) {
        while (!latest.isEmpty() && latest.getFirst() <= now - SECOND_MILLIS) {
            latest.removeFirst();
        }
        return perSecond == 0 || latest.size() < perSecond;
    }

    void entered(int perSecond, long now) {
        if (perSecond > 0) {
            latest.addLast(now);
        }
    }
}
