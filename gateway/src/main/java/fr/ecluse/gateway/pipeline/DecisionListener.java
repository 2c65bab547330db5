package fr.ecluse.gateway.pipeline;

import fr.ecluse.policy.Role;
import org.jspecify.annotations.Nullable;

/** Hears of every decision, on the event loop: must be quick and must not fail. */
public interface DecisionListener {

    /** The word for a request that goes on to the portal. */
    String ADMITTED = "admitted";

    /**
     * @param word {@link #ADMITTED} or the word of a {@link Decision}
     * @param role of the person; null if nobody is known
     * @param nanos from the first look at the request to the decision
     */
    void decided(String word, @Nullable Role role, long nanos);

    /** A request was decided {@code throttled}, by that. */
    default void throttled(Decision.Throttled.Scope scope) {}

    /**
     * A request of somebody known goes on to the portal because decisions are only observed.
     *
     * @param word of the decision that there would have been; {@code service-full} where a single service was
     */
    default void observed(String word, @Nullable Role role) {}
}
