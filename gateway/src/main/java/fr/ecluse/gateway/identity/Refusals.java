package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were lately found to be good for nothing, by digest, so that asking again and again about the same one costs
 * nothing.
 *
 * <p>Kept apart from those that name somebody: a flood of bad tokens can push out only its like. The injected clock alone
 * decides whether an entry still counts; Caffeine's own only frees the memory. Bounded and thread-safe.
 */
final class Refusals {

    static final long AT_MOST = 50_000;

    /** How long the first finding counts. Each that follows on it counts twice as long as the one before, ... */
    static final Duration FIRST = Duration.ofSeconds(10);

    /** ... up to this: what a script of the portal sends with every request is soon asked about hardly ever. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private final Cache<Digest, Held> entries = Caffeine.newBuilder()
            .maximumSize(AT_MOST)
            .expireAfterWrite(LONGEST.multipliedBy(2))
            .build();
    private final Clock clock;

    Refusals(Clock clock) {
        this.clock = clock;
    }

    /** Why this token is good for nothing, if that need not be asked again yet. */
    @Nullable
    Identification get(Digest token) {
        Held held = entries.getIfPresent(token);
        return held != null && clock.millis() < held.until ? held.why : null;
    }

    /** The same if it should be asked again but can't: no answer takes nothing from the one before. */
    @Nullable
    Identification last(Digest token) {
        Held held = entries.getIfPresent(token);
        return held == null ? null : held.why;
    }

    /** For now: the token may yet become good, or the provider may think better of it. */
    void put(Digest token, Identification why) {
        Held before = entries.getIfPresent(token);
        long lasts = before == null ? FIRST.toMillis() : Math.min(2 * before.lasts, LONGEST.toMillis());
        entries.put(token, new Held(why, lasts, clock.millis() + lasts));
    }

    /** It can't become good while the settings are these. */
    void putForLong(Digest token, Identification why) {
        entries.put(token, new Held(why, LONGEST.toMillis(), clock.millis() + LONGEST.toMillis()));
    }

    /** It names somebody after all. */
    void forget(Digest token) {
        entries.invalidate(token);
    }

    private record Held(Identification why, long lasts, long until) {}
}
