package fr.ecluse.gateway.admission;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys that are remembered for a while: bounded, lock-free to read. Nanoseconds are the node's ticker. Thread-safe.
 *
 * @param <K> what is remembered
 */
final class Expiring<K> {

    private final Map<K, Long> since = new ConcurrentHashMap<>();
    private final long lifeNanos;
    private final int capacity;

    /** @param capacity beyond it nothing more is remembered until something lapses */
    Expiring(Duration life, int capacity) {
        this.lifeNanos = life.toNanos();
        this.capacity = capacity;
    }

    void add(K key, long nowNanos) {
        if (since.size() < capacity) {
            since.put(key, nowNanos);
        }
    }

    boolean contains(K key, long nowNanos) {
        Long added = since.get(key);
        return added != null && nowNanos - added < lifeNanos;
    }

    /** Whether the key was added at this instant or later. */
    boolean addedSince(K key, long instantNanos) {
        Long added = since.get(key);
        return added != null && added - instantNanos >= 0;
    }

    /** Every key, and for how long it has been remembered. */
    Map<K, Duration> ages(long nowNanos) {
        Map<K, Duration> ages = new HashMap<>();
        since.forEach((key, added) -> {
            if (nowNanos - added < lifeNanos) {
                ages.put(key, Duration.ofNanos(Math.max(0, nowNanos - added)));
            }
        });
        return ages;
    }

    /** Forgets what was added until then. */
    void removeUntil(long instantNanos) {
        since.values().removeIf(added -> added - instantNanos <= 0);
    }

    void sweep(long nowNanos) {
        since.values().removeIf(added -> nowNanos - added >= lifeNanos);
    }
}
