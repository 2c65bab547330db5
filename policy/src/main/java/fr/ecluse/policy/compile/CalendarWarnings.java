package fr.ecluse.policy.compile;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.source.IssueLog;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules that ask the school calendar about days it does not know: there the weekday decides. */
final class CalendarWarnings {

    private static final int SOON_IN_DAYS = 60;

    private final SchoolCalendar calendar;
    private final IssueLog issues;

    CalendarWarnings(SchoolCalendar calendar, IssueLog issues) {
        this.calendar = calendar;
        this.issues = issues;
    }

    /** @param key where the calendar is named */
    void report(List<Rule> rules, Place key, @Nullable LocalDate today) {
        List<Rule> asking = rules.stream().filter(CalendarWarnings::asks).toList();
        if (asking.isEmpty()) {
            return;
        }
        String territory = calendar.territory().map(t -> t.name()).orElse("");
        if (!calendar.isBundled()) {
            if (calendar.lastHoliday().equals(LocalDate.MIN)) {
                issues.report(IssueCode.SCHOOL_CALENDAR_UNKNOWN, key, territory);
            }
            return;
        }
        LocalDate known = calendar.lastHoliday().isAfter(SchoolCalendar.lastKnownDay())
                ? calendar.lastHoliday()
                : SchoolCalendar.lastKnownDay();
        if (today != null && known.isBefore(today.plusDays(SOON_IN_DAYS))) {
            issues.report(IssueCode.SCHOOL_CALENDAR_ENDS, key, territory, known.toString());
        }
        for (Rule rule : asking) {
            LocalDate last = rule.window().days().last();
            if (!last.equals(LocalDate.MAX) && last.isAfter(known)) {
                issues.report(IssueCode.DATES_BEYOND_CALENDAR, rule.place(), rule.name(), known.toString());
            }
        }
    }

    private static boolean asks(Rule rule) {
        DaySet days = rule.window().days();
        return days.schoolTime().contains(SchoolTime.SCHOOL_DAYS)
                || days.schoolTime().contains(SchoolTime.HOLIDAYS);
    }
}
