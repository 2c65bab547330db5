package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.AUTRE;
import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static fr.ecluse.policy.Role.PARENT;
import static fr.ecluse.policy.Role.PERSONNEL;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Ended;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Mono;

/** A ledger that is empty and whose time stands still, and what its contracts do with it. */
abstract class LedgerContract {

    static final Duration IDLE = Duration.ofMinutes(10);
    static final Duration LONGEST = Duration.ofHours(8);
    static final Set<Role> EVERYBODY = Set.of(ELEVE, ENSEIGNANT, PERSONNEL, PARENT, AUTRE);
    SeatLedger ledger;

    /** An empty ledger whose time stands still until {@link #advance}. */
    protected abstract SeatLedger newLedger();

    /** Moves the ledger's time. */
    protected abstract void advance(Duration duration);

    @BeforeEach
    void anEmptyLedger() {
        ledger = newLedger();
    }

    void announce(int sessions) {
        ledger.announce(loadedAt(1_000, sessions)).block();
    }

    static PolicyNumbers loadedAt(long millis, int sessions) {
        List<Threshold> priority = List.of(
                new Threshold(ELEVE, 100),
                new Threshold(ENSEIGNANT, 100),
                new Threshold(PERSONNEL, 95),
                new Threshold(PARENT, 80),
                new Threshold(AUTRE, 50));
        return numbers(sessions, 0, priority, millis);
    }

    static PolicyNumbers numbers(int sessions, int newPerSecond, List<Threshold> priority) {
        return numbers(sessions, newPerSecond, priority, 1_000);
    }

    static PolicyNumbers numbers(int sessions, int newPerSecond, List<Threshold> priority, long loadedAtMillis) {
        return new PolicyNumbers("sha", loadedAtMillis, priority, sessions, 1, 100_000, newPerSecond, IDLE, LONGEST);
    }

    Admission claim(int number, Role role) {
        return claim(number, role, (String) null);
    }

    Admission claim(int number, Role role, @Nullable String session) {
        return ledger.admit(new Claim(person(number), role, session, null, EVERYBODY))
                .block();
    }

    Admission claim(int number, Role role, Set<Role> open) {
        return ledger.admit(new Claim(person(number), role, null, null, open)).block();
    }

    Admission claim(int number, long arrivalMillis) {
        return ledger.admit(new Claim(person(number), ELEVE, null, arrivalMillis, EVERYBODY))
                .block();
    }

    Admission find(int number) {
        return ledger.find(new Claim(person(number), ELEVE, null, null, EVERYBODY))
                .block();
    }

    int release(int number) {
        return release(number, null);
    }

    int release(int number, @Nullable String session) {
        return ledger.release(person(number), session).block().seats();
    }

    void bind(int number, String session, int... handles) {
        List<Pseudonym> tied = IntStream.of(handles).mapToObj(People::person).toList();
        ledger.bind(new Binding(person(number), session, tied, LONGEST)).block();
    }

    Ended end(int... handles) {
        return end(null, handles);
    }

    Ended end(SeatLedger.@Nullable Notice notice, int... handles) {
        return ledger.end(IntStream.of(handles).mapToObj(People::person).toList(), notice)
                .block();
    }

    static Renewal renewal(int number) {
        return new Renewal(person(number), Duration.ZERO);
    }

    Renewed renew(int number, Duration idleFor) {
        Mono<List<Renewed>> renewed = ledger.renew(List.of(new Renewal(person(number), idleFor)));
        return renewed.block().get(0);
    }

    void raise(int sessions) {
        ledger.raise(new CeilingOrder(sessions, null, null, "astreinte", "renfort"))
                .block();
    }

    Census census() {
        return ledger.census(EVERYBODY).block();
    }

    Census.Lane lane(Role role) {
        return lane(role, EVERYBODY);
    }

    Census.Lane lane(Role role, Set<Role> open) {
        return ledger.census(open).block().lanes().stream()
                .filter(lane -> lane.role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    static long arrival(Admission admission) {
        return ((Waiting) admission).arrivalMillis();
    }

    static Called called(Admission admission) {
        return ((Waiting) admission).called();
    }

    static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
