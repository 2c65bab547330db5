package fr.ecluse.gateway.admission;

import reactor.core.publisher.Mono;

/** Hears how the ledger does; telemetry implements it. Called from any thread, so it must be quick and thread-safe. */
public interface LedgerListener {

    /** Hears nothing. */
    LedgerListener NONE = (operation, elapsedNanos, outcome) -> {};

    /** What was asked of the ledger. */
    enum Operation {
        ANNOUNCE,
        ADMIT,
        RENEW,
        SERVE,
        RELEASE,
        BIND,
        SESSION,
        CENSUS,
        CEILING,
        ORDER,
        AUDIT,
        LEASE,
        REENTER,
        SHELF
    }

    /** How it ended. */
    enum Outcome {
        ANSWERED,
        /** The order was out of bounds or came too late. */
        REFUSED,
        UNAVAILABLE,
        /** Whoever asked went away first. */
        CANCELLED
    }

    /** One operation ended. */
    void asked(Operation operation, long elapsedNanos, Outcome outcome);

    /**
     * A command of the ledger's server was answered.
     *
     * @param command a word of its language; the code's, there are few
     */
    default void commanded(String command, long elapsedNanos) {}

    /** The connection to the ledger is lost; said once until it returns. */
    default void lost() {}

    /** The connection is back, or there for the first time. */
    default void returned() {}

    /** The ledger has another memory than before; said once for each loss. */
    default void forgot() {}

    /** This node has told it so many seats. */
    default void reentered(int seats) {}

    /** Somebody got a seat of this node's lease while the ledger was away. */
    default void gaveFromLease() {}

    /** Somebody of whom this node knows no seat was turned away, because the ledger was away. */
    default void turnedAway() {}

    /** Somebody of whom this node knows no seat passed without one, because the ledger was away. */
    default void passedUncounted() {}

    /** The same call, reported when it ends. */
    default <T> Mono<T> timed(Operation operation, Mono<T> call) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return call.doOnSuccess(answer -> asked(operation, System.nanoTime() - start, Outcome.ANSWERED))
                    .doOnError(error -> asked(operation, System.nanoTime() - start, outcomeOf(error)))
                    .doOnCancel(() -> asked(operation, System.nanoTime() - start, Outcome.CANCELLED));
        });
    }

    private static Outcome outcomeOf(Throwable error) {
        return error instanceof CeilingRefusedException || error instanceof OrderRefusedException
                ? Outcome.REFUSED
                : Outcome.UNAVAILABLE;
    }
}
