package fr.ecluse.gateway.rules;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import fr.ecluse.policy.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One policy, ready for questions on the fast path.
 *
 * <p>The verdict of a role holds until its next window edge, so it is computed once per edge and read from a field in
 * between. Thread-safe: two threads at an edge compute the same verdict twice, which costs less than a lock.
 */
public final class Rulebook {

    private final Policy policy;
    private final Clock clock;
    private final Map<Role, Integer> ranks = new HashMap<>();
    private final Map<Role, Cell> entCells;
    private final Map<String, Map<Role, Cell>> serviceCells = new HashMap<>();
    private final Set<String> capped;

    public Rulebook(Policy policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
        for (Priority priority : policy.priority()) {
            ranks.put(priority.role(), ranks.size());
        }
        this.entCells = cells(null);
        this.capped =
                policy.serviceCeilings().stream().map(ServiceCeiling::service).collect(Collectors.toUnmodifiableSet());
        policy.rules().stream()
                .flatMap(rule -> rule.services().stream())
                .distinct()
                .forEach(service -> serviceCells.put(service, cells(service)));
    }

    public Policy policy() {
        return policy;
    }

    /**
     * What the rules say now.
     *
     * @param service of the request's route; null, or one that no rule names: the ENT as a whole
     */
    public Verdict verdict(Role role, @Nullable String service) {
        Map<Role, Cell> cells = service == null ? entCells : serviceCells.getOrDefault(service, entCells);
        Cell cell = cells.get(role);
        if (cell == null) {
            return verdict(Role.AUTRE, service); // a role of an older policy: nobody's favourite, never an open door
        }
        return cell.at(clock.millis());
    }

    /** Whether the service has a ceiling of its own. */
    public boolean isCapped(String service) {
        return capped.contains(service);
    }

    /** The place of a role in the priority, 0 the most favoured; a role that the policy does not know comes last. */
    public int rank(Role role) {
        return ranks.getOrDefault(role, ranks.size());
    }

    /** The most favoured of some roles, of which there is at least one. */
    public Role favoured(List<Role> roles) {
        Role best = roles.get(0);
        for (int i = 1; i < roles.size(); i++) {
            if (rank(roles.get(i)) < rank(best)) {
                best = roles.get(i);
            }
        }
        return best;
    }

    /** The roles that no rule keeps from entering the ENT now, most favoured first. */
    public Set<Role> open() {
        Set<Role> open = new LinkedHashSet<>();
        for (Role role : policy.roles()) {
            if (verdict(role, null) instanceof Verdict.Admitted) {
                open.add(role);
            }
        }
        return open;
    }

    /**
     * The roles for whom everything is closed now, the portal and each service that a rule names, and whose open sessions
     * end ({@link fr.ecluse.policy.OpenSessions#END}): none of them can use a seat.
     */
    public Set<Role> shutOut() {
        Set<Role> shutOut = new LinkedHashSet<>();
        for (Role role : policy.roles()) {
            boolean everywhere = serviceCells.keySet().stream()
                    .allMatch(service -> verdict(role, service) instanceof Verdict.Refused);
            if (everywhere && verdict(role, null) instanceof Verdict.Refused) {
                shutOut.add(role);
            }
        }
        return shutOut;
    }

    private Map<Role, Cell> cells(@Nullable String service) {
        Map<Role, Cell> cells = new HashMap<>();
        policy.roles().forEach(role -> cells.put(role, new Cell(role, service)));
        return cells;
    }

    /** The verdict of one role on one service, remembered until its edge. */
    private final class Cell {

        private final Role role;
        private final @Nullable String service;
        private volatile @Nullable Held held;

        Cell(Role role, @Nullable String service) {
            this.role = role;
            this.service = service;
        }

        Verdict at(long millis) {
            Held known = held;
            if (known != null && millis >= known.fromMillis && millis < known.untilMillis) {
                return known.verdict;
            }
            Verdict fresh = policy.verdict(role, service, Instant.ofEpochMilli(millis));
            held = new Held(fresh, millis, untilMillis(fresh));
            return fresh;
        }

        private static long untilMillis(Verdict verdict) {
            // an edge within a millisecond is still ahead: windows open and close on whole minutes
            return verdict.until().isBefore(Instant.ofEpochMilli(Long.MAX_VALUE))
                    ? verdict.until().toEpochMilli()
                    : Long.MAX_VALUE;
        }
    }

    /** @param fromMillis a clock set back before it asks again */
    private record Held(Verdict verdict, long fromMillis, long untilMillis) {}
}
