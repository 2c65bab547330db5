package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.protection.GuardListener.Kind;
import fr.ecluse.gateway.protection.GuardListener.Why;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one slow service from taking the others down (resilience4j): no more than so many requests wait for its answer at once,
 * and where most of them got none of late, nobody is sent to it for a while; then a few try. Nobody waits here: who finds no
 * place is told when to come back. A request is inside until the head of its answer has come, not until the end of the body: a
 * download, an event stream or a socket that stays open is no wait, and would eat the places for ever.
 *
 * <p>Thread-safe.
 */
public final class UpstreamGuard {

    /** An answer that is an error is an answer; only no answer at all counts. */
    private static final int FAILED_PERCENT = 50;

    private static final int LEAST_CALLS = 20;
    private static final int WINDOW_SECONDS = 10;
    private static final int TRIES = 5;

    static final Duration STAYS_OPEN = Duration.ofSeconds(5);

    private final String name;
    private final Bulkhead places;
    private final CircuitBreaker breaker;
    private final Pulse pulse;
    private final Clock elapsed;
    private final GuardListener listener;
    private volatile long openedMillis;

    /** @param atOnce how many may wait for an answer, 1 or more */
    public UpstreamGuard(String name, int atOnce, GuardListener listener) {
        this(name, atOnce, listener, new ElapsedClock(System::nanoTime));
    }

    UpstreamGuard(String name, int atOnce, GuardListener listener, Clock elapsed) {
        this.name = name;
        this.listener = listener;
        this.elapsed = elapsed;
        this.places = Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(atOnce)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.TIME_BASED)
                        .slidingWindowSize(WINDOW_SECONDS)
                        .minimumNumberOfCalls(LEAST_CALLS)
                        .failureRateThreshold(FAILED_PERCENT)
                        .waitDurationInOpenState(STAYS_OPEN)
                        .permittedNumberOfCallsInHalfOpenState(TRIES)
                        .clock(elapsed)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .build());
        this.pulse = new Pulse(nanos());
        this.openedMillis = elapsed.millis() - STAYS_OPEN.toMillis();
        listener.guards(Kind.UPSTREAM, name, this::inside, this::isOpen);
    }

    /**
     * Somebody is to be sent to the service.
     *
     * @return null: they may go; they have a place until {@link #leave}, and exactly one of {@link #answered}, {@link #failed},
     *     {@link #gaveUp} and {@link #crowdedOut} must follow. Else how long they shall stay away
     */
    public @Nullable Duration enter() {
        if (!breaker.tryAcquirePermission()) {
            listener.refused(Kind.UPSTREAM, name, Why.OPEN);
            return whileOpen();
        }
        if (!places.tryAcquirePermission()) {
            breaker.releasePermission();
            listener.refused(Kind.UPSTREAM, name, Why.FULL);
            return pulse.retryAfter(nanos());
        }
        return null;
    }

    /** Gives the place back. */
    public void leave() {
        places.onComplete();
    }

    /**
     * Somebody who had given the place back, because it was not the service that they waited for, needs one again.
     *
     * @return whether there is one; if not they wait without, since they were let through before
     */
    public boolean returned() {
        return places.tryAcquirePermission();
    }

    /** The head of an answer came. */
    public void answered(long tookNanos) {
        breaker.onSuccess(Math.max(0, tookNanos / ElapsedClock.NANOS_PER_MILLI), TimeUnit.MILLISECONDS);
        pulse.answered(tookNanos, nanos());
    }

    /** There was no answer, and that is the service's own fault. */
    public void failed(long tookNanos, Throwable why) {
        breaker.onError(Math.max(0, tookNanos / ElapsedClock.NANOS_PER_MILLI), TimeUnit.MILLISECONDS, why);
        long now = elapsed.millis();
        // the breaker's own events would tell, and cost something at each answer
        if (isOpen() && now - openedMillis >= STAYS_OPEN.toMillis()) {
            openedMillis = now;
        }
    }

    /** There was no answer, and that says nothing about the service: the visitor went away. */
    public void gaveUp() {
        breaker.releasePermission();
    }

    /**
     * There was no connection left to send it on, and that says nothing about the service.
     *
     * @return how long they shall stay away
     */
    public Duration crowdedOut() {
        breaker.releasePermission();
        listener.refused(Kind.UPSTREAM, name, Why.CROWDED);
        return pulse.retryAfter(nanos());
    }

    /** How many wait for an answer. */
    int inside() {
        return places.getMetrics().getMaxAllowedConcurrentCalls()
                - places.getMetrics().getAvailableConcurrentCalls();
    }

    private boolean isOpen() {
        return breaker.getState() == State.OPEN;
    }

    private Duration whileOpen() {
        long leftMillis = openedMillis + STAYS_OPEN.toMillis() - elapsed.millis();
        // half open: those who try it out are under way
        return Duration.ofMillis(Math.max(Duration.ofSeconds(1).toMillis(), leftMillis));
    }

    private long nanos() {
        return elapsed.millis() * ElapsedClock.NANOS_PER_MILLI;
    }
}
