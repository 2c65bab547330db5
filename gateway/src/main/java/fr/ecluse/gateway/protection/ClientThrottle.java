package fr.ecluse.gateway.protection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket (bucket4j) for each stranger's address, in memory, in a map that cannot grow beyond its bound.
 *
 * <p>An IPv6 client is its /64: that is what one household is given. The limits may change at any moment: a bucket takes the
 * new ones when it is next charged, and stays as full as it was in proportion, so that nobody gains by a change. Where there
 * are more addresses than the map holds, those that come most often stay in it. Thread-safe; never waits.
 */
public final class ClientThrottle {

    private static final int MOST_CLIENTS = 200_000;

    private final Limits usual;
    private final List<Network> schools;
    private final TimeMeter time;
    private final Cache<Long, Stranger> strangers;
    private volatile @Nullable Live live;

    /** @param endsNanos by the ticker; {@link Long#MAX_VALUE}: never by itself */
    private record Live(Limits limits, long endsNanos) {}

    public ClientThrottle(List<Network> schools) {
        this(Limits.of(Settings.Throttle.USUAL), schools);
    }

    /** @param usual what holds while nobody orders anything else */
    public ClientThrottle(Limits usual, List<Network> schools) {
        this(usual, schools, TimeMeter.SYSTEM_NANOTIME);
    }

    ClientThrottle(Limits usual, List<Network> schools, TimeMeter time) {
        this.usual = usual;
        this.schools = List.copyOf(schools);
        this.time = time;
        Ticker ticker = time::currentTimeNanos;
        this.strangers = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(fullAgain(usual))
                .ticker(ticker)
                .executor(Runnable::run) // a little at a time here costs less than waking another thread for it
                .build();
    }

    /**
     * What the operators order now.
     *
     * @param order as {@link Limits#text}; null, or what can't be read: the usual limits hold
     * @param endsIn until they hold again by themselves; null: never
     */
    public void heard(@Nullable String order, @Nullable Duration endsIn) {
        Limits ordered = Limits.read(order);
        live = ordered == null
                ? null
                : new Live(ordered, endsIn == null ? Long.MAX_VALUE : time.currentTimeNanos() + endsIn.toNanos());
        Duration kept = ordered == null || fullAgain(ordered).compareTo(fullAgain(usual)) < 0
                ? fullAgain(usual)
                : fullAgain(ordered);
        strangers.policy().expireAfterAccess().ifPresent(expiry -> {
            if (!expiry.getExpiresAfter().equals(kept)) {
                expiry.setExpiresAfter(kept);
            }
        });
    }

    /** What holds now. */
    public Limits limits() {
        Live now = live;
        return now == null || (now.endsNanos != Long.MAX_VALUE && now.endsNanos - time.currentTimeNanos() <= 0)
                ? usual
                : now.limits;
    }

    /**
     * Takes tokens of this client.
     *
     * @return null if there were enough; else the time until there are, and nothing was taken
     */
    public @Nullable Duration charge(InetAddress client, int tokens) {
        Limits now = limits();
        Bucket bucket = strangers
                .get(Household.of(client), key -> new Stranger(share(client), now))
                .under(now);
        if (bucket.tryConsume(tokens)) {
            return null;
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
        return probe.isConsumed() ? null : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    /**
     * Whether so many tokens could be taken now; takes none.
     *
     * @return null if they could; else the time until they can
     */
    public @Nullable Duration wait(InetAddress client, int tokens) {
        Stranger stranger = strangers.getIfPresent(Household.of(client));
        if (stranger == null) {
            return null;
        }
        Bucket bucket = stranger.under(limits());
        if (bucket.getAvailableTokens() >= tokens) {
            return null;
        }
        EstimationProbe probe = bucket.estimateAbilityToConsume(tokens);
        return probe.canBeConsumed() ? null : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Share share(InetAddress client) {
        return schools.stream().anyMatch(network -> network.contains(client)) ? Share.SCHOOL : Share.HOUSEHOLD;
    }

    /** A bucket is full again by then, so that it need not be kept. */
    private static Duration fullAgain(Limits limits) {
        return Duration.ofSeconds(1 + 2L * limits.burst() / limits.perSecond());
    }

    /** For how many people an address stands. */
    private enum Share {
        HOUSEHOLD,
        SCHOOL
    }

    /** One address, with the limits that its bucket was last set to. */
    private final class Stranger {

        private final Share share;
        private final Bucket bucket;
        private volatile Limits limits;

        Stranger(Share share, Limits limits) {
            this.share = share;
            this.limits = limits;
            this.bucket = Bucket.builder()
                    .withCustomTimePrecision(time)
                    .addLimit(limit ->
                            limit.capacity(capacity(limits)).refillGreedy(refill(limits), Duration.ofSeconds(1)))
                    .build();
        }

        Bucket under(Limits now) {
            if (!limits.equals(now)) {
                synchronized (this) {
                    if (!limits.equals(now)) {
                        bucket.replaceConfiguration(
                                BucketConfiguration.builder()
                                        .addLimit(limit -> limit.capacity(capacity(now))
                                                .refillGreedy(refill(now), Duration.ofSeconds(1)))
                                        .build(),
                                TokensInheritanceStrategy.PROPORTIONALLY);
                        limits = now;
                    }
                }
            }
            return bucket;
        }

        private long capacity(Limits of) {
            return (long) of.burst() * factor(of);
        }

        private long refill(Limits of) {
            return (long) of.perSecond() * factor(of);
        }

        private int factor(Limits of) {
            return share == Share.SCHOOL ? of.schoolFactor() : 1;
        }
    }
}
