package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * What a provider publishes and sometimes changes: its keys, its metadata.
 *
 * <p>A value in hand is answered at once, for as long as it is usable; once it is no longer fresh, it is fetched anew
 * behind the answers. So neither a slow provider nor a dead one delays anybody until the value is too old to be
 * trusted. There is never more than one fetch under way, and none sooner than {@link #PAUSE} after a failed one.
 * Elapsed time is the ticker's. Thread-safe; never blocks.
 */
final class Refreshed<T> {

    /** How long after a failed fetch the next one may start. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    /** A fetch that was asked for out of turn is allowed this often, ... */
    static final Duration BETWEEN_FORCED = Duration.ofSeconds(20);

    /** ... and this many times at once: a key may be rotated soon after another. */
    static final int FORCED_AT_ONCE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Refreshed.class);

    private final String name;
    private final Mono<T> source;
    private final long freshNanos;
    private final long usableNanos;
    private final Ticker ticker;
    private final AtomicReference<Sinks.@Nullable One<T>> underway = new AtomicReference<>();
    private volatile @Nullable Held<T> held;
    private volatile @Nullable Failure failure;
    private long nextForced;

    /**
     * @param name for the log
     * @param source fetches; it must end by itself
     * @param fresh how long a value is used without asking again
     * @param usable how long a value is used while asking again fails
     */
    Refreshed(String name, Mono<T> source, Duration fresh, Duration usable, Ticker ticker) {
        this.name = name;
        this.source = source;
        this.freshNanos = fresh.toNanos();
        this.usableNanos = usable.toNanos();
        this.ticker = ticker;
        this.nextForced = ticker.read() - FORCED_AT_ONCE * BETWEEN_FORCED.toNanos();
    }

    /** The value; an error if there is no usable one and the provider does not give one now. */
    Mono<T> get() {
        Held<T> known = held;
        if (known != null && age(known) < usableNanos) {
            refresh();
            return Mono.just(known.value);
        }
        Failure last = failure;
        return last != null && tooSoonAfter(last) ? Mono.error(last.cause) : fetch();
    }

    /**
     * A value other than this one, fetched out of turn if that is allowed now; else the same again.
     *
     * @param seen what was looked through in vain
     */
    Mono<T> insteadOf(T seen) {
        Sinks.One<T> already = underway.get(); // before the value: a fetch that has ended since has left it
        Held<T> known = held;
        if (known != null && known.value != seen) {
            return Mono.just(known.value);
        }
        if (already != null) {
            return already.asMono().onErrorReturn(seen);
        }
        return mayForce() ? fetch().onErrorReturn(seen) : Mono.just(seen);
    }

    /** Fetches behind the scenes if there is no fresh value; nothing if there is, or if the last attempt just failed. */
    void refresh() {
        boolean isUnderWay = underway.get() != null; // before the value: a fetch that has ended since has left it
        Held<T> known = held;
        Failure last = failure;
        if (!isUnderWay && (known == null || age(known) >= freshNanos) && (last == null || !tooSoonAfter(last))) {
            fetch();
        }
    }

    /**
     * Ends when there is a value, or when two attempts have failed, never with an error. Two, because at the start the first
     * may be too early: for a provider that stands behind this very gateway.
     */
    Mono<Void> attempted() {
        return Mono.defer(this::get)
                .retryWhen(Retry.fixedDelay(1, PAUSE))
                .then()
                .onErrorComplete();
    }

    /** Keeps the value fresh even if nobody asks for it, beginning now. */
    Disposable keepFresh(Scheduler timer) {
        return timer.schedulePeriodically(this::refresh, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Mono<T> fetch() {
        Sinks.One<T> mine = Sinks.one();
        Sinks.One<T> already = underway.compareAndExchange(null, mine);
        if (already != null) {
            return already.asMono();
        }
        source.switchIfEmpty(Mono.error(() -> new IllegalStateException("nothing was published")))
                .subscribe(value -> succeeded(mine, value), error -> failed(mine, error));
        return mine.asMono();
    }

    private void succeeded(Sinks.One<T> fetch, T value) {
        held = new Held<>(value, ticker.read());
        if (failure != null) {
            LOG.info("event=provider-back what={}", name);
        }
        failure = null;
        underway.set(null);
        fetch.tryEmitValue(value);
    }

    private void failed(Sinks.One<T> fetch, Throwable error) {
        if (failure == null) {
            LOG.warn("event=provider-lost what={} cause=\"{}\"", name, error.getMessage()); // once an outage
        }
        failure = new Failure(error, ticker.read());
        underway.set(null);
        fetch.tryEmitError(error);
    }

    private synchronized boolean mayForce() {
        long now = ticker.read();
        long earliest = now - (FORCED_AT_ONCE - 1) * BETWEEN_FORCED.toNanos();
        if (nextForced - earliest < 0) {
            nextForced = earliest;
        }
        if (nextForced - now > 0) {
            return false;
        }
        nextForced += BETWEEN_FORCED.toNanos();
        return true;
    }

    private long age(Held<T> known) {
        return ticker.read() - known.fetchedAt;
    }

    private boolean tooSoonAfter(Failure last) {
        return ticker.read() - last.at < PAUSE.toNanos();
    }

    private record Held<T>(T value, long fetchedAt) {}

    private record Failure(Throwable cause, long at) {}
}
