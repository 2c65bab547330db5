package fr.ecluse.gateway.protection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fr.ecluse.gateway.protection.GuardListener.Kind;
import fr.ecluse.gateway.protection.GuardListener.Why;
import fr.ecluse.gateway.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many bearer tokens that it does not know this node looks into in a second (bucket4j). Each costs a signature, or a question to
 * the provider, and a flood of made-up ones from fifty thousand addresses stays below every limit of one address.
 *
 * <p>Addresses from which a token named somebody within the last hour have the same number again for themselves: whoever makes
 * tokens up does not come from there, so a flood does not keep the pupils of a school from getting in one after the other.
 * Tokens that are known are never asked about here. Thread-safe; never waits.
 */
public final class TokenGuard {

    private static final String NAME = "bearer";
    private static final int MOST_FAMILIAR = 200_000;
    private static final Duration FAMILIAR_FOR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Pupils open their pages at the stroke of the hour. */
    private static final int SECONDS_AT_ONCE = 2;

    private static final long LEAST_RETRY_MILLIS = 1_000;
    private static final long RETRY_SPREAD_MILLIS = 4_000;

    private final Share strange;
    private final Share familiar;
    private final Cache<Long, Boolean> known;
    private final GuardListener listener;

    public TokenGuard(Settings.Guards settings, GuardListener listener) {
        this(settings, listener, TimeMeter.SYSTEM_NANOTIME);
    }

    TokenGuard(Settings.Guards settings, GuardListener listener, TimeMeter time) {
        this.listener = listener;
        this.strange = new Share(settings.newTokensPerSecond(), time);
        this.familiar = new Share(settings.newTokensPerSecond(), time);
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST_FAMILIAR)
                .expireAfterWrite(FAMILIAR_FOR)
                .ticker(time::currentTimeNanos)
                .executor(Runnable::run)
                .build();
        listener.paces(Kind.TOKENS, NAME);
    }

    /**
     * A token that nobody knows is to be looked into.
     *
     * @return null: it may be; else how long its bearer shall stay away
     */
    public @Nullable Duration enter(InetAddress client) {
        return share(client).take() ? null : refused();
    }

    /** Whether anybody was refused of late, so that there is a point in {@link #wait}. Costs next to nothing. */
    public boolean isShort() {
        return strange.isShort || familiar.isShort;
    }

    /**
     * What {@link #enter} answers when it refuses; where it would not, takes nothing.
     *
     * @return null: it would let the token in
     */
    public @Nullable Duration wait(InetAddress client) {
        return share(client).hasSome() ? null : refused();
    }

    /** A token that came from there names somebody. */
    public void welcome(InetAddress client) {
        known.put(Household.of(client), Boolean.TRUE);
    }

    private Share share(InetAddress client) {
        return known.getIfPresent(Household.of(client)) == null ? strange : familiar;
    }

    /** The bucket fills within the second, whoever takes it; so that those who were sent away do not come back together. */
    private Duration refused() {
        listener.refused(Kind.TOKENS, NAME, Why.RATE);
        return Duration.ofMillis(
                LEAST_RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_SPREAD_MILLIS));
    }

    private static final class Share {

        private final Bucket bucket;

        /** Somebody was refused since anybody was last let in. */
        private volatile boolean isShort;

        Share(int perSecond, TimeMeter time) {
            this.bucket = Bucket.builder()
                    .withCustomTimePrecision(time)
                    .addLimit(limit ->
                            limit.capacity((long) SECONDS_AT_ONCE * perSecond).refillGreedy(perSecond, SECOND))
                    .build();
        }

        boolean take() {
            boolean enough = bucket.tryConsume(1);
            if (isShort == enough) {
                isShort = !enough;
            }
            return enough;
        }

        boolean hasSome() {
            return bucket.getAvailableTokens() > 0;
        }
    }
}
