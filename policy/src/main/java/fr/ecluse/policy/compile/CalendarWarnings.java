package fr.ecluse.policy.compile;

import fr.ecluse.policy.CalendarNeed;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.calendar.Territory;
import fr.ecluse.policy.source.IssueLog;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rules that ask the school calendar about days it does not know: there the weekday decides. Said once for the calendar if
 * that is so already or soon, else for each rule whose own dates reach farther. Days that are past concern nobody.
 */
final class CalendarWarnings {

    private static final int SOON_IN_DAYS = 60;

    private final SchoolCalendar calendar;
    private final IssueLog issues;

    CalendarWarnings(SchoolCalendar calendar, IssueLog issues) {
        this.calendar = calendar;
        this.issues = issues;
    }

    /**
     * @param key where the calendar is named
     * @param today {@code null}: the day of the snapshot, and a calendar that ends soon is not said to
     */
    void report(List<Rule> rules, Place key, @Nullable LocalDate today) {
        LocalDate now = today == null ? SchoolCalendar.takenOn() : today;
        LocalDate soon = today == null ? now : today.plusDays(SOON_IN_DAYS);
        List<CalendarNeed> needs = CalendarNeed.of(rules, now);
        String territory = calendar.territory().map(Territory::name).orElse("");
        Optional<LocalDate> ends = needs.stream()
                .filter(need -> !need.from().isAfter(soon) && known(need).isBefore(earlier(need.to(), soon)))
                .map(CalendarWarnings::known)
                .min(LocalDate::compareTo);
        if (needs.stream().anyMatch(need -> need.knownUntil().isEmpty())) {
            issues.report(IssueCode.SCHOOL_CALENDAR_UNKNOWN, key, territory);
        } else if (ends.isPresent()) {
            String last = ends.get().toString();
            issues.report(IssueCode.SCHOOL_CALENDAR_ENDS, key, territory, last);
        } else {
            needs.forEach(this::reportDates);
        }
    }

    private void reportDates(CalendarNeed need) {
        if (need.runsOut() && !need.to().equals(LocalDate.MAX)) {
            Rule rule = need.rule();
            String last = known(need).toString();
            issues.report(IssueCode.DATES_BEYOND_CALENDAR, rule.place(), rule.name(), last);
        }
    }

    private static LocalDate known(CalendarNeed need) {
        return need.knownUntil().orElse(LocalDate.MIN);
    }

    private static LocalDate earlier(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }
}
