package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Failure;
import fr.ecluse.policy.week.Moments;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** When an order ends. An hour is meant on the clock of the ENT, not of the machine where it is typed. */
interface Until {

    /** The instant, on the clock of the ENT that this gateway serves. */
    OffsetDateTime instant(AdminClient client) throws Failure;

    /** The same as the admin API reads it. */
    default String on(AdminClient client) throws Failure {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant(client));
    }

    /** What stands behind {@code --until}: null for nothing; wrong usage for anything that {@link #parse} can't read. */
    static @Nullable Until read(@Nullable String option, Language language) {
        Until end = option == null ? null : parse(option);
        if (option != null && end == null) {
            throw language.wrong("ceiling.wrong-until", option);
        }
        return end;
    }

    /** An hour of today, a date with an hour, or an instant with its offset; null for anything else. */
    private static @Nullable Until parse(String text) {
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text);
            return client -> instant;
        } catch (DateTimeException notAnInstant) {
            try {
                LocalDateTime wall = LocalDateTime.parse(text);
                return client -> wall.atZone(zone(client)).toOffsetDateTime();
            } catch (DateTimeException notADate) {
                return today(text);
            }
        }
    }

    /** An end that the admin API names, in words. */
    static String say(String end, Language language) {
        OffsetDateTime time = OffsetDateTime.parse(end);
        return new Moments(time.getOffset(), language.locale()).say(time.toInstant());
    }

    private static @Nullable Until today(String text) {
        try {
            LocalTime hour = LocalTime.parse(text);
            return client -> OffsetDateTime.parse(
                            client.get("/api/v1/status").body().path("time").asString(""))
                    .toLocalDate()
                    .atTime(hour)
                    .atZone(zone(client))
                    .toOffsetDateTime();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ZoneId zone(AdminClient client) throws Failure {
        return ZoneId.of(client.get("/api/v1/policy").body().path("timeZone").asString(""));
    }
}
