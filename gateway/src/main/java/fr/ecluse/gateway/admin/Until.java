package fr.ecluse.gateway.admin;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** When a change ends by itself. */
final class Until {

    private Until() {}

    /** How long until then; null for null: never. */
    static @Nullable Duration left(@Nullable String until, Instant now) {
        if (until == null) {
            return null;
        }
        Duration left;
        try {
            left = Duration.between(now, OffsetDateTime.parse(until).toInstant());
        } catch (DateTimeException e) {
            throw new Problem(Problem.Kind.UNTIL_UNREADABLE);
        }
        if (left.toMillis() <= 0) {
            throw new Problem(Problem.Kind.UNTIL_PAST);
        }
        return left;
    }
}
