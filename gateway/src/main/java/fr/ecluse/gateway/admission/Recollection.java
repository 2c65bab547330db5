package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows beside seats, told to a ledger that has lost its memory.
 *
 * @param ceiling as this node last read it; null if it never did
 * @param freed people whose seats were freed before their time, and how long ago
 * @param freedRoles roles whose seats were freed, and how long ago
 * @param endedSessions sessions that are dead
 * @param orders every standing order that this node has heard of
 */
public record Recollection(
        @Nullable CeilingState ceiling,
        Map<Pseudonym, Duration> freed,
        Map<Role, Duration> freedRoles,
        Set<String> endedSessions,
        List<StandingOrder> orders) {

    public Recollection {
        freed = Map.copyOf(freed);
        freedRoles = Map.copyOf(freedRoles);
        endedSessions = Set.copyOf(endedSessions);
        orders = List.copyOf(orders);
    }

    /** Of a node that has heard of no standing order. */
    public Recollection(
            @Nullable CeilingState ceiling,
            Map<Pseudonym, Duration> freed,
            Map<Role, Duration> freedRoles,
            Set<String> endedSessions) {
        this(ceiling, freed, freedRoles, endedSessions, List.of());
    }
}
