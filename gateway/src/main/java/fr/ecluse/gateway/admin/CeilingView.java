package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.policy.CeilingBounds;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling, as JSON.
 *
 * @param atMost null: the policy names no upper bound
 * @param source {@code policy} or {@code live}
 * @param version null: not known, because the ledger has not been reached yet
 * @param until when a live value ends by itself; null: it does not
 */
record CeilingView(
        int sessions,
        int atLeast,
        @Nullable Integer atMost,
        String source,
        @Nullable Long version,
        @Nullable String until) {

    static CeilingView of(CeilingState state, Instant now, ZoneId zone) {
        return new CeilingView(
                state.sessions(),
                state.atLeast(),
                bounded(state.atMost()),
                state.source().name().toLowerCase(Locale.ROOT),
                state.version(),
                state.endsIn() == null ? null : Json.time(now.plus(state.endsIn()), zone));
    }

    /** What the policy says, while nothing better is known. */
    static CeilingView of(CeilingBounds policy) {
        return new CeilingView(policy.sessions(), policy.atLeast(), bounded(policy.atMost()), "policy", null, null);
    }

    private static @Nullable Integer bounded(int atMost) {
        return atMost == Integer.MAX_VALUE ? null : atMost;
    }
}
