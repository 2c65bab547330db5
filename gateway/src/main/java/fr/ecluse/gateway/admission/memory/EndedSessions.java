package fr.ecluse.gateway.admission.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/** Sessions that a logout or a release ended: their cookies are dead. Times are the ledger's clock in ms. */
final class EndedSessions {

    private final Map<String, Long> expiries = new LinkedHashMap<>();

    void add(String session, long expiry) {
        expiries.remove(session);
        expiries.put(session, expiry);
    }

    boolean contains(String session, long now) {
        Long expiry = expiries.get(session);
        return expiry != null && expiry > now;
    }

    /** Drops at most so many that no cookie can name any more, the oldest first. */
    void purge(long now, int atMost) {
        var oldest = expiries.values().iterator();
        for (int i = 0; i < atMost && oldest.hasNext() && oldest.next() <= now; i++) {
            oldest.remove();
        }
    }
}
