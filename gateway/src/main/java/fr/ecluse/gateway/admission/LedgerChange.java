package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import org.jspecify.annotations.Nullable;

/** What a node must hear of at once, because it holds a copy of it. */
public sealed interface LedgerChange {

    /** The ceiling changed: read the census. */
    record CeilingChanged() implements LedgerChange {}

    /** A standing order changed: read the census. */
    record OrdersChanged() implements LedgerChange {}

    /** A seat was freed; the session, if any, is dead. */
    record SeatReleased(Pseudonym person, @Nullable String session) implements LedgerChange {}

    /** Every seat of the role was freed. */
    record RoleReleased(Role role) implements LedgerChange {}

    /** The connection is back after a loss: changes may have been missed, so copies must be checked. */
    record Reconnected() implements LedgerChange {}

    /**
     * The ledger has another memory than the one that this node knew: it was emptied, restored, or followed by a replica that
     * lacks the last writes. Until {@link SeatLedger#reentered} it answers this node nothing about seats. Said again until
     * then.
     *
     * @param epoch names the memory that it has now
     */
    record Forgot(String epoch) implements LedgerChange {}
}
