package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What one node counts for the {@link DayBook}: in memory, and sent every five seconds and at the close, so that a node that dies
 * loses at most the last seconds. It hears only of requests for which the ledger was asked, a place was given or a rule refused;
 * a request on a seat that the node knows passes without it. Somebody who goes on past midnight therefore counts for the day on
 * which they came.
 *
 * <p>A batch that was not acknowledged is sent again as it is, under its number, so that it counts once. While the book is away
 * batches are kept, up to {@link #MOST_BATCHES} with {@link #PERSONS_A_BATCH} people each (about 20 MB); whoever comes then is
 * counted as missed. Thread-safe; nothing but {@link #close()} blocks.
 */
public final class DayTally implements AutoCloseable {

    /** So few that adding a batch holds up Redis for a millisecond. */
    static final int PERSONS_A_BATCH = 1_000;

    static final int MOST_BATCHES = 200;

    private static final Logger log = LoggerFactory.getLogger(DayTally.class);

    private static final Duration FLUSH_EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);

    private final DayBook book;
    private final Clock clock;
    private final Supplier<ZoneId> zone;
    private final Scheduler scheduler;
    private final String run = UUID.randomUUID().toString();
    private final Deque<Batch> unsent = new ArrayDeque<>();
    private final AtomicBoolean sending = new AtomicBoolean();
    private final Disposable.Swap running = Disposables.swap();

    private @Nullable DayPage page;
    private long batches;
    private long peak = -1;
    private boolean full;

    /**
     * @param clock says what day it is
     * @param zone where the ENT's days begin at midnight
     * @param scheduler runs the sending
     */
    public DayTally(DayBook book, Clock clock, Supplier<ZoneId> zone, Scheduler scheduler) {
        this.book = book;
        this.clock = clock;
        this.zone = zone;
        this.scheduler = scheduler;
    }

    /** Begins to send; once. */
    public void start() {
        running.update(Flux.interval(FLUSH_EVERY, scheduler)
                .onBackpressureDrop()
                .concatMap(tick -> flush().onErrorComplete(), 0)
                .subscribe());
    }

    /** The day of the ENT that it is now. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone.get());
    }

    /** Somebody whom no rule refuses asked for a seat. */
    public synchronized void attempted(Pseudonym person, Role role, Attempt attempt) {
        DayPage open = open();
        if (attempt == Attempt.VISIT_BEGUN) {
            open.visit(role);
        }
        DayPage withRoom = withRoom(open);
        if (withRoom != null) {
            withRoom.tried(person, role);
            if (attempt != Attempt.NOT_LET_IN) {
                withRoom.seated(person, role);
            }
        }
    }

    /** A rule refused a request. */
    public synchronized void refused(Pseudonym person, String rule) {
        DayPage open = open();
        open.request(rule);
        DayPage withRoom = withRoom(open);
        if (withRoom != null) {
            withRoom.refused(person, rule);
        }
    }

    /** Somebody took a seat after a wait. */
    public synchronized void waited(Role role, Duration wait) {
        open().waited(role, wait);
    }

    /** So many seats are taken in the ENT now. */
    public synchronized void simultaneous(long sessions) {
        DayPage open = open();
        if (sessions > peak) {
            peak = sessions;
            open.peak(new Peak(sessions, clock.instant()));
        }
    }

    /**
     * Brings to the book what there is; at once if it is being brought already.
     *
     * @return fails with {@link LedgerUnavailableException}: what was not acknowledged is kept
     */
    public Mono<Void> flush() {
        return Mono.defer(() -> sending.compareAndSet(false, true)
                ? Mono.defer(this::sendOne)
                        .repeat()
                        .takeWhile(sent -> sent)
                        .then()
                        .doFinally(end -> sending.set(false))
                : Mono.empty());
    }

    /**
     * Reads a day, with what this node has counted up to now; what other nodes have counted is there some seconds later.
     *
     * @return as {@link DayBook#read}
     */
    public Mono<DayTotals> read(LocalDate day) {
        return flush().onErrorComplete().then(Mono.defer(() -> book.read(day)));
    }

    /** Stops, and brings the last counts to the book; blocks for two seconds at most. */
    @Override
    public void close() {
        running.dispose();
        try {
            flush().toFuture().get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("event=last-counts-lost why=ledger-unavailable");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there was one to send. */
    private Mono<Boolean> sendOne() {
        Batch next = next();
        return next == null
                ? Mono.just(false)
                : book.add(next).then(Mono.fromSupplier(() -> {
                    sent(next);
                    return true;
                }));
    }

    private synchronized @Nullable Batch next() {
        if (unsent.isEmpty() && page != null && !page.isEmpty()) {
            turn(page.day());
        }
        return unsent.peekFirst();
    }

    private synchronized void sent(Batch batch) {
        if (unsent.peekFirst() == batch) {
            unsent.removeFirst();
        }
        full = false;
    }

    private DayPage open() {
        LocalDate today = today();
        if (page == null || !page.day().equals(today)) {
            peak = -1;
            return turn(today);
        }
        return page;
    }

    /** Puts the page that was written on to the batches, and opens one of that day. */
    private DayPage turn(LocalDate day) {
        if (page != null && !page.isEmpty()) {
            unsent.addLast(page.batch(run, ++batches));
        }
        page = new DayPage(day);
        return page;
    }

    /** Where one more person can be noted: this page or, if it is full, the next; null if there are too many. */
    private @Nullable DayPage withRoom(DayPage open) {
        if (open.persons() < PERSONS_A_BATCH) {
            return open;
        }
        if (unsent.size() < MOST_BATCHES) {
            return turn(open.day());
        }
        open.missedOne();
        if (!full) {
            full = true;
            log.warn(
                    "event=day-book-full why=\"the ledger has been away for long\" do=\"the day's report will say how many"
                            + " people it lacks\"");
        }
        return null;
    }
}
