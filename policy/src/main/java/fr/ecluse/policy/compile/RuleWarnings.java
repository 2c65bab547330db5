package fr.ecluse.policy.compile;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.Effect;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.source.IssueLog;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What rules do to one another, found on the minutes at which they really hold over a span of days: a rule that never
 * holds, one that never gets to decide, two that contradict one another ({@link Contradictions}), a role that is never welcome.
 */
final class RuleWarnings {

    private final List<Rule> rules;
    private final Set<Role> closed;
    private final Span span;
    private final IssueLog issues;
    private final RuleDays days;
    private final Decisions decisions;
    /** Of a rule once somebody asks: most never need it. */
    private final @Nullable Coverage[] coverages;

    /** @param closed roles that the priority shuts out by 0 % */
    RuleWarnings(List<Rule> rules, Set<Role> closed, Span span, IssueLog issues) {
        this.rules = rules;
        this.closed = closed;
        this.span = span;
        this.issues = issues;
        this.days = new RuleDays(rules, span);
        this.decisions = new Decisions(rules, days, span);
        this.coverages = new Coverage[rules.size()];
    }

    void report() {
        Contradictions contradictions = new Contradictions(rules, days, this::coverage, span.minutes(), issues);
        for (int i = 0; i < rules.size(); i++) {
            if (days.isEmpty(i)) {
                empty(rules.get(i));
            } else if (decisions.areKnown()) {
                if (decisions.decides(i)) {
                    contradictions.report(i);
                } else {
                    shadowed(i);
                }
            }
        }
        if (decisions.areKnown()) {
            barred();
        }
    }

    private Coverage coverage(int rule) {
        Coverage known = coverages[rule];
        if (known == null) {
            known = span.minutes(rules.get(rule).window());
            coverages[rule] = known;
        }
        return known;
    }

    /** Of a rule whose dates are out of sight, or not written, the span can't tell. */
    private void empty(Rule rule) {
        DaySet days = rule.window().days();
        if (span.contains(days.first()) && span.contains(days.last())) {
            issues.report(IssueCode.EMPTY_WINDOW, rule.place(), rule.name());
        }
    }

    private void shadowed(int index) {
        Rule rule = rules.get(index);
        List<Rule> deciding = deciding(index);
        if (deciding.stream().noneMatch(earlier -> isOutlivedBy(rule, earlier))) {
            String names = deciding.stream().map(Rule::name).collect(Collectors.joining(", "));
            issues.report(IssueCode.SHADOWED_RULE, rule.place(), rule.name(), names);
        }
    }

    /** The rules that decide in the place of that one. */
    private List<Rule> deciding(int index) {
        Rule rule = rules.get(index);
        Coverage left = coverage(index);
        List<Rule> deciding = new ArrayList<>();
        for (int j = 0; j < index && !left.isEmpty(); j++) {
            Rule earlier = rules.get(j);
            if (shareAudience(earlier, rule)
                    && days.meet(j, index)
                    && coverage(j).meets(left)) {
                deciding.add(earlier);
                left = Contradictions.addresses(earlier, rule) ? left.minus(coverage(j)) : left;
            }
        }
        return deciding;
    }

    /** Past the span nobody looks: a rule that goes on when one that decides for it has ended may get to decide there. */
    private boolean isOutlivedBy(Rule rule, Rule earlier) {
        LocalDate end = earlier.window().days().last();
        return end.isAfter(span.last()) && end.isBefore(rule.window().days().last());
    }

    private static boolean shareAudience(Rule a, Rule b) {
        boolean sameServices =
                a.services().isEmpty() || b.services().isEmpty() || !Collections.disjoint(a.services(), b.services());
        return sameServices && !Collections.disjoint(a.roles(), b.roles());
    }

    /** A role that the priority shuts out as well is barred on purpose. */
    private void barred() {
        Set<Role> seen = new HashSet<>();
        for (Rule rule : rules) {
            for (Role role : rule.roles()) {
                boolean guilty =
                        rule.effect() == Effect.REFUSE && rule.services().isEmpty();
                if (guilty && seen.add(role) && !closed.contains(role) && decisions.bar(role)) {
                    issues.report(IssueCode.ROLE_BARRED, rule.place(), role.name());
                }
            }
        }
    }
}
