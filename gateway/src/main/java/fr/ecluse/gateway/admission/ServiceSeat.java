package fr.ecluse.gateway.admission;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of one person's seat of one service. It hangs on the person's {@link Seat} in the ENT and ends with it.
 *
 * <p>Nanoseconds are those of the node's ticker, compared by difference. Thread-safe.
 */
final class ServiceSeat {

    private final Seat seat;
    private final String service;
    private final @Nullable ServiceSeat next;

    /** Every request writes it, so without a fence: a flush that misses it finds it the next time. */
    private final AtomicLong activeNanos;

    private volatile long confirmedNanos;
    private volatile long expiresNanos;
    private volatile boolean gone = true;

    /** One that the ledger has not granted yet. */
    ServiceSeat(Seat seat, String service, @Nullable ServiceSeat next, long nowNanos) {
        this.seat = seat;
        this.service = service;
        this.next = next;
        this.activeNanos = new AtomicLong(nowNanos);
        this.confirmedNanos = nowNanos;
        this.expiresNanos = nowNanos;
    }

    Seat seat() {
        return seat;
    }

    String service() {
        return service;
    }

    /** The person's seat of another service. */
    @Nullable
    ServiceSeat next() {
        return next;
    }

    void touch(long nowNanos) {
        activeNanos.setOpaque(nowNanos);
    }

    long activeNanos() {
        return activeNanos.getOpaque();
    }

    boolean isUnflushed() {
        return activeNanos() - confirmedNanos > 0;
    }

    /** How long the ledger's last word on this seat still holds; zero or less: no longer. */
    long remainingNanos(long nowNanos) {
        return gone ? 0 : expiresNanos - nowNanos;
    }

    /** The ledger knows this activity now and keeps the seat until then. Answers may come out of order. */
    synchronized void confirm(long activeNanos, long expiresNanos) {
        if (gone || expiresNanos - this.expiresNanos > 0) {
            this.expiresNanos = expiresNanos;
        }
        if (activeNanos - confirmedNanos > 0) {
            confirmedNanos = activeNanos;
        }
        gone = false;
    }

    void forget() {
        gone = true;
    }
}
