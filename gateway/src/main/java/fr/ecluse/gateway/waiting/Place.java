package fr.ecluse.gateway.waiting;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a ticket stands now, from what this node read of the ledger within the last second or two. */
public sealed interface Place {

    /** May enter: ask for the seat. */
    record Called() implements Place {}

    /**
     * The lane does not know this ticket though it should, as after a loss of the ledger: ask for the seat, and the ledger
     * puts the person back at the ticket's own arrival. Without this somebody could wait in no line at all.
     */
    record Unlisted() implements Place {}

    /**
     * Waits.
     *
     * @param ahead people of the lane before this one
     * @param estimate how long still; null if none can honestly be given
     * @param nextPoll when to ask again, at least a second
     */
    record InLine(long ahead, @Nullable Estimate estimate, Duration nextPoll) implements Place {}
}
