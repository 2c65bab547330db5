package fr.ecluse.policy.calendar;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What kind of day each day is somewhere. Periods that a policy writes come before the bundled ones, the later written before
 * the earlier. Where neither knows a day, its weekday and the public holidays decide. Immutable.
 */
public final class SchoolCalendar {

    /** Public holidays of the whole country, and no holidays. */
    public static final SchoolCalendar NATIONAL = new SchoolCalendar(null, List.of());

    /**
     * Whoever writes holidays down knows of the weeks of class before them. This many days at most: a term is no longer, so
     * that a line for a later year says nothing about the months in between.
     */
    private static final int TERM_IN_DAYS = 120;

    private final @Nullable Territory territory;
    private final PublicHolidays publicHolidays;
    private final List<Holiday> bundled;
    /** Last written first. */
    private final List<Holiday> written;
    /** In order, never touching. */
    private final List<Stretch> known;

    /**
     * @param territory {@code null}: no school calendar, national public holidays
     * @param written the policy's own periods, in their order
     */
    public SchoolCalendar(@Nullable Territory territory, List<Holiday> written) {
        this.territory = territory;
        this.publicHolidays = territory == null ? PublicHolidays.NATIONAL : territory.publicHolidays();
        this.bundled = territory == null ? List.of() : Snapshot.bundled().periods(territory.calendar());
        List<Holiday> reversed = new ArrayList<>(written);
        Collections.reverse(reversed);
        this.written = List.copyOf(reversed);
        List<Stretch> stretches = new ArrayList<>();
        Optional.ofNullable(territory)
                .flatMap(t -> Snapshot.bundled().covered(t.calendar()))
                .ifPresent(stretches::add);
        for (Holiday holiday : written) {
            LocalDate first =
                    holiday.school() ? holiday.first() : holiday.first().minusDays(TERM_IN_DAYS);
            stretches.add(new Stretch(first, holiday.last()));
        }
        this.known = Stretch.joined(stretches);
    }

    public Optional<Territory> territory() {
        return Optional.ofNullable(territory);
    }

    /** Monday to Friday, neither holiday nor public holiday. */
    public boolean isSchoolDay(LocalDate day) {
        return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0 && !isHoliday(day) && !isPublicHoliday(day);
    }

    /** Within the school holidays, weekends included. */
    public boolean isHoliday(LocalDate day) {
        return holiday(day).isPresent();
    }

    public boolean isPublicHoliday(LocalDate day) {
        return publicHoliday(day).isPresent();
    }

    /** The holidays that day belongs to. */
    public Optional<Holiday> holiday(LocalDate day) {
        for (Holiday holiday : written) {
            if (holiday.contains(day)) {
                return holiday.school() ? Optional.empty() : Optional.of(holiday);
            }
        }
        return bundled.stream().filter(holiday -> holiday.contains(day)).findFirst();
    }

    /** The public holiday's name in French. */
    public Optional<String> publicHoliday(LocalDate day) {
        return publicHolidays.on(day);
    }

    /** Whether the snapshot or the policy knows that day; else its weekday decides. */
    public boolean covers(LocalDate day) {
        return known.stream().anyMatch(stretch -> stretch.contains(day));
    }

    /**
     * How far the calendar is known without a gap: the last day of the known stretch that the given day lies in, or else
     * behind. Before the given day: it is not known itself. Empty: nothing is known up to that day.
     */
    public Optional<LocalDate> knownUntil(LocalDate from) {
        LocalDate until = null;
        for (Stretch stretch : known) {
            if (!stretch.first().isAfter(from)) {
                until = stretch.last();
            }
        }
        return Optional.ofNullable(until);
    }

    /** When the snapshot was taken. */
    public static LocalDate takenOn() {
        return Snapshot.bundled().taken();
    }

    /** The last day of the last holidays that are known; {@link LocalDate#MIN} if none are. */
    public LocalDate lastHoliday() {
        LocalDate last = LocalDate.MIN;
        for (List<Holiday> periods : List.of(bundled, written)) {
            for (Holiday holiday : periods) {
                last = holiday.last().isAfter(last) ? holiday.last() : last;
            }
        }
        return last;
    }
}
