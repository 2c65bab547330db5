package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How one node tells the ledger of seats that it may not know: all of them to one that forgot, and those given from the reserve
 * to one that was away. What was freed is told first, so that none of it comes back. Thread-safe.
 */
final class Reentry {

    private static final Logger log = LoggerFactory.getLogger(Reentry.class);

    private static final int BATCH = 500;

    /** As long as a seat that nobody uses may last, or longer. */
    private static final Duration UNTOLD_LIFE = Duration.ofHours(24);

    private final SeatLedger ledger;
    private final KnownSeats seats;
    private final ServiceSeats services;
    private final Sessions sessions;
    private final Reserve reserve;
    private final Seats.Surroundings surroundings;
    private final AtomicReference<@Nullable String> underway = new AtomicReference<>();
    private final Expiring<Pseudonym> untold;
    private final Expiring<String> untoldSessions;

    Reentry(
            SeatLedger ledger,
            KnownSeats seats,
            ServiceSeats services,
            Sessions sessions,
            Reserve reserve,
            Seats.Surroundings surroundings) {
        this.ledger = ledger;
        this.seats = seats;
        this.services = services;
        this.sessions = sessions;
        this.reserve = reserve;
        this.surroundings = surroundings;
        this.untold = new Expiring<>(UNTOLD_LIFE, surroundings.capacity());
        this.untoldSessions = new Expiring<>(UNTOLD_LIFE, surroundings.capacity());
    }

    /** This node has freed a seat, and could not say so. */
    void untold(Pseudonym person, @Nullable String session) {
        long nowNanos = surroundings.nanoTime().getAsLong();
        untold.add(person, nowNanos);
        if (session != null) {
            untoldSessions.add(session, nowNanos);
        }
    }

    /** Tells what could not be said while the ledger was away. */
    Mono<Void> ofWhatWasFreed() {
        return Mono.defer(() -> {
            long nowNanos = surroundings.nanoTime().getAsLong();
            Map<Pseudonym, Duration> people = untold.ages(nowNanos);
            Set<String> ended = untoldSessions.ages(nowNanos).keySet();
            return tell(null, people, Map.of(), ended).doOnSuccess(told -> {
                untold.removeUntil(nowNanos);
                untoldSessions.removeUntil(nowNanos);
            });
        });
    }

    /**
     * Tells all to a ledger that forgot; at most once at a time.
     *
     * @return how many seats the ledger has taken; empty if that is under way already
     */
    Mono<Integer> ofEverything(String epoch, LastCeiling ceiling, StandingOrders orders) {
        return Mono.defer(() -> {
            if (!underway.compareAndSet(null, epoch)) {
                return Mono.empty();
            }
            reserve.forfeit();
            long nowNanos = surroundings.nanoTime().getAsLong();
            CeilingState last = ceiling.asOf(nowNanos);
            List<StandingOrder> given = orders.given(nowNanos);
            Mono<Void> ordered = given.isEmpty()
                    ? Mono.empty()
                    : ledger.recall(new Recollection(null, Map.of(), Map.of(), Set.of(), given));
            return ordered.then(tell(last, seats.freed(), seats.freedRoles(), sessions.ended()))
                    .then(of(seats.all()))
                    .flatMap(count -> services.reenter().thenReturn(count))
                    .doOnNext(count -> {
                        ledger.reentered(epoch);
                        orders.told();
                        log.info("event=seats-reentered seats={} epoch={}", count, epoch);
                    })
                    .doFinally(end -> underway.set(null));
        });
    }

    /** Tells of the seats that were given from the reserve. */
    Mono<Void> ofTheReserve() {
        return Mono.defer(
                () -> reserve.isUntouched() ? Mono.empty() : of(reserve.given()).then());
    }

    private Mono<Integer> of(Collection<Seat> some) {
        return Flux.fromIterable(some).buffer(BATCH).concatMap(this::reenter).reduce(0, Integer::sum);
    }

    private Mono<Integer> reenter(List<Seat> batch) {
        long sentNanos = surroundings.nanoTime().getAsLong();
        List<Seat> standing = new ArrayList<>(batch.size());
        List<Holding> holdings = new ArrayList<>(batch.size());
        for (Seat seat : batch) {
            Duration remaining = Duration.ofNanos(seat.remainingNanos(sentNanos));
            if (remaining.toMillis() > 0) {
                standing.add(seat);
                holdings.add(new Holding(seat.person(), seat.role(), seat.age(sentNanos), remaining));
            }
        }
        if (holdings.isEmpty()) {
            reserve.settled(batch);
            return Mono.just(0);
        }
        return ledger.reenter(holdings).map(answers -> {
            int taken = 0;
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) instanceof Renewed.Extended extended) {
                    seats.confirm(standing.get(i), sentNanos, extended.remaining());
                    taken++;
                } else {
                    seats.forget(standing.get(i));
                }
            }
            reserve.settled(batch);
            return taken;
        });
    }

    private Mono<Void> tell(
            @Nullable CeilingState ceiling,
            Map<Pseudonym, Duration> people,
            Map<Role, Duration> roles,
            Set<String> endedSessions) {
        Flux<Recollection> first = ceiling == null && roles.isEmpty()
                ? Flux.empty()
                : Flux.just(new Recollection(ceiling, Map.of(), roles, Set.of()));
        Flux<Recollection> freed = Flux.fromIterable(people.entrySet())
                .buffer(BATCH)
                .map(some -> some.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                .map(some -> new Recollection(null, some, Map.of(), Set.of()));
        Flux<Recollection> ended = Flux.fromIterable(endedSessions)
                .buffer(BATCH)
                .map(some -> new Recollection(null, Map.of(), Map.of(), Set.copyOf(some)));
        return Flux.concat(first, freed, ended).concatMap(ledger::recall).then();
    }
}
