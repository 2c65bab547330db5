package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What one node knows of the seats of single services, so that a request of somebody who has one asks nobody.
 *
 * <p>As for the seats of the ENT, of which each is a part (see {@link Seats}): trusted until the expiry that the ledger last
 * confirmed, activity brought to it in batches, and asked about again within a tenth of {@code session.idle} of the expiry.
 * Thread-safe; nothing blocks.
 */
public final class ServiceSeats {

    private static final int BATCH = 500;

    private final SeatLedger ledger;
    private final LedgerWatch watch;
    private final KnownSeats seats;
    private final Function<Seat, Mono<Void>> confirm;
    private final LongSupplier nanoTime;
    private volatile long recheckNanos;

    /** @param confirm asks the ledger whether a seat in the ENT stands, and forgets it if not */
    ServiceSeats(
            SeatLedger ledger,
            LedgerWatch watch,
            KnownSeats seats,
            Function<Seat, Mono<Void>> confirm,
            LongSupplier nanoTime) {
        this.ledger = ledger;
        this.watch = watch;
        this.seats = seats;
        this.confirm = confirm;
        this.nanoTime = nanoTime;
    }

    /** @param margin before an expiry the ledger is asked again */
    void recheckWithin(Duration margin) {
        recheckNanos = margin.toNanos();
    }

    /**
     * Whether this node knows that the person has a seat of the service, whose activity it then notes: synchronous, without
     * allocation. Only of somebody whose seat in the ENT stands.
     *
     * @return false if the ledger must be asked by {@link #serve}
     */
    public boolean held(Pseudonym person, String service) {
        Seat seat = seats.of(person);
        ServiceSeat known = seat == null ? null : seat.service(service);
        if (known == null) {
            return false;
        }
        long nowNanos = nanoTime.getAsLong();
        // without the ledger a seat is good to its last second
        long margin = watch.healthy() ? recheckNanos : 0;
        if (known.remainingNanos(nowNanos) <= margin) {
            return false;
        }
        known.touch(nowNanos);
        return true;
    }

    /**
     * Asks the ledger to find or give a seat of the service. While the ledger is unavailable, a seat that this node knows is
     * good until its confirmed expiry. After {@link Serving.NoSeat} this node has looked again whether the person's seat in
     * the ENT stands.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Serving> serve(Pseudonym person, String service) {
        return ask(person, service, ledger::serve);
    }

    private Mono<Serving> ask(Pseudonym person, String service, Function<ServiceClaim, Mono<Serving>> question) {
        return Mono.defer(() -> {
            Seat seat = seats.of(person); // this one: what is taken for it must not outlive it
            long sentNanos = nanoTime.getAsLong();
            Mono<Serving> answer = watch.watched(question.apply(new ServiceClaim(person, service, Duration.ZERO)));
            return seat == null
                    ? answer
                    : answer.flatMap(serving -> take(serving, seat, service, sentNanos))
                            .onErrorResume(LedgerUnavailableException.class, lost -> fromMemory(seat, service, lost));
        });
    }

    /**
     * The same of a service that may be full: see {@link SeatLedger#observe(ServiceClaim)}.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Serving> observe(Pseudonym person, String service) {
        return ask(person, service, ledger::observe);
    }

    private Mono<Serving> take(Serving serving, Seat seat, String service, long sentNanos) {
        Duration remaining = serving instanceof Serving.Served served
                ? served.remaining()
                : serving instanceof Serving.Beyond beyond ? beyond.remaining() : null;
        if (remaining != null) {
            seat.serve(service, sentNanos).confirm(sentNanos, sentNanos + remaining.toNanos());
        }
        return serving instanceof Serving.NoSeat
                ? watch.watched(confirm.apply(seat)).thenReturn(serving)
                : Mono.just(serving);
    }

    private Mono<Serving> fromMemory(Seat seat, String service, LedgerUnavailableException lost) {
        ServiceSeat known = seat.service(service);
        long nowNanos = nanoTime.getAsLong();
        if (known == null || known.remainingNanos(nowNanos) <= 0) {
            return Mono.error(lost);
        }
        known.touch(nowNanos);
        return Mono.just(new Serving.Served(Duration.ofNanos(known.remainingNanos(nowNanos))));
    }

    /** Brings the activity that the ledger has not heard of to it; fails when the ledger does. */
    Mono<Void> flush() {
        return flush(ServiceSeat::isUnflushed);
    }

    /** Has every seat confirmed anew, because changes may have been missed; fails when the ledger does. */
    Mono<Void> confirmAll() {
        return flush(any -> true);
    }

    /** Tells all of them to a ledger that forgot, and that has the seats in the ENT again; fails when the ledger does. */
    Mono<Void> reenter() {
        return told(any -> true, this::reenter);
    }

    private Mono<Void> flush(Predicate<ServiceSeat> due) {
        return told(due, this::renew);
    }

    private Mono<Void> told(Predicate<ServiceSeat> due, Function<List<ServiceSeat>, Mono<Void>> tell) {
        return Flux.defer(() -> Flux.fromIterable(seats.all()))
                .filter(seat -> seat.services() != null)
                .flatMapIterable(seat -> due(seat, due))
                .buffer(BATCH)
                .concatMap(tell)
                .then();
    }

    private List<ServiceSeat> due(Seat seat, Predicate<ServiceSeat> due) {
        List<ServiceSeat> found = new ArrayList<>();
        long nowNanos = nanoTime.getAsLong();
        for (ServiceSeat known = seat.services(); known != null; known = known.next()) {
            if (known.remainingNanos(nowNanos) > 0 && due.test(known)) {
                found.add(known);
            }
        }
        return found;
    }

    private Mono<Void> renew(List<ServiceSeat> batch) {
        return Mono.defer(() -> {
            long sentNanos = nanoTime.getAsLong();
            long[] activeNanos =
                    batch.stream().mapToLong(ServiceSeat::activeNanos).toArray();
            List<ServiceClaim> claims = new ArrayList<>(batch.size());
            for (int i = 0; i < activeNanos.length; i++) {
                ServiceSeat known = batch.get(i);
                Duration idleFor = Duration.ofNanos(Math.max(0, sentNanos - activeNanos[i]));
                claims.add(new ServiceClaim(known.seat().person(), known.service(), idleFor));
            }
            return ledger.renewServices(claims)
                    .doOnNext(answers -> take(batch, activeNanos, sentNanos, answers))
                    .then();
        });
    }

    private Mono<Void> reenter(List<ServiceSeat> batch) {
        return Mono.defer(() -> {
            long sentNanos = nanoTime.getAsLong();
            long[] activeNanos =
                    batch.stream().mapToLong(ServiceSeat::activeNanos).toArray();
            List<ServiceHolding> holdings = batch.stream()
                    .map(known -> new ServiceHolding(
                            known.seat().person(),
                            known.service(),
                            Duration.ofNanos(Math.max(0, known.remainingNanos(sentNanos)))))
                    .toList();
            return ledger.reenterServices(holdings)
                    .doOnNext(answers -> take(batch, activeNanos, sentNanos, answers))
                    .then();
        });
    }

    private static void take(List<ServiceSeat> batch, long[] activeNanos, long sentNanos, List<Renewed> answers) {
        for (int i = 0; i < activeNanos.length; i++) {
            if (answers.get(i) instanceof Renewed.Extended extended) {
                batch.get(i)
                        .confirm(
                                activeNanos[i], sentNanos + extended.remaining().toNanos());
            } else {
                batch.get(i).forget();
            }
        }
    }
}
