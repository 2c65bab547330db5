package fr.ecluse.gateway.protection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.ecluse.gateway.settings.RouteLimit;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Limits for what is rare and costly, such as making an account: one bucket (bucket4j) for each client and route, in this node's
 * memory, and one that all nodes share where they have a store. The node's own is asked first and at once; only whom it lets
 * through is asked about at the store, so that nobody makes more calls there than the limit has requests. Where the store gives
 * no answer, this node's own bucket decides alone: then a client may have as much at each node, and nobody is kept out because
 * Redis is away. Thread-safe; never blocks.
 */
public final class RouteThrottle {

    private static final int MOST_CLIENTS = 100_000;
    private static final Duration KEPT = Duration.ofDays(2); // twice the longest period there is

    private final Cache<String, Bucket> here;
    private final @Nullable SharedBuckets everywhere;
    private final Duration answersWithin;
    private final TimeMeter time;
    private final GuardListener listener;

    /** Of a node that is alone. */
    public RouteThrottle(GuardListener listener) {
        this(null, Duration.ZERO, listener);
    }

    /**
     * @param store null: this node is alone
     * @param answersWithin how long the store is waited for at each request
     */
    public RouteThrottle(@Nullable BucketStore store, Duration answersWithin, GuardListener listener) {
        this(store, answersWithin, listener, TimeMeter.SYSTEM_NANOTIME, TimeMeter.SYSTEM_MILLISECONDS);
    }

    RouteThrottle(
            @Nullable BucketStore store,
            Duration answersWithin,
            GuardListener listener,
            TimeMeter ticker,
            TimeMeter wallClock) {
        this.time = ticker;
        this.answersWithin = answersWithin;
        this.listener = listener;
        this.here = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(KEPT)
                .ticker(ticker::currentTimeNanos)
                .build();
        this.everywhere = store == null ? null : new SharedBuckets(store, answersWithin, wallClock);
    }

    /** Whether nodes share anything: if not, {@link #here} says all. */
    public boolean isShared() {
        return everywhere != null;
    }

    /**
     * Takes one of this node's own.
     *
     * @param client names the client and the route
     * @return null if there was one; else the time until there is
     */
    public @Nullable Duration here(String client, RouteLimit limit) {
        Bucket bucket = here.get(
                client,
                key -> Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(limits ->
                                limits.capacity(limit.requests()).refillGreedy(limit.requests(), limit.period()))
                        .build());
        return wait(bucket.tryConsumeAndReturnRemaining(1));
    }

    /** Takes one of those that all nodes share: empty if there was one; else the time until there is. Never fails. */
    public Mono<Duration> everywhere(String client, RouteLimit limit) {
        SharedBuckets shared = everywhere;
        if (shared == null) {
            return Mono.empty();
        }
        return Mono.fromFuture(() -> take(shared, client, limit))
                .timeout(answersWithin) // bucket4j's own counts its tries, and trusts the store for each
                .mapNotNull(RouteThrottle::wait)
                .onErrorResume(error -> {
                    listener.alone();
                    return Mono.empty();
                });
    }

    private static CompletableFuture<ConsumptionProbe> take(SharedBuckets shared, String client, RouteLimit limit) {
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(limits -> limits.capacity(limit.requests()).refillGreedy(limit.requests(), limit.period()))
                .build();
        return shared.asAsync()
                .builder()
                .build(new SharedBuckets.Name(client, limit.period().multipliedBy(2)), configuration)
                .tryConsumeAndReturnRemaining(1);
    }

    private static @Nullable Duration wait(ConsumptionProbe probe) {
        return probe.isConsumed() ? null : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }
}
