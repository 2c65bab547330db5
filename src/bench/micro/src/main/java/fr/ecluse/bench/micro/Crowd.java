package fr.ecluse.bench.micro;

import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** People by number, the same in every run, and the numbers of a policy that lets them in. */
final class Crowd {

    static final Set<Role> OPEN = Set.of(Role.ELEVE, Role.ENSEIGNANT);

    private Crowd() {}

    /** Spread over the whole range, as keyed hashes are: the odd constants are those of SplitMix64. */
    static Pseudonym person(int number) {
        return new Pseudonym((number + 1L) * 0x9E3779B97F4A7C15L, (number + 1L) * 0xBF58476D1CE4E5B9L);
    }

    static Claim claim(int number) {
        return claim(person(number));
    }

    static Claim claim(Pseudonym person) {
        return new Claim(person, Role.ELEVE, null, null, OPEN);
    }

    static PolicyNumbers numbers(int ceiling) {
        return new PolicyNumbers(
                "bench",
                1,
                List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.ENSEIGNANT, 100)),
                ceiling,
                1,
                Integer.MAX_VALUE,
                0,
                Duration.ofHours(1),
                Duration.ofHours(8));
    }
}
