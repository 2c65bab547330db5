package fr.ecluse.bench.ledger;

import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** People by number, and a policy with room for all of them. */
final class Crowd {

    static final Set<Role> OPEN = Set.of(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL, Role.PARENT, Role.AUTRE);

    private static final int CEILING = 50_000_000;
    private static final int MIX = 20;

    private long loadedAtMillis = System.currentTimeMillis();
    private long next;

    /** So many people who were never seen before; the first one's number. */
    long newcomers(int count) {
        long first = next;
        next += count;
        return first;
    }

    /** The numbers of a policy that is newer than every one before, with room for everybody. */
    PolicyNumbers policy(Duration idle) {
        return policy(idle, CEILING);
    }

    PolicyNumbers policy(Duration idle, int sessions) {
        List<Threshold> priority = List.of(
                new Threshold(Role.ELEVE, 100),
                new Threshold(Role.ENSEIGNANT, 100),
                new Threshold(Role.PERSONNEL, 95),
                new Threshold(Role.PARENT, 80),
                new Threshold(Role.AUTRE, 50));
        return new PolicyNumbers(
                "bench", ++loadedAtMillis, priority, sessions, 1, CEILING, 0, idle, Duration.ofHours(12));
    }

    /** Spread over the whole range, as keyed hashes are: the odd constants are those of SplitMix64. */
    static Pseudonym person(long number) {
        return new Pseudonym((number + 1) * 0x9E3779B97F4A7C15L, (number + 1) * 0xBF58476D1CE4E5B9L);
    }

    /** Pupils for the most part, and no parents: those come when they are called for. */
    static Claim claim(long number) {
        int place = (int) (number % MIX);
        return claim(
                number,
                place < 14 ? Role.ELEVE : place < 17 ? Role.ENSEIGNANT : place < 19 ? Role.PERSONNEL : Role.AUTRE);
    }

    static Claim claim(long number, Role role) {
        return new Claim(person(number), role, null, null, OPEN);
    }
}
