package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The ceiling that somebody set in the place of the policy's, until it is cleared or ends by itself. */
final class LiveCeiling {

    private static final long NEVER = Long.MAX_VALUE;

    private long version;
    private int sessions;
    private long until; // exclusive; in the past: there is none

    void set(CeilingOrder order, long now) {
        Duration endsIn = order.endsIn();
        sessions = order.sessions();
        until = endsIn == null ? NEVER : now + endsIn.toMillis();
        version++;
    }

    void clear() {
        until = 0;
        version++;
    }

    /** Whether a decision made on this version may still be carried out; null: on any. */
    boolean isCurrent(@Nullable Long expectedVersion) {
        return expectedVersion == null || expectedVersion == version;
    }

    int inForce(PolicyNumbers numbers, long now) {
        return until > now ? sessions : numbers.sessions();
    }

    CeilingState state(PolicyNumbers numbers, long now) {
        return new CeilingState(
                inForce(numbers, now),
                numbers.atLeast(),
                numbers.atMost(),
                until > now ? Source.LIVE : Source.POLICY,
                version,
                until > now && until != NEVER ? Duration.ofMillis(until - now) : null);
    }
}
