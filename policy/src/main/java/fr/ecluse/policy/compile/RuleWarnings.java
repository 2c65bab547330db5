package fr.ecluse.policy.compile;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.source.IssueLog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules do to one another, found on the minutes at which they really hold over a span of days: a rule that never
 * holds, one that never gets to decide, two that contradict one another half-way, a role that is never welcome.
 */
final class RuleWarnings {

    private final List<Rule> rules;
    private final Span span;
    private final IssueLog issues;
    private final RuleDays days;
    private final Decisions decisions;
    private final BitSet[] roles;
    private final BitSet[] services;

    RuleWarnings(List<Rule> rules, Span span, IssueLog issues) {
        this.rules = rules;
        this.span = span;
        this.issues = issues;
        this.days = new RuleDays(rules, span);
        this.decisions = new Decisions(rules, days, span);
        Map<Object, Integer> numbers = new HashMap<>();
        this.roles = numbered(rules.stream().map(Rule::roles).toList(), numbers);
        this.services = numbered(rules.stream().map(Rule::services).toList(), numbers);
    }

    private static BitSet[] numbered(List<? extends Set<?>> sets, Map<Object, Integer> numbers) {
        BitSet[] numbered = new BitSet[sets.size()];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = new BitSet();
            for (Object member : sets.get(i)) {
                numbered[i].set(numbers.computeIfAbsent(member, m -> numbers.size()));
            }
        }
        return numbered;
    }

    void report() {
        for (int i = 0; i < rules.size(); i++) {
            if (days.isEmpty(i)) {
                empty(rules.get(i));
            } else if (decisions.areKnown()) {
                if (decisions.decides(i)) {
                    contradicted(i);
                } else {
                    shadowed(i);
                }
            }
        }
        if (decisions.areKnown()) {
            barred();
        }
    }

    private void empty(Rule rule) {
        boolean outside = rule.window().days().first().isAfter(span.last())
                || rule.window().days().last().isBefore(span.first());
        if (!outside) {
            issues.report(IssueCode.EMPTY_WINDOW, rule.place(), rule.name());
        }
    }

    private void shadowed(int index) {
        List<String> deciding = new ArrayList<>();
        for (int j = 0; j < index; j++) {
            if (shareAudience(j, index) && days.meet(j, index)) {
                deciding.add(rules.get(j).name());
            }
        }
        Rule rule = rules.get(index);
        issues.report(IssueCode.SHADOWED_RULE, rule.place(), rule.name(), String.join(", ", deciding));
    }

    /** An exception lies within the hours it is taken from, or spans them; two that cut one another are a slip. */
    private void contradicted(int index) {
        Rule rule = rules.get(index);
        for (int j = 0; j < index; j++) {
            Rule earlier = rules.get(j);
            if (earlier.effect() != rule.effect()
                    && cut(earlier.window(), rule.window())
                    && shareAudience(j, index)
                    && days.meet(j, index)) {
                String line = Integer.toString(earlier.line());
                issues.report(IssueCode.OPPOSITE_OVERLAP, rule.place(), rule.name(), earlier.name(), line);
            }
        }
    }

    private boolean shareAudience(int a, int b) {
        return roles[a].intersects(roles[b])
                && (services[a].isEmpty() || services[b].isEmpty() || services[a].intersects(services[b]));
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
        return overlap;
    }

    private static int end(Window window) {
        return window.toMinute() > window.fromMinute() ? window.toMinute() : window.toMinute() + Window.END_OF_DAY;
    }

    private void barred() {
        Set<Role> seen = new HashSet<>();
        for (Rule rule : rules) {
            for (Role role : rule.roles()) {
                boolean guilty =
                        rule.effect() == Effect.REFUSE && rule.services().isEmpty();
                if (guilty && seen.add(role) && decisions.bar(role)) {
                    issues.report(IssueCode.ROLE_BARRED, rule.place(), role.name());
                }
            }
        }
    }
}
