package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A set of calendar days: days of the week and kinds of school time, within a range of dates.
 *
 * @param weekdays days of the week that belong to it
 * @param schoolTime kinds of day that belong to it, whatever the day of the week
 * @param calendar tells the kinds apart
 * @param first first date, itself inside
 * @param last last date, itself inside
 */
public record DaySet(
        Set<DayOfWeek> weekdays, Set<SchoolTime> schoolTime, SchoolCalendar calendar, LocalDate first, LocalDate last) {

    public static final Set<DayOfWeek> EVERY_DAY = Set.of(DayOfWeek.values());

    /** No kind of day but a holiday stays away longer than this, in days. */
    private static final int LONGEST_PAUSE = 400;

    public DaySet {
        weekdays = Set.copyOf(weekdays);
        schoolTime = Set.copyOf(schoolTime);
    }

    public boolean contains(LocalDate day) {
        return contains(day, kind -> kind.isOn(day, calendar));
    }

    /** The same for somebody who knows what kind of day it is. */
    boolean contains(LocalDate day, Predicate<SchoolTime> isOfKind) {
        return !day.isBefore(first) && !day.isAfter(last) && counts(day, isOfKind);
    }

    private boolean counts(LocalDate day, Predicate<SchoolTime> isOfKind) {
        if (weekdays.contains(day.getDayOfWeek())) {
            return true;
        }
        for (SchoolTime kind : schoolTime) {
            if (isOfKind.test(kind)) {
                return true;
            }
        }
        return false;
    }

    /** The first day of the set that is not before the given one; {@code null} when none is known any more. */
    @Nullable
    LocalDate firstFrom(LocalDate day) {
        LocalDate candidate = day.isBefore(first) ? first : day;
        LocalDate end = earlier(last, horizon(candidate));
        while (!candidate.isAfter(end)) {
            if (contains(candidate)) {
                return candidate;
            }
            candidate = candidate.plusDays(1);
        }
        return null;
    }

    private LocalDate horizon(LocalDate from) {
        if (schoolTime.isEmpty()) {
            return from.plusDays(7);
        }
        LocalDate known = calendar.lastHoliday();
        LocalDate pause = from.plusDays(LONGEST_PAUSE);
        return known.isAfter(pause) ? known : pause;
    }

    private static LocalDate earlier(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }
}
