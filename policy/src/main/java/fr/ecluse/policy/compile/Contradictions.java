package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.source.IssueLog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Rules of opposite effects that cut one another. An exception is narrower than the rule it is taken from: in its hours, its
 * days, its roles or its services. Where the earlier of two rules is narrower in nothing, and yet takes a part of the other's
 * hours at every one of its occurrences, one of the hours is a slip.
 */
final class Contradictions {

    private final List<Rule> rules;
    private final RuleDays days;
    private final IntFunction<Coverage> coverages;
    private final Coverage span;
    private final Map<Integer, Coverage> deciding = new HashMap<>();
    private final IssueLog issues;

    /** @param coverages of each rule, within the span; costly, so asked last */
    Contradictions(List<Rule> rules, RuleDays days, IntFunction<Coverage> coverages, Coverage span, IssueLog issues) {
        this.rules = rules;
        this.days = days;
        this.coverages = coverages;
        this.span = span;
        this.issues = issues;
    }

    /** Reports the rules before that one that contradict it. */
    void report(int index) {
        Rule rule = rules.get(index);
        for (int j = 0; j < index; j++) {
            Rule earlier = rules.get(j);
            if (earlier.effect() != rule.effect()
                    && cut(earlier.window(), rule.window())
                    && addresses(earlier, rule)
                    && days.meet(j, index)
                    && everyTime(j, index)
                    && deciding.computeIfAbsent(j, this::deciding).meets(coverages.apply(index))) {
                String line = Integer.toString(earlier.line());
                issues.report(IssueCode.OPPOSITE_OVERLAP, rule.place(), rule.name(), earlier.name(), line);
            }
        }
    }

    /** Whether a rule speaks to everybody, and everywhere, that another speaks to. */
    static boolean addresses(Rule rule, Rule other) {
        Set<Role> roles = rule.roles();
        boolean everywhere = rule.services().isEmpty()
                || (!other.services().isEmpty() && rule.services().containsAll(other.services()));
        return everywhere && roles.containsAll(other.roles());
    }

    private boolean everyTime(int earlier, int later) {
        return coverages.apply(earlier).meetsEverySpanOf(coverages.apply(later), span);
    }

    /** The minutes of a rule that those before it leave to it. */
    private Coverage deciding(int index) {
        Coverage left = coverages.apply(index);
        for (int k = 0; k < index && !left.isEmpty(); k++) {
            if (days.meet(k, index) && addresses(rules.get(k), rules.get(index))) {
                left = left.minus(coverages.apply(k));
            }
        }
        return left;
    }

    /** Whether the hours of two windows overlap on the clock's face with neither inside the other. */
    private static boolean cut(Window a, Window b) {
        boolean overlap = false;
        for (int shift = -Window.END_OF_DAY; shift <= Window.END_OF_DAY; shift += Window.END_OF_DAY) {
            int start = a.fromMinute() + shift;
            int end = end(a) + shift;
            boolean inside = start >= b.fromMinute() && end <= end(b);
            boolean around = start <= b.fromMinute() && end >= end(b);
            if (inside || around) {
                return false;
            }
            overlap |= start < end(b) && b.fromMinute() < end;
        }
        return overlap && !isWholeDay(a) && !isWholeDay(b);
    }

    /** A rule without hours means its days, and what reaches into them or out of them by night is another matter. */
    private static boolean isWholeDay(Window window) {
        return window.toMinute() - window.fromMinute() == Window.END_OF_DAY;
    }

    private static int end(Window window) {
        return window.toMinute() > window.fromMinute() ? window.toMinute() : window.toMinute() + Window.END_OF_DAY;
    }
}
