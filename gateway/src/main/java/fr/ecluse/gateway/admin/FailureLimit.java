package fr.ecluse.gateway.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Slows down whoever guesses tokens: after ten wrong ones from an address, nothing from there is looked at until a minute
 * has passed since the first. Thread-safe, bounded.
 */
final class FailureLimit {

    static final int FAILURES = 10;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int ADDRESSES = 10_000;

    private final Cache<InetAddress, AtomicInteger> failures;

    FailureLimit(Ticker ticker) {
        this.failures = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(ADDRESSES)
                .ticker(ticker)
                .build();
    }

    boolean isReached(InetAddress address) {
        AtomicInteger counted = failures.getIfPresent(address);
        return counted != null && counted.get() >= FAILURES;
    }

    void failed(InetAddress address) {
        failures.get(address, first -> new AtomicInteger()).incrementAndGet();
    }
}
