package fr.ecluse.gateway.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** For a line of the log that every login might cause: true at the first time, then at most once an hour. Thread-safe. */
final class Hourly {

    static final Duration PAUSE = Duration.ofHours(1);

    private final Ticker ticker;
    private final AtomicLong next;

    Hourly(Ticker ticker) {
        this.ticker = ticker;
        this.next = new AtomicLong(ticker.read());
    }

    boolean isDue() {
        long now = ticker.read();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + PAUSE.toNanos());
    }
}
