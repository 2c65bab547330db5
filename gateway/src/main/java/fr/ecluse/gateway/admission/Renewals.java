package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Brings the activity of seats to the ledger, some thousand seats a call and one call after the other. */
final class Renewals {

    /** As many as a script takes in a few ms: what a batch costs Redis in commands does not grow with it. */
    private static final int BATCH = 1_500;

    private final SeatLedger ledger;
    private final LongSupplier nanoTime;
    private final Consumer<Seat> gone;

    /** @param gone hears of the seats that the ledger does not know any more */
    Renewals(SeatLedger ledger, LongSupplier nanoTime, Consumer<Seat> gone) {
        this.ledger = ledger;
        this.nanoTime = nanoTime;
        this.gone = gone;
    }

    /** Renews the seats that are due; fails when the ledger does, and then the rest stays as it was. */
    Mono<Void> flush(Collection<Seat> seats, Predicate<Seat> due) {
        return Flux.defer(() -> Flux.fromIterable(seats))
                .filter(due)
                .buffer(BATCH)
                .concatMap(this::renew)
                .then();
    }

    private Mono<Void> renew(List<Seat> seats) {
        return Mono.defer(() -> {
            long sentNanos = nanoTime.getAsLong();
            long[] activeNanos = seats.stream().mapToLong(Seat::activeNanos).toArray();
            List<Renewal> batch = new ArrayList<>(seats.size());
            for (int i = 0; i < activeNanos.length; i++) {
                long idle = Math.max(0, sentNanos - activeNanos[i]);
                batch.add(new Renewal(seats.get(i).person(), Duration.ofNanos(idle)));
            }
            return ledger.renew(batch)
                    .doOnNext(answers -> take(seats, activeNanos, sentNanos, answers))
                    .then();
        });
    }

    private void take(List<Seat> seats, long[] activeNanos, long sentNanos, List<Renewed> answers) {
        for (int i = 0; i < activeNanos.length; i++) {
            Seat seat = seats.get(i);
            if (answers.get(i) instanceof Renewed.Extended extended) {
                seat.confirm(activeNanos[i], sentNanos + extended.remaining().toNanos());
            } else {
                gone.accept(seat);
            }
        }
    }
}
