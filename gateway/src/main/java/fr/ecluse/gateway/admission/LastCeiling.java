package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.CeilingState.Source;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The latest order about the ceiling that this node has heard of, to be told to a ledger that lost it. The ledger's own word
 * is not enough: one that has just lost its memory says that there was no order yet. Nanoseconds are the node's ticker.
 * Thread-safe.
 */
final class LastCeiling {

    private @Nullable CeilingState latest;
    private long heardNanos;

    synchronized void heard(CeilingState ceiling, long nowNanos) {
        CeilingState before = latest;
        if (before == null || ceiling.version() >= before.version()) {
            latest = ceiling;
            heardNanos = nowNanos;
        }
    }

    /** As it is now, if nothing was ordered since; null if none was ever heard of. */
    synchronized @Nullable CeilingState asOf(long nowNanos) {
        CeilingState ceiling = latest;
        Duration endsIn = ceiling == null ? null : ceiling.endsIn();
        if (ceiling == null || endsIn == null) {
            return ceiling;
        }
        Duration left = endsIn.minusNanos(nowNanos - heardNanos);
        boolean over = left.isNegative() || left.isZero();
        return new CeilingState(
                ceiling.sessions(),
                ceiling.atLeast(),
                ceiling.atMost(),
                over ? Source.POLICY : ceiling.source(),
                ceiling.version(),
                over ? null : left);
    }
}
