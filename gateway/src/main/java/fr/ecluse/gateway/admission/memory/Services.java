package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * The seats of single services, each in the set of the role that its person sits with: what frees a role frees these too.
 *
 * <p>A seat counts while its expiry is in the future. Times are the ledger's clock in ms. Not thread-safe.
 */
final class Services {

    private final Map<String, Map<Role, ScoredSet>> expiries = new HashMap<>();

    /** {@link ScoredSet#ABSENT} if there is no seat. */
    long expiry(String service, Role role, Pseudonym person) {
        return of(service, role).score(person);
    }

    void seat(String service, Role role, Pseudonym person, long expiry) {
        of(service, role).put(person, expiry);
    }

    void free(Pseudonym person, Role role) {
        expiries.keySet().forEach(service -> of(service, role).remove(person));
    }

    void freeAll(Role role) {
        expiries.values().forEach(seats -> seats.remove(role));
    }

    void move(Pseudonym person, Role from, Role to) {
        for (String service : expiries.keySet()) {
            long expiry = of(service, from).score(person);
            if (of(service, from).remove(person)) {
                of(service, to).put(person, expiry);
            }
        }
    }

    long taken(String service, long now) {
        return expiries.getOrDefault(service, Map.of()).values().stream()
                .mapToLong(seats -> seats.countAbove(now))
                .sum();
    }

    /** Drops at most so many expired seats of each service and role, and services that nobody uses any more. */
    void purge(long now, int atMost) {
        for (Map<Role, ScoredSet> seats : expiries.values()) {
            for (ScoredSet of : seats.values()) {
                for (int i = 0; i < atMost && of.size() > 0 && of.scoreAt(0) <= now; i++) {
                    of.remove(of.personAt(0));
                }
            }
            seats.values().removeIf(of -> of.size() == 0);
        }
        expiries.values().removeIf(Map::isEmpty);
    }

    private ScoredSet of(String service, Role role) {
        return expiries.computeIfAbsent(service, unused -> new HashMap<>())
                .computeIfAbsent(role, unused -> new ScoredSet());
    }
}
