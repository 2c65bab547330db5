package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who sits: the seats of each role in the order of their expiry, and what is known of each seat.
 *
 * <p>A seat counts while its expiry is in the future; whether it was purged never matters. Times are the ledger's clock
 * in ms. Not thread-safe.
 */
final class Seating {

    private final Map<Role, ScoredSet> expiries = new HashMap<>();
    private final Map<Pseudonym, Chair> chairs = new HashMap<>();

    /** What stays of a seat from renewal to renewal. */
    record Chair(Role role, long admittedAt) {}

    /** The person's unexpired seat, or null. */
    @Nullable
    Chair find(Pseudonym person, long now) {
        Chair chair = chairs.get(person);
        return chair != null && expiry(person, chair) > now ? chair : null;
    }

    long expiry(Pseudonym person, Chair chair) {
        return of(chair.role).score(person);
    }

    /** Gives the person this seat, in the place of any other. */
    void seat(Pseudonym person, Chair chair, long expiry) {
        Chair before = chairs.put(person, chair);
        if (before != null && !before.role.equals(chair.role)) {
            of(before.role).remove(person);
        }
        of(chair.role).put(person, expiry);
    }

    void free(Pseudonym person) {
        Chair chair = chairs.remove(person);
        if (chair != null) {
            of(chair.role).remove(person);
        }
    }

    /** Frees every seat of the role and says how many there were. */
    int freeAll(Role role, long now) {
        int freed = taken(role, now);
        ScoredSet seats = of(role);
        while (seats.size() > 0) {
            free(seats.personAt(0));
        }
        return freed;
    }

    /** Seats of everybody. */
    long taken(long now) {
        long taken = 0;
        for (ScoredSet seats : expiries.values()) {
            taken += seats.countAbove(now);
        }
        return taken;
    }

    int taken(Role role, long now) {
        return of(role).countAbove(now);
    }

    Map<Role, Long> takenByRole(long now) {
        Map<Role, Long> taken = new HashMap<>();
        expiries.forEach((role, seats) -> taken.put(role, (long) seats.countAbove(now)));
        return taken;
    }

    /** Drops at most so many expired seats of each role. */
    void purge(long now, int atMost) {
        for (ScoredSet seats : expiries.values()) {
            for (int i = 0; i < atMost && seats.size() > 0 && seats.scoreAt(0) <= now; i++) {
                free(seats.personAt(0));
            }
        }
    }

    private ScoredSet of(Role role) {
        return expiries.computeIfAbsent(role, unused -> new ScoredSet());
    }
}
