package fr.ecluse.gateway;

import fr.ecluse.policy.calendar.Holiday;
import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.LocalDate;
import java.util.Optional;

/** A day off, as the calendar names it. */
record Day(String kind, String name) {

    /** Why that day is no ordinary one; empty if it is. */
    static Optional<Day> of(SchoolCalendar calendar, LocalDate day) {
        Optional<String> publicHoliday = calendar.publicHoliday(day);
        if (publicHoliday.isPresent()) {
            return Optional.of(new Day("day.public-holiday", publicHoliday.get()));
        }
        return calendar.holiday(day).map(Holiday::name).map(name -> new Day("day.holidays", name));
    }

    String say(Language language) {
        return language.say(kind, name);
    }
}
