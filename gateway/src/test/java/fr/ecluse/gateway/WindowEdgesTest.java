package fr.ecluse.gateway;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WindowEdgesTest {

    private static final Set<Role> EVERYBODY = Set.of(Role.ELEVE, Role.PARENT);
    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 100)),
            10,
            1,
            10,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(12));

    private final SeatLedger ledger = new MemoryLedger(new MovableClock(), LedgerListener.NONE);
    private Set<Role> shutOut = Set.of();
    private final WindowEdges edges = new WindowEdges(ledger, () -> new HashSet<>(shutOut));

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void theSeatsOfARoleThatIsShutOutAreFreedAndNobodyElses() {
        ledger.announce(POLICY).block();
        seat(1, Role.ELEVE);
        seat(2, Role.PARENT);
        seat(3, Role.PARENT);

        edges.observe(census());
        assertThat(census().total()).as("nobody is shut out yet").isEqualTo(3);

        shutOut = Set.of(Role.PARENT);
        edges.observe(census());

        assertThat(census().seats()).containsEntry(Role.ELEVE, 1L).containsEntry(Role.PARENT, 0L);
    }

    @Test
    void whatIsSeatedLaterIsFreedByALaterCensus() {
        ledger.announce(POLICY).block();
        shutOut = Set.of(Role.PARENT);
        edges.observe(census());
        seat(2, Role.PARENT); // by a node that still has the policy before

        edges.observe(census());

        assertThat(census().total()).isZero();
    }

    private Census census() {
        return ledger.census(EVERYBODY).block();
    }

    private void seat(int number, Role role) {
        assertThat(ledger.admit(new Claim(person(number), role, null, null, EVERYBODY))
                        .block())
                .isInstanceOf(Seated.class);
    }
}
