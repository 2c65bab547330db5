package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Ended;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Which cookie sessions have ended, and by whose word they end. A session that this node has heard of as ended is dead at
 * once and asks nobody; one that it has never heard of is asked about. Thread-safe; never blocks.
 */
public final class Sessions {

    private static final Duration ENDED_LIFE = Duration.ofHours(24);

    /** How long a session is taken for alive without asking again; a logout that this node hears of counts at once. */
    private static final Duration ALIVE_LIFE = Duration.ofSeconds(10);

    private final SeatLedger ledger;
    private final LedgerWatch watch;
    private final LongSupplier nanoTime;
    private final Expiring<String> ended;
    private final Expiring<String> alive;

    /** @param capacity how many are remembered at most; one beyond is asked about at each request */
    Sessions(SeatLedger ledger, LedgerWatch watch, LongSupplier nanoTime, int capacity) {
        this.ledger = ledger;
        this.watch = watch;
        this.nanoTime = nanoTime;
        this.ended = new Expiring<>(ENDED_LIFE, capacity);
        this.alive = new Expiring<>(ALIVE_LIFE, capacity);
    }

    /**
     * Ties a session to the handles by which a provider may end it: see {@link SeatLedger#bind}.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Void> bind(Binding binding) {
        return watch.watched(ledger.bind(binding));
    }

    /**
     * Ends what a provider says has ended: see {@link SeatLedger#end}. This node hears of it like every other.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return watch.watched(ledger.end(handles, notice));
    }

    /** Null if the ledger must be asked. */
    @Nullable
    SessionState known(String session) {
        long nowNanos = nanoTime.getAsLong();
        if (ended.contains(session, nowNanos)) {
            return SessionState.ENDED;
        }
        return alive.contains(session, nowNanos) ? SessionState.NOT_ENDED : null;
    }

    Mono<SessionState> ask(String session) {
        return watch.watched(ledger.session(session)).doOnNext(state -> {
            if (state == SessionState.ENDED) {
                ended(session);
            } else {
                alive.add(session, nanoTime.getAsLong());
            }
        });
    }

    /** This node was told that the session is dead. */
    void ended(String session) {
        ended.add(session, nanoTime.getAsLong());
    }

    /** All that this node has heard of as dead. */
    Set<String> ended() {
        return ended.ages(nanoTime.getAsLong()).keySet();
    }

    void sweep() {
        long nowNanos = nanoTime.getAsLong();
        ended.sweep(nowNanos);
        alive.sweep(nowNanos);
    }
}
