package fr.ecluse.gateway.admission;

import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Small values that all nodes of an ENT share, which the ledger keeps for others without understanding them. A value is replaced
 * only by whoever knows what it was, so that nobody writes over what somebody else wrote meanwhile. Every Mono may fail with
 * {@link LedgerUnavailableException} and with nothing else. Thread-safe.
 */
public interface Shelf {

    /** @return empty if there is none of that name, or its time is over */
    Mono<byte[]> read(String name);

    /**
     * @param before what it is; empty: there is none
     * @param after what it shall be, never empty
     * @param keep until it is forgotten
     * @return whether it was replaced; if not, it was something else by then
     */
    Mono<Boolean> replace(String name, byte[] before, byte[] after, Duration keep);
}
