package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.ExpectedLine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The line after a loss of the ledger's memory: everybody gets back the place that their ticket says.
 *
 * <p>Nobody is lost by it, because whoever holds a ticket asks again within {@link Pace#FAR} and some seconds, and whoever
 * comes later than that is called by the watermark all the same. What could be lost is the order: those who happen to ask
 * first would be called before people who came before them and ask a minute later. So each node tells the ledger, once,
 * who waited where and by when the last of them will have asked, and the ledger calls nobody of such a lane before that
 * (ADR 9). With ten people in line these are seven seconds, with hundreds a minute.
 */
public final class Regathering {

    private static final Duration TRY_AGAIN = Duration.ofMillis(250);
    private static final int TRIES = 12;

    private Regathering() {}

    /** From now on, until disposed. */
    public static Disposable keep(SeatLedger ledger, WaitingRoom room) {
        AtomicReference<String> last = new AtomicReference<>("");
        return ledger.changes()
                .ofType(LedgerChange.Forgot.class)
                .filter(forgot -> !forgot.epoch().equals(last.getAndSet(forgot.epoch())))
                .flatMap(forgot -> tell(ledger, room.forgotten()))
                .subscribe();
    }

    private static Mono<Void> tell(SeatLedger ledger, List<ExpectedLine> lines) {
        return lines.isEmpty()
                ? Mono.empty()
                : ledger.expect(lines)
                        .retryWhen(Retry.fixedDelay(TRIES, TRY_AGAIN))
                        .onErrorComplete();
    }
}
