package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.calendar.Holiday;
import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A day on the calendar of a policy.
 *
 * @param holidays the name of the school holidays that it belongs to, maybe empty; {@code null}: to none
 * @param publicHoliday its name, in French; {@code null}: it is none
 * @param clockChange {@code null}: the clocks run on
 * @param guessed whether rules ask for school days or holidays, and no calendar knows this one: its weekday decides
 */
public record Day(
        LocalDate date,
        Kind kind,
        @Nullable String holidays,
        @Nullable String publicHoliday,
        @Nullable ClockChange clockChange,
        boolean guessed) {

    private static final Set<SchoolTime> OF_THE_CALENDAR = Set.of(SchoolTime.SCHOOL_DAYS, SchoolTime.HOLIDAYS);

    /** The first that is true, from the last to the first. */
    public enum Kind {
        /** Monday to Friday, where the policy names no school calendar. */
        WEEKDAY("weekday"),
        SCHOOL_DAY("school-day"),
        WEEKEND("weekend"),
        HOLIDAYS("holidays"),
        PUBLIC_HOLIDAY("public-holiday");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As the admin API writes it. */
        public String word() {
            return word;
        }
    }

    static Day of(Policy policy, LocalDate date) {
        SchoolCalendar calendar = policy.schoolCalendar();
        String publicHoliday = calendar.publicHoliday(date).orElse(null);
        String holidays = calendar.holiday(date).map(Holiday::name).orElse(null);
        boolean asked = policy.rules().stream()
                .anyMatch(rule -> rule.window().days().schoolTime().stream().anyMatch(OF_THE_CALENDAR::contains));
        return new Day(
                date,
                kind(calendar, date, holidays, publicHoliday),
                holidays,
                publicHoliday,
                ClockChange.on(date, policy),
                asked && !calendar.covers(date));
    }

    private static Kind kind(
            SchoolCalendar calendar, LocalDate date, @Nullable String holidays, @Nullable String publicHoliday) {
        if (publicHoliday != null) {
            return Kind.PUBLIC_HOLIDAY;
        }
        if (holidays != null) {
            return Kind.HOLIDAYS;
        }
        if (date.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0) {
            return Kind.WEEKEND;
        }
        return calendar.territory().isPresent() ? Kind.SCHOOL_DAY : Kind.WEEKDAY;
    }

    Stretch stretch(ZoneId zone) {
        return new Stretch(
                date.atStartOfDay(zone).toInstant(),
                date.plusDays(1).atStartOfDay(zone).toInstant());
    }
}
