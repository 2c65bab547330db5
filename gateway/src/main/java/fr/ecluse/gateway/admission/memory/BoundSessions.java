package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which handles a provider may end which sessions. A session counts until its expiry, by the ledger's clock in ms; a
 * handle is kept while one of its sessions may count. Not thread-safe.
 */
final class BoundSessions {

    private final Map<Pseudonym, Map<Session, Long>> expiries = new LinkedHashMap<>();

    /** A session and whose it is. */
    record Session(Pseudonym person, String id) {}

    /** Ties the session to the handle; gives the one that must end because there are too many, if any. */
    @Nullable
    Session bind(Pseudonym handle, Session session, long expiry, long now) {
        Map<Session, Long> bound = expiries.remove(handle);
        if (bound == null) {
            bound = new LinkedHashMap<>();
        }
        expiries.put(handle, bound); // the last one bound is the last one looked at by a purge
        bound.values().removeIf(each -> each <= now);
        Session first = null;
        if (bound.size() >= SeatLedger.SESSIONS_PER_HANDLE && !bound.containsKey(session)) {
            first = bound.entrySet().stream()
                    .min(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElseThrow();
            bound.remove(first);
        }
        bound.put(session, expiry);
        return first;
    }

    /** Gives every session of these handles, and forgets the handles. */
    Set<Session> take(List<Pseudonym> handles, long now) {
        Set<Session> taken = new LinkedHashSet<>();
        for (Pseudonym handle : handles) {
            Map<Session, Long> bound = expiries.remove(handle);
            if (bound != null) {
                bound.values().removeIf(each -> each <= now);
                taken.addAll(bound.keySet());
            }
        }
        return taken;
    }

    /** Drops at most so many handles that can end nothing any more, the oldest first. */
    void purge(long now, int atMost) {
        var oldest = expiries.values().iterator();
        for (int i = 0; i < atMost && oldest.hasNext() && isOver(oldest.next(), now); i++) {
            oldest.remove();
        }
    }

    private static boolean isOver(Map<Session, Long> bound, long now) {
        return bound.values().stream().max(Comparator.naturalOrder()).orElse(now) <= now;
    }
}
