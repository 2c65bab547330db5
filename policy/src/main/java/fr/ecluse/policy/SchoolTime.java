package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.LocalDate;

/** Kinds of day that a school calendar tells apart. */
public enum SchoolTime {
    SCHOOL_DAYS,
    HOLIDAYS,
    /** Computed: it is known for every year. */
    PUBLIC_HOLIDAYS;

    /** Whether only the dates of a school year tell this kind of day, so that where they end the weekday decides. */
    public boolean needsDates() {
        return this != PUBLIC_HOLIDAYS;
    }

    /** Whether that day is of this kind there. */
    public boolean isOn(LocalDate day, SchoolCalendar calendar) {
        return switch (this) {
            case SCHOOL_DAYS -> calendar.isSchoolDay(day);
            case HOLIDAYS -> calendar.isHoliday(day);
            case PUBLIC_HOLIDAYS -> calendar.isPublicHoliday(day);
        };
    }
}
