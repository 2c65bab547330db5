package fr.ecluse.gateway.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling in force.
 *
 * @param sessions seats that may be taken at once
 * @param atLeast the lowest live value that the policy allows
 * @param atMost the highest, {@link Integer#MAX_VALUE} if the policy names none
 * @param version grows with each live change; the ETag of the admin API
 * @param endsIn until a live value falls back to the policy's by itself; null if it does not
 */
public record CeilingState(
        int sessions,
        int atLeast,
        int atMost,
        Source source,
        long version,
        @Nullable Duration endsIn) {

    /** Whether a live value, set under an earlier policy, is none that the policy in force would allow. It holds all the same. */
    public boolean isOutsideBounds() {
        return source == Source.LIVE && (sessions < atLeast || sessions > atMost);
    }

    /** Where the number comes from. */
    public enum Source {
        POLICY,
        LIVE
    }
}
