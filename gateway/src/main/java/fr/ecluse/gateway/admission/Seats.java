package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest.Wish;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Released;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * What one node knows of the seats, so that a request of somebody seated asks nobody.
 *
 * <p>A seat is trusted until the expiry that the ledger last confirmed, counted from before the ledger was asked, so that
 * no node trusts it for longer than the ledger does. Activity is noted in memory and reaches the ledger every twentieth
 * of {@code session.idle}. A seat that is within a tenth of {@code idle} of its expiry is not answered from memory: the
 * request asks the ledger and renews it, so that no activity falls between two flushes. Thread-safe; nothing but
 * {@link #close()} blocks.
 */
public final class Seats implements AutoCloseable {

    /** How many seats a node remembers unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    private static final Logger log = LoggerFactory.getLogger(Seats.class);

    private static final Duration LEASE_EVERY = Duration.ofSeconds(2);
    private static final Duration CENSUS_EVERY = Duration.ofSeconds(1);
    private static final Duration FLUSH_AT_MOST_EVERY = Duration.ofSeconds(1);
    private static final int FLUSHES_PER_IDLE = 20;
    private static final int RECHECKS_PER_IDLE = 10;
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);

    private final SeatLedger ledger;
    private final Supplier<Set<Role>> open;
    private final Consumer<Census> censusTaken;
    private final Surroundings surroundings;
    private final LongSupplier nanoTime;
    private final Renewals renewals;
    private final LedgerWatch watch = new LedgerWatch();
    private final LastCeiling ceiling = new LastCeiling();
    private final StandingOrders orders = new StandingOrders();
    private final Sessions sessions;
    private final KnownSeats seats;
    private final Reserve reserve;
    private final Reentry reentry;
    private final LedgerListener listener;
    private final ServiceSeats services;
    private final Sinks.Many<Long> censusWanted = Sinks.many().multicast().directBestEffort();
    private final Disposable.Composite running = Disposables.composite();

    private volatile @Nullable PolicyNumbers policy;
    private volatile Duration idle = Duration.ofMinutes(10);
    private volatile long recheckNanos = idle.toNanos() / RECHECKS_PER_IDLE;
    private volatile @Nullable Census census;

    /**
     * Where a node lives.
     *
     * @param nanoTime a ticker that never goes back, such as {@link System#nanoTime}
     * @param clock the wall clock, for {@link #admittedAt}
     * @param scheduler runs the census and the renewals
     * @param capacity how many seats are remembered at most; one beyond asks the ledger at each request
     */
    public record Surroundings(LongSupplier nanoTime, Clock clock, Scheduler scheduler, int capacity) {}

    /**
     * @param open the roles that no rule refuses now
     * @param censusTaken hears of each census; must be quick
     * @param listener hears of losses and what became of them
     */
    public Seats(
            SeatLedger ledger,
            Supplier<Set<Role>> open,
            Consumer<Census> censusTaken,
            LedgerListener listener,
            Reserve reserve,
            Surroundings surroundings) {
        this.ledger = ledger;
        this.open = open;
        this.censusTaken = censusTaken;
        this.surroundings = surroundings;
        this.nanoTime = surroundings.nanoTime();
        this.sessions = new Sessions(ledger, watch, nanoTime, surroundings.capacity());
        this.seats = new KnownSeats(surroundings);
        this.renewals = new Renewals(ledger, nanoTime, seats::forget);
        this.listener = listener;
        this.reserve = reserve;
        this.services = new ServiceSeats(ledger, watch, seats, this::confirm, nanoTime);
        this.reentry = new Reentry(ledger, seats, services, sessions, reserve, surroundings);
    }

    /** Begins to listen, to count and to renew; once. */
    public void start() {
        Scheduler scheduler = surroundings.scheduler();
        running.add(ledger.changes().subscribe(this::heard));
        running.add(Flux.merge(Flux.interval(Duration.ZERO, CENSUS_EVERY, scheduler), censusWanted.asFlux())
                .onBackpressureLatest()
                .concatMap(tick -> takeCensus(), 0)
                .subscribe());
        running.add(Flux.interval(LEASE_EVERY, scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> lease(Wish.SOME), 0)
                .subscribe());
        running.add(Mono.defer(() -> Mono.delay(flushEvery(), scheduler))
                .flatMap(tick -> flush())
                .repeat()
                .subscribe());
    }

    /** Tells the ledger the numbers of the policy that this node has loaded. */
    public Mono<Void> announce(PolicyNumbers numbers) {
        policy = numbers;
        idle = numbers.idle();
        recheckNanos = numbers.idle().toNanos() / RECHECKS_PER_IDLE;
        services.recheckWithin(numbers.idle().dividedBy(RECHECKS_PER_IDLE));
        return watch.watched(ledger.announce(numbers));
    }

    /**
     * The person's seat if this node knows it: synchronous, without allocation.
     *
     * @param session the cookie session, null for a bearer token; one that the ledger has not accepted with this seat yet
     *     is not answered from memory
     * @return null if the ledger must be asked by {@link #admit}
     */
    public @Nullable Seat held(Pseudonym person, @Nullable String session) {
        Seat seat = seats.of(person);
        if (seat == null || (session != null && !seat.vouchesFor(session))) {
            return null;
        }
        // without the ledger a seat is good to its last second
        long margin = watch.healthy() ? recheckNanos : 0;
        return seat.remainingNanos(nanoTime.getAsLong()) > margin ? seat : null;
    }

    /** Whether the seat still stands, as far as this node knows: what an open WebSocket asks from time to time. */
    public boolean stands(Seat seat) {
        return seat.remainingNanos(nanoTime.getAsLong()) > 0;
    }

    /**
     * When the seat was taken, by this node's wall clock as it is now: where that was corrected since, the instant moves with
     * it, and the seat's age does not.
     */
    public Instant admittedAt(Seat seat) {
        return surroundings.clock().instant().minus(seat.age(nanoTime.getAsLong()));
    }

    /** Notes activity; the ledger hears of it within a tenth of {@code idle}. */
    public void touch(Seat seat) {
        seat.touch(nanoTime.getAsLong());
    }

    /**
     * Asks the ledger. While the ledger is unavailable, a seat that this node knows is good until its confirmed expiry, and
     * the reserve admits.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Admission> admit(Claim claim) {
        return ask(claim, ledger.admit(claim), lost -> fromReserve(claim, lost));
    }

    /**
     * Asks the ledger for the seat that the person may have, or for a place: see {@link SeatLedger#queue}. The reserve gives
     * nothing meanwhile.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Admission> queue(Claim claim) {
        return ask(claim, ledger.queue(claim), Mono::error);
    }

    /**
     * Asks the ledger for a seat, whatever room there is: see {@link SeatLedger#observe}.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Admission> observe(Claim claim) {
        return ask(claim, ledger.observe(claim), Mono::error);
    }

    /**
     * Asks the ledger for the seat that the person may have, and takes none: see {@link SeatLedger#find}. Needed where
     * {@link #held} knows nothing, because the seat may have been taken on another node.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<Admission> find(Claim claim) {
        return ask(claim, ledger.find(claim), Mono::error);
    }

    /** @param newcomer what somebody is answered who has no seat, while the ledger is away */
    private Mono<Admission> ask(
            Claim claim, Mono<Admission> answer, Function<LedgerUnavailableException, Mono<Admission>> newcomer) {
        return Mono.defer(() -> {
            String session = claim.session();
            if (session != null && ended(session)) {
                return Mono.just(new Admission.SessionEnded());
            }
            long sentNanos = nanoTime.getAsLong();
            // a seat of the reserve that the ledger has not heard of would be none
            Mono<Void> first = reserve.gave(claim.person()) ? reentry.ofTheReserve() : Mono.empty();
            return watch.watched(first.then(answer))
                    .doOnNext(admission -> seats.remember(claim, admission, sentNanos))
                    .onErrorResume(LedgerUnavailableException.class, lost -> {
                        Admission known = fromMemory(claim);
                        return known == null ? newcomer.apply(lost) : Mono.just(known);
                    });
        });
    }

    /** Frees the person's seat and place; here even if the ledger can't be told. */
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return Mono.defer(() -> {
            freed(person, session);
            return watch.watched(ledger.release(person, session))
                    .doOnNext(released -> freed(person, session))
                    .doOnError(lost -> reentry.untold(person, session));
        });
    }

    /** The seats of single services. */
    public ServiceSeats services() {
        return services;
    }

    /** By whose word sessions end. */
    public Sessions sessions() {
        return sessions;
    }

    /** Whether this node has heard that the session was ended; null: no session, never ended. */
    public boolean ended(@Nullable String session) {
        return session != null && sessions.known(session) == SessionState.ENDED;
    }

    /**
     * Whether the session was ended, for whoever needs no seat.
     *
     * @return null if the ledger must be asked by {@link #session(String)}
     */
    public @Nullable SessionState session(Pseudonym person, String session) {
        SessionState known = sessions.known(session);
        return known == null && held(person, session) != null ? SessionState.NOT_ENDED : known;
    }

    /**
     * Asks the ledger about the session.
     *
     * @return fails with {@link LedgerUnavailableException} and nothing else
     */
    public Mono<SessionState> session(String session) {
        return sessions.ask(session);
    }

    /** What the operators have ordered, as this node last heard it. */
    public StandingOrders orders() {
        return orders;
    }

    /** The mode in force, asked of the ledger if this node has never heard it; the usual one while that can't be asked. */
    public Mono<Mode> mode() {
        return Mono.defer(() -> orders.mode() == null ? takeCensus() : Mono.empty())
                .then(Mono.fromSupplier(() -> {
                    Mode mode = orders.mode();
                    return mode == null ? Mode.ON : mode;
                }));
    }

    /** The ENT as of the last second; null before the first answer of the ledger. */
    public @Nullable Census census() {
        return census;
    }

    /** Whether the last answer awaited from the ledger came. */
    public boolean healthy() {
        return watch.healthy();
    }

    /** Stops, and brings the last activity to the ledger; blocks for two seconds at most. */
    @Override
    public void close() {
        running.dispose();
        try {
            reentry.ofTheReserve()
                    .then(renewals.flush(seats.all(), this::isDue))
                    .then(services.flush())
                    .then(lease(Wish.NONE))
                    .toFuture()
                    .get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("event=last-activity-lost why=ledger-unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Admission fromMemory(Claim claim) {
        Seat seat = seats.of(claim.person());
        long nowNanos = nanoTime.getAsLong();
        if (seat == null || seat.remainingNanos(nowNanos) <= 0) {
            return null;
        }
        touch(seat);
        return seated(seat, nowNanos, Taken.BEFORE);
    }

    private Mono<Admission> fromReserve(Claim claim, LedgerUnavailableException lost) {
        PolicyNumbers numbers = policy;
        Census last = census;
        long nowNanos = nanoTime.getAsLong();
        Seat seat = numbers == null || last == null ? null : reserve.take(claim, numbers, last, seats, nowNanos);
        if (seat == null) {
            return Mono.error(lost);
        }
        listener.gaveFromLease();
        return Mono.just(seated(seat, nowNanos, Taken.NOW));
    }

    private static Admission seated(Seat seat, long nowNanos, Taken taken) {
        return new Admission.Seated(
                seat.role(), seat.age(nowNanos), Duration.ofNanos(seat.remainingNanos(nowNanos)), taken);
    }

    private void heard(LedgerChange change) {
        if (change instanceof LedgerChange.SeatReleased released) {
            freed(released.person(), released.session());
        } else if (change instanceof LedgerChange.RoleReleased released) {
            seats.free(released.role());
        } else if (change instanceof LedgerChange.Reconnected) {
            // releases may have been missed: every seat and every session must be confirmed anew
            seats.all().forEach(Seat::vouchForNone);
            watch.watched(reentry.ofWhatWasFreed()
                            .then(reentry.ofTheReserve())
                            .then(renewals.flush(seats.all(), this::isHeardOf))
                            .then(services.confirmAll()))
                    .onErrorComplete()
                    .subscribe();
            censusWanted.tryEmitNext(0L);
        } else if (change instanceof LedgerChange.Forgot forgot) {
            orders.forgotten();
            reentry.ofEverything(forgot.epoch(), ceiling, orders)
                    .doOnNext(listener::reentered)
                    .onErrorComplete() // it is said again until it succeeds
                    .subscribe();
        } else {
            censusWanted.tryEmitNext(0L);
        }
    }

    private boolean isDue(Seat seat) {
        return seat.isUnflushed() && isHeardOf(seat);
    }

    /** The ledger can't renew a seat of the reserve before it has heard of it. */
    private boolean isHeardOf(Seat seat) {
        return !reserve.gave(seat.person());
    }

    /** Asks the ledger whether the seat stands, and forgets it if not. */
    private Mono<Void> confirm(Seat seat) {
        return reserve.gave(seat.person()) ? reentry.ofTheReserve() : renewals.flush(List.of(seat), any -> true);
    }

    private Mono<Void> lease(Wish wish) {
        return reentry.ofTheReserve()
                .then(Mono.defer(() -> {
                    LeaseRequest request = reserve.request(wish);
                    if (request == null) {
                        return Mono.<Lease>empty();
                    }
                    long sentNanos = nanoTime.getAsLong();
                    return ledger.lease(request).doOnNext(lease -> reserve.renewed(lease, sentNanos));
                }))
                .onErrorComplete()
                .then();
    }

    private void freed(Pseudonym person, @Nullable String session) {
        if (session != null) {
            sessions.ended(session);
        }
        seats.free(person);
    }

    private Mono<Void> takeCensus() {
        return Mono.defer(() -> {
            long askedNanos = nanoTime.getAsLong();
            orders.passed(askedNanos);
            return watch.watched(ledger.census(open.get()))
                    .doOnNext(taken -> {
                        Census inForce = taken.under(orders.heard(taken.orders(), askedNanos));
                        ceiling.heard(taken.ceiling(), nanoTime.getAsLong());
                        census = taken; // whoever sees it finds its orders and its ceiling here, too
                        censusTaken.accept(inForce);
                    })
                    .onErrorComplete()
                    .then();
        });
    }

    private Duration flushEvery() {
        Duration every = idle.dividedBy(FLUSHES_PER_IDLE);
        return every.compareTo(FLUSH_AT_MOST_EVERY) < 0 ? FLUSH_AT_MOST_EVERY : every;
    }

    private Mono<Void> flush() {
        return Mono.defer(() -> {
            seats.sweep(idle);
            sessions.sweep();
            return watch.watched(renewals.flush(seats.all(), this::isDue).then(services.flush()))
                    .onErrorComplete();
        });
    }
}
