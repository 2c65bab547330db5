package fr.ecluse.gateway.waiting;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;

/**
 * Who asked the ledger a moment ago: whoever was called and found no seat is told to come back in three seconds, and costs the
 * ledger nothing before that, however often the page is reloaded. Polls of people who are not called cost it nothing anyway.
 *
 * <p>Bounded; one person too many asks the ledger. Thread-safe.
 */
public final class EarlyPolls {

    /** A little less than the shortest time that anybody is told to wait, spread included. */
    static final Duration TOO_EARLY = Duration.ofMillis(2_000);

    private static final int REMEMBERED = 100_000;

    private final Cache<Pseudonym, Boolean> asked;

    public EarlyPolls(Ticker ticker) {
        asked = Caffeine.newBuilder()
                .expireAfterWrite(TOO_EARLY)
                .maximumSize(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    /** Whether this person asks too soon after the last time; if not, this counts as a time. */
    public boolean isEarly(Pseudonym person) {
        return asked.asMap().putIfAbsent(person, Boolean.TRUE) != null;
    }
}
