package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.protection.GuardListener.Kind;
import fr.ecluse.gateway.protection.GuardListener.Why;
import fr.ecluse.gateway.settings.Settings;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what this node asks the identity provider about when people come back from it, in a second and at once (resilience4j):
 * one login that was begun can be answered again and again with codes that somebody made up, and a provider that is slow must not
 * be buried under those who are waiting for it. Never waits: whoever finds no place is told at once. Thread-safe.
 */
public final class ProviderGuard {

    /** Far above what any provider does, where nothing is said of its rate. */
    private static final int USUAL = 1_000;

    /** People who were sent to the provider evenly come back unevenly. */
    private static final int BURST = 2;

    private static final int LEAST = 20;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String NAME = "login";

    private final RateLimiter limiter;
    private final Bulkhead places;
    private final LongSupplier nanoTime;
    private final Pulse pulse;
    private final GuardListener listener;

    /** @param loginsPerSecond as many as are begun a second, over all nodes; empty: not limited */
    public ProviderGuard(OptionalInt loginsPerSecond, Settings.Guards settings, GuardListener listener) {
        this(loginsPerSecond, settings, listener, System::nanoTime);
    }

    ProviderGuard(
            OptionalInt loginsPerSecond, Settings.Guards settings, GuardListener listener, LongSupplier nanoTime) {
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.pulse = new Pulse(nanoTime.getAsLong());
        int usual = loginsPerSecond.isPresent() ? Math.max(LEAST, BURST * loginsPerSecond.getAsInt()) : USUAL;
        this.limiter = RateLimiter.of(
                NAME,
                RateLimiterConfig.custom()
                        .limitForPeriod(settings.providerPerSecond().orElse(usual))
                        .limitRefreshPeriod(SECOND)
                        .timeoutDuration(Duration.ZERO)
                        .build());
        this.places = Bulkhead.of(
                NAME,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.providerAtOnce())
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        int most = settings.providerAtOnce();
        listener.guards(
                Kind.PROVIDER, NAME, () -> most - places.getMetrics().getAvailableConcurrentCalls(), () -> false);
    }

    /**
     * Somebody came back, and the provider is to be asked about them.
     *
     * @return null: it may be, and {@link #leave} must follow; else how long they shall stay away
     */
    public @Nullable Duration enter() {
        if (!places.tryAcquirePermission()) {
            listener.refused(Kind.PROVIDER, NAME, Why.FULL);
            return pulse.retryAfter(nanoTime.getAsLong());
        }
        if (!limiter.acquirePermission()) {
            places.releasePermission();
            listener.refused(Kind.PROVIDER, NAME, Why.RATE);
            return SECOND;
        }
        return null;
    }

    /** The provider answered, or never will. */
    public void leave(long tookNanos) {
        places.onComplete();
        pulse.answered(tookNanos, nanoTime.getAsLong());
    }
}
