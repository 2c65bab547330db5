package fr.ecluse.gateway.admission.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys that count for a while, such as sessions that were ended. Times are the ledger's clock in ms. Not thread-safe.
 *
 * @param <K> what counts
 */
final class Lapsing<K> {

    private final Map<K, Long> expiries = new LinkedHashMap<>();

    void add(K key, long expiry) {
        expiries.remove(key);
        expiries.put(key, expiry);
    }

    boolean contains(K key, long now) {
        Long expiry = expiries.get(key);
        return expiry != null && expiry > now;
    }

    /** Drops at most so many that count no more, the oldest first. */
    void purge(long now, int atMost) {
        var oldest = expiries.values().iterator();
        for (int i = 0; i < atMost && oldest.hasNext() && oldest.next() <= now; i++) {
            oldest.remove();
        }
    }
}
