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

    private final @Nullable Territory territory;
    private final PublicHolidays publicHolidays;
    private final List<Holiday> bundled;
    /** Last written first. */
    private final List<Holiday> written;

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

    /** Whether the snapshot or the policy says something about that day; else its weekday decides. */
    public boolean covers(LocalDate day) {
        boolean known = !bundled.isEmpty()
                && !day.isBefore(Snapshot.bundled().first())
                && !day.isAfter(Snapshot.bundled().last());
        return known || written.stream().anyMatch(holiday -> holiday.contains(day));
    }

    /** Whether the snapshot has periods for this territory. */
    public boolean isBundled() {
        return !bundled.isEmpty();
    }

    /** When the snapshot was taken. */
    public static LocalDate takenOn() {
        return Snapshot.bundled().taken();
    }

    /** The last day the snapshot knows of. */
    public static LocalDate lastKnownDay() {
        return Snapshot.bundled().last();
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
