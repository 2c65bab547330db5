package fr.ecluse.policy.compile;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import java.time.LocalDate;
import java.util.List;

/**
 * The days on which rules are tried out: a year from some day, and the dates that rules name, with a week after them, unless
 * they are far away. In that week the rules that end are over and the others go on.
 *
 * @param yearFirst first day of the year
 */
record Span(LocalDate first, LocalDate last, LocalDate yearFirst) {

    /** A year and a week, so that every day of the year meets every neighbour. */
    private static final int YEAR_IN_DAYS = 53 * 7;

    private static final int WEEK_IN_DAYS = 7;
    private static final int FARTHEST_IN_DAYS = 800;

    static Span of(List<Rule> rules, LocalDate from) {
        LocalDate earliest = from.minusDays(FARTHEST_IN_DAYS);
        LocalDate latest = from.plusDays(FARTHEST_IN_DAYS);
        LocalDate first = from;
        LocalDate last = from.plusDays(YEAR_IN_DAYS);
        for (Rule rule : rules) {
            DaySet days = rule.window().days();
            if (days.first().isAfter(earliest) && days.first().isBefore(first)) {
                first = days.first();
            }
            if (days.last().isBefore(latest)
                    && days.last().plusDays(WEEK_IN_DAYS).isAfter(last)) {
                last = days.last().plusDays(WEEK_IN_DAYS);
            }
        }
        return new Span(first, last, from);
    }

    LocalDate yearLast() {
        return yearFirst.plusDays(YEAR_IN_DAYS - 1);
    }

    /** All minutes, those of the day after the last too, which windows of the last may reach. */
    Coverage minutes() {
        return Coverage.days(first, last.plusDays(1));
    }

    /** Those at which a window holds. */
    Coverage minutes(Window window) {
        return Coverage.of(window, first, last.plusDays(1));
    }

    boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }
}
