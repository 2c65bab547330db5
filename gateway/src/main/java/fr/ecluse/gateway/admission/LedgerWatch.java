package fr.ecluse.gateway.admission;

import reactor.core.publisher.Mono;

/** Whether the ledger answers, as one node last saw it. Thread-safe. */
final class LedgerWatch {

    private volatile boolean healthy = true;

    /** The same call, whose outcome is noted. */
    <T> Mono<T> watched(Mono<T> call) {
        return call.doOnSuccess(answer -> healthy = true)
                .doOnError(LedgerUnavailableException.class, lost -> healthy = false);
    }

    /** Whether the last answer awaited from the ledger came. */
    boolean healthy() {
        return healthy;
    }
}
