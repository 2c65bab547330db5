package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.LocalDate;

/** Kinds of day that a school calendar tells apart. */
public enum SchoolTime {
    SCHOOL_DAYS,
    HOLIDAYS,
    PUBLIC_HOLIDAYS;

    /** Whether that day is of this kind there. */
    public boolean isOn(LocalDate day, SchoolCalendar calendar) {
        return switch (this) {
            case SCHOOL_DAYS -> calendar.isSchoolDay(day);
            case HOLIDAYS -> calendar.isHoliday(day);
            case PUBLIC_HOLIDAYS -> calendar.isPublicHoliday(day);
        };
    }
}
