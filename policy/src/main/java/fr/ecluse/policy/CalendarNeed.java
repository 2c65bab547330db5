package fr.ecluse.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rule that needs the dates of the school calendar. Where they end, the weekday decides for it.
 *
 * @param from the first of its days that is not past
 */
public record CalendarNeed(Rule rule, LocalDate from) {

    /** Those of the rules that need dates on the given day or later, in the order of the rules. */
    public static List<CalendarNeed> of(List<Rule> rules, LocalDate today) {
        List<CalendarNeed> needs = new ArrayList<>();
        for (Rule rule : rules) {
            DaySet days = rule.window().days();
            boolean needsDates = days.schoolTime().stream().anyMatch(SchoolTime::needsDates);
            if (needsDates && !days.last().isBefore(today)) {
                needs.add(new CalendarNeed(rule, days.first().isAfter(today) ? days.first() : today));
            }
        }
        return needs;
    }

    /** The last day of the rule; {@link LocalDate#MAX} if it has no end. */
    public LocalDate to() {
        return rule.window().days().last();
    }

    /**
     * How far the dates are known without a gap; before {@link #from()} if they ended already. Empty: not one is known up to
     * then.
     */
    public Optional<LocalDate> knownUntil() {
        return rule.window().days().calendar().knownUntil(from);
    }

    /** Whether the dates end before the rule does. */
    public boolean runsOut() {
        return knownUntil().map(known -> known.isBefore(to())).orElse(true);
    }
}
