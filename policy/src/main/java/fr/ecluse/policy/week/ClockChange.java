package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/**
 * The clocks are put forward or back.
 *
 * @param at the instant itself
 * @param before the hour that the clocks would have shown then
 * @param after the hour that they show instead
 */
public record ClockChange(Instant at, LocalTime before, LocalTime after) {

    /** The change on that day, if there is one. */
    static @Nullable ClockChange on(LocalDate day, Policy policy) {
        ZoneId zone = policy.timeZone();
        Instant start = day.atStartOfDay(zone).toInstant();
        ZoneOffsetTransition next = zone.getRules().nextTransition(start.minusNanos(1));
        if (next == null
                || !next.getInstant()
                        .isBefore(day.plusDays(1).atStartOfDay(zone).toInstant())) {
            return null;
        }
        return new ClockChange(
                next.getInstant(),
                next.getDateTimeBefore().toLocalTime(),
                next.getDateTimeAfter().toLocalTime());
    }
}
