package fr.ecluse.gateway.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.nio.ByteBuffer;
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
    private static final int IPV6_BYTES = 16;

    private final Cache<ByteBuffer, AtomicInteger> failures;

    FailureLimit(Ticker ticker) {
        this.failures = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(ADDRESSES)
                .ticker(ticker)
                .build();
    }

    boolean isReached(InetAddress address) {
        AtomicInteger counted = failures.getIfPresent(household(address));
        return counted != null && counted.get() >= FAILURES;
    }

    void failed(InetAddress address) {
        failures.get(household(address), first -> new AtomicInteger()).incrementAndGet();
    }

    /** An IPv6 address can be another one at each guess; its /64 is one household's (RFC 6177). */
    private static ByteBuffer household(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(bytes, 0, bytes.length == IPV6_BYTES ? IPV6_BYTES / 2 : bytes.length);
    }
}
