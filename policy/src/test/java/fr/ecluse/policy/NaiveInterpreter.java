package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules read minute by minute, as somebody would with a calendar on the wall: no edges, no jumps. It shares nothing
 * with the real one but the vocabulary.
 */
final class NaiveInterpreter {

    private final ZoneId zone;
    private final List<Rule> rules;

    NaiveInterpreter(ZoneId zone, List<Rule> rules) {
        this.zone = zone;
        this.rules = rules;
    }

    @Nullable
    Rule inForce(Role role, @Nullable String service, Instant at) {
        for (Rule rule : rules) {
            boolean here = rule.services().isEmpty()
                    || (service != null && rule.services().contains(service));
            if (here && rule.roles().contains(role) && holds(rule.window(), at)) {
                return rule;
            }
        }
        return null;
    }

    private boolean holds(Window window, Instant at) {
        LocalDate today = at.atZone(zone).toLocalDate();
        for (LocalDate day : Set.of(today.minusDays(1), today, today.plusDays(1))) {
            DaySet days = window.days();
            boolean counts = (days.weekdays().contains(day.getDayOfWeek()) || isOfItsSchoolTime(days, day))
                    && !day.isBefore(days.first())
                    && !day.isAfter(days.last());
            ZonedDateTime start = wall(day, window.fromMinute());
            ZonedDateTime end =
                    wall(window.toMinute() > window.fromMinute() ? day : day.plusDays(1), window.toMinute());
            if (counts && !at.isBefore(start.toInstant()) && at.isBefore(end.toInstant())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfItsSchoolTime(DaySet days, LocalDate day) {
        SchoolCalendar calendar = days.calendar();
        boolean holiday = calendar.isHoliday(day);
        boolean publicHoliday = calendar.isPublicHoliday(day);
        boolean school = day.getDayOfWeek().getValue() <= 5 && !holiday && !publicHoliday;
        return days.schoolTime().contains(SchoolTime.HOLIDAYS) && holiday
                || days.schoolTime().contains(SchoolTime.PUBLIC_HOLIDAYS) && publicHoliday
                || days.schoolTime().contains(SchoolTime.SCHOOL_DAYS) && school;
    }

    private ZonedDateTime wall(LocalDate day, int minute) {
        LocalDateTime wall = LocalDateTime.of(day, LocalTime.MIDNIGHT).plusMinutes(minute);
        return wall.atZone(zone);
    }

    /** First minute after {@code at} from which the role is not refused; null if none within 14 days. */
    @Nullable
    Instant reopening(Role role, @Nullable String service, Instant at) {
        Instant limit = at.plus(Duration.ofDays(14));
        for (Instant t = at.plus(Duration.ofMinutes(1)); !t.isAfter(limit); t = t.plus(Duration.ofMinutes(1))) {
            Rule rule = inForce(role, service, t);
            if (rule == null || rule.effect() == Effect.ADMIT) {
                return t;
            }
        }
        return null;
    }
}
