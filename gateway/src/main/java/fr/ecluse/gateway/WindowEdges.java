package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Released;
import fr.ecluse.policy.Role;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Frees the seats of the roles that a rule with {@code open-sessions: end} has shut out.
 *
 * <p>Not at the edge itself but at every census, once a second, while such seats are counted: so it does not matter which
 * node is alive at the edge, whether the window opened by the hour or by a changed file, or whether the ledger was there.
 * Thread-safe.
 */
final class WindowEdges {

    private static final Logger LOG = LoggerFactory.getLogger(WindowEdges.class);

    private final SeatLedger ledger;
    private final Supplier<Set<Role>> shutOut;
    private final AtomicBoolean freeing = new AtomicBoolean();

    /** @param shutOut the roles that can use no seat now */
    WindowEdges(SeatLedger ledger, Supplier<Set<Role>> shutOut) {
        this.ledger = ledger;
        this.shutOut = shutOut;
    }

    /** Frees what this census counts in vain, unless the mode says that rules decide nothing; returns at once. */
    void observe(Census census) {
        if (!census.mode().decides()) {
            return;
        }
        Set<Role> inVain = shutOut.get();
        inVain.removeIf(role -> census.seats().getOrDefault(role, 0L) == 0);
        if (!inVain.isEmpty() && freeing.compareAndSet(false, true)) {
            Flux.fromIterable(inVain)
                    .concatMap(this::free)
                    .doFinally(end -> freeing.set(false))
                    .subscribe();
        }
    }

    private Mono<Released> free(Role role) {
        return ledger.releaseRole(role)
                .doOnNext(released -> {
                    if (released.seats() > 0) {
                        LOG.info("event=window-edge role={} seats-freed={}", role.name(), released.seats());
                    }
                })
                .onErrorComplete(LedgerUnavailableException.class); // the next census will come back to it
    }
}
