package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.LoginBook.Allowance;
import fr.ecluse.gateway.admission.LoginBook.Report;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The line before the login at one node: so many logins a second over all nodes, first come, first served, without asking the
 * ledger for any of them.
 *
 * <p>Who stands there is unknown, so the place is the browser's: a ticket of {@link Ticket#BEFORE_LOGIN} with a number drawn at
 * random in the place of the person. After the login its arrival counts in the lane of the person's role, see {@link #carried}.
 * While the ledger is away the node goes on with the share it had last, so that the sum of all stays the rate. Thread-safe;
 * nothing blocks.
 */
public final class LoginLine {

    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    private static final long SECOND_MILLIS = 1_000;
    private static final Place.InLine AT_THE_FRONT = new Place.InLine(0, null, Pace.NEAR);

    /** An arrival from before the login is no longer worth anything after that: no line before a login is so long. */
    private static final Duration CARRIED_FOR = Duration.ofHours(1);

    private static final int CARRIED_AT_MOST = 200_000;

    /** Of the whole rate, what a node begins that has never heard from the ledger. */
    private static final int UNHEARD_SHARE = 10;

    /** How much the newest answer counts in the share that a node goes on with alone. */
    private static final double NEWEST = 0.3;

    private final int perSecond;
    private final LoginBook book;
    private final String node = UUID.randomUUID().toString();
    private final LongSupplier nanoTicker;
    private final Pace pace = new Pace(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<Pseudonym, Pseudonym> carriers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Pseudonym, Pseudonym> eldest) {
            return size() > CARRIED_AT_MOST;
        }
    };

    private Allowance heard;
    private long heardNanos;
    private double share;
    private double left;
    private Map<Long, Long> arrivals = new HashMap<>();
    private long knocked;
    private long begun;

    /** Whether somebody goes on to the login. */
    public sealed interface Turn {

        record Go() implements Turn {}

        /**
         * Not yet.
         *
         * @param ticket the place, to be kept by the browser
         * @param soFar since it came
         */
        record Wait(Ticket ticket, Place.InLine place, Duration soFar) implements Turn {}
    }

    /**
     * @param perSecond logins begun a second over all nodes; empty: as many as come
     * @param nowMillis the wall clock, until the ledger's is heard
     * @param nanoTicker monotonic, in nanoseconds
     */
    public LoginLine(OptionalInt perSecond, LoginBook book, long nowMillis, LongSupplier nanoTicker) {
        this.perSecond = perSecond.orElse(Integer.MAX_VALUE);
        this.book = book;
        this.nanoTicker = nanoTicker;
        this.heard = new Allowance(nowMillis, 0, 0, 0, List.of());
        this.heardNanos = nanoTicker.getAsLong();
        this.share = Math.max(1, (double) this.perSecond / UNHEARD_SHARE);
        this.left = share;
    }

    /** Begins to tell the ledger, once a second; a line without a limit has nothing to tell. */
    public Disposable start(Scheduler scheduler) {
        return isLimited()
                ? Flux.interval(Duration.ZERO, TELL_EVERY, scheduler)
                        .onBackpressureDrop()
                        .concatMap(tick -> tell(), 0)
                        .subscribe()
                : () -> {};
    }

    private boolean isLimited() {
        return perSecond < Integer.MAX_VALUE;
    }

    /** Tells what happened here and hears how to go on. */
    Mono<Void> tell() {
        return Mono.defer(() -> book.tell(report()))
                .doOnNext(this::hear)
                .doOnError(away -> goOn())
                .onErrorComplete()
                .then();
    }

    private synchronized Report report() {
        Report report = new Report(node, perSecond, knocked, begun, arrivals);
        knocked = 0;
        begun = 0;
        arrivals = new HashMap<>();
        return report;
    }

    private synchronized void hear(Allowance allowance) {
        heard = allowance;
        heardNanos = nanoTicker.getAsLong();
        share += (allowance.logins() - share) * NEWEST;
        // a login that nobody used is kept: where fewer than one a second fall to a node, the next one may be seconds
        // away
        left = Math.max(allowance.logins(), Math.min(1, left));
    }

    /** The ledger did not answer: as much as in the last seconds. */
    private synchronized void goOn() {
        left = left % 1 + share; // what is less than a login is kept
    }

    /** Somebody without a session stands at the door. */
    public synchronized Turn knock(@Nullable Ticket held) {
        if (!isLimited()) {
            return new Turn.Go();
        }
        long now = nowMillis();
        if (held == null && (!isCalm() || left < 1)) {
            Ticket ticket = new Ticket(
                    new Pseudonym(
                            ThreadLocalRandom.current().nextLong(),
                            ThreadLocalRandom.current().nextLong()),
                    Ticket.BEFORE_LOGIN,
                    now);
            arrivals.merge(now - now % SECOND_MILLIS, 1L, Long::sum);
            return new Turn.Wait(ticket, standing(now), Duration.ZERO);
        }
        if (held != null && held.arrivalMillis() > heard.calledUntilMillis()) {
            return waiting(held, standing(held.arrivalMillis()), now);
        }
        knocked++;
        if (left >= 1) {
            left--;
            begun++;
            return new Turn.Go();
        }
        return waiting(Objects.requireNonNull(held), AT_THE_FRONT, now);
    }

    /** Where a ticket of this line stands; {@link Place.Called} if its browser may go on to the login. */
    public synchronized Place place(Ticket ticket) {
        return !isLimited() || ticket.arrivalMillis() <= heard.calledUntilMillis()
                ? new Place.Called()
                : standing(ticket.arrivalMillis());
    }

    /**
     * The ticket of this line as a place in the lane of the person who has logged in since, or null if it is worth nothing there.
     *
     * <p>A good arrival must not be handed round: it counts for the first person who brings it to this node and for nobody
     * after that, and for no longer than an hour. On each other node one more person might use it, within that hour;
     * that gains them what the line before the login was long, no more.
     */
    @Nullable
    public synchronized Ticket carried(Ticket ticket, Pseudonym person, Role role) {
        long age = nowMillis() - ticket.arrivalMillis();
        if (age < 0 || age > CARRIED_FOR.toMillis()) {
            return null;
        }
        Pseudonym carrier = carriers.putIfAbsent(ticket.person(), person);
        return carrier == null || carrier.equals(person) ? new Ticket(person, role, ticket.arrivalMillis()) : null;
    }

    /** Nobody waits, and there are fewer people at all doors than may log in: whoever comes goes on at once. */
    private boolean isCalm() {
        return heard.waiting().isEmpty() && arrivals.isEmpty() && heard.knocked() < perSecond;
    }

    private static Turn waiting(Ticket ticket, Place.InLine place, long now) {
        return new Turn.Wait(ticket, place, Duration.ofMillis(Math.max(0, now - ticket.arrivalMillis())));
    }

    private Place.InLine standing(long arrivalMillis) {
        double ahead = 0;
        for (LoginBook.Second second : heard.waiting()) {
            double part = (arrivalMillis - second.millis()) / (double) SECOND_MILLIS;
            ahead += second.people() * Math.max(0, Math.min(1, part));
        }
        double wait = ahead / perSecond * SECOND_MILLIS;
        Estimate estimate = Estimate.of(wait / 2, wait + 3_000, wait * 1.5 + 10_000);
        long people = Math.round(ahead);
        return new Place.InLine(people, estimate, pace.untilNextPoll(estimate.likely(), people));
    }

    private long nowMillis() {
        return heard.ledgerMillis() + (nanoTicker.getAsLong() - heardNanos) / 1_000_000;
    }
}
