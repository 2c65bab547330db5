package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that were verified, by digest, until they expire.
 *
 * <p>The injected clock alone decides whether an entry still holds, at each look-up: it may be moved. That Caffeine drops
 * entries after the same time by its own clock only keeps dead ones from filling the memory. Bounded and thread-safe.
 */
final class Remembered {

    private static final Duration HOUSEKEEPING_AT_MOST = Duration.ofHours(24);

    private final Cache<Digest, Authenticated> entries;
    private final AtomicInteger generation = new AtomicInteger();
    private final Clock clock;

    Remembered(long atMost, Clock clock) {
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .maximumSize(atMost)
                .expireAfter(Expiry.<Digest, Authenticated>creating((digest, known) -> remaining(known)))
                .build();
    }

    /** Whoever this credential was verified to name, unless it expired since or was forgotten. */
    @Nullable
    Authenticated get(Digest credential) {
        Authenticated known = entries.getIfPresent(credential);
        return known != null && clock.millis() < known.person().expiresAt().toEpochMilli() ? known : null;
    }

    /** Ask before verifying and hand to {@link #put}: what was verified before {@link #forget} is then not kept after it. */
    int generation() {
        return generation.get();
    }

    void put(Digest credential, Authenticated known, int verifiedIn) {
        entries.put(credential, known);
        if (generation.get() != verifiedIn) {
            entries.invalidate(credential);
        }
    }

    /** Everything must be verified anew: the roles that credentials map to have changed. */
    void forget() {
        generation.incrementAndGet();
        entries.invalidateAll();
    }

    private Duration remaining(Authenticated known) {
        Instant now = clock.instant();
        Instant latest = now.plus(HOUSEKEEPING_AT_MOST);
        Instant expiresAt = known.person().expiresAt();
        return expiresAt.isBefore(latest) ? Duration.between(now, expiresAt) : HOUSEKEEPING_AT_MOST;
    }
}
