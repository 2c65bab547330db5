package fr.ecluse.policy.compile;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.source.IssueLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules do to one another, found on the minutes at which they really hold over a span of days: a rule that never
 * holds, one that never gets to decide, two that contradict one another half-way, a role that is never welcome.
 */
final class RuleWarnings {

    /** Where a rule speaks: to a role, on a service ({@code ""}: on the portal as a whole). */
    private record Audience(Role role, String service) {}

    private static final String WHOLE_PORTAL = "";
    /** A file with more roles and services than this times its rules is no policy of people's; it is spared the search. */
    private static final int MOST_WORK = 200_000;

    private final List<Rule> rules;
    private final Span span;
    private final IssueLog issues;
    private final List<Coverage> coverages;

    RuleWarnings(List<Rule> rules, Span span, IssueLog issues) {
        this.rules = rules;
        this.span = span;
        this.issues = issues;
        this.coverages = rules.stream()
                .map(rule -> Coverage.of(rule.window(), span.first(), span.last()))
                .toList();
    }

    void report() {
        Set<String> services = new LinkedHashSet<>(List.of(WHOLE_PORTAL));
        rules.forEach(rule -> services.addAll(rule.services()));
        int audiences = rules.stream().mapToInt(rule -> rule.roles().size()).sum() * services.size();
        Map<Audience, Coverage> decided = new HashMap<>();
        Map<Audience, Coverage> refused = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            if (coverages.get(i).isEmpty()) {
                empty(rules.get(i));
            } else if (audiences <= MOST_WORK) {
                Set<Audience> spokenTo = audiences(rules.get(i), services);
                if (!shadowed(i, spokenTo, decided)) {
                    contradicted(i);
                }
                decide(i, spokenTo, decided, refused);
            }
        }
        barred(refused);
    }

    private void empty(Rule rule) {
        boolean outside = rule.window().days().first().isAfter(span.last())
                || rule.window().days().last().isBefore(span.first());
        if (!outside) {
            issues.report(IssueCode.EMPTY_WINDOW, rule.place(), rule.name());
        }
    }

    private static Set<Audience> audiences(Rule rule, Set<String> services) {
        Set<Audience> spokenTo = new HashSet<>();
        for (Role role : rule.roles()) {
            for (String service : rule.services().isEmpty() ? services : rule.services()) {
                spokenTo.add(new Audience(role, service));
            }
        }
        return spokenTo;
    }

    private boolean shadowed(int index, Set<Audience> spokenTo, Map<Audience, Coverage> decided) {
        Rule rule = rules.get(index);
        Coverage coverage = coverages.get(index);
        // Audiences that heard the same rules so far share one coverage: it is looked at once.
        Set<Coverage> before = Collections.newSetFromMap(new IdentityHashMap<>());
        spokenTo.forEach(audience -> before.add(decided.getOrDefault(audience, Coverage.NOTHING)));
        boolean everywhere = before.stream().allMatch(all -> all.containsAll(coverage));
        if (everywhere) {
            List<String> deciding = new ArrayList<>();
            for (int j = 0; j < index; j++) {
                if (shareAudience(rules.get(j), rule) && coverages.get(j).meets(coverage)) {
                    deciding.add(rules.get(j).name());
                }
            }
            issues.report(IssueCode.SHADOWED_RULE, rule.place(), rule.name(), String.join(", ", deciding));
        }
        return everywhere;
    }

    /** An exception lies within the hours it is taken from, or spans them; two that cut one another are a slip. */
    private void contradicted(int index) {
        Rule rule = rules.get(index);
        for (int j = 0; j < index; j++) {
            Rule earlier = rules.get(j);
            if (earlier.effect() != rule.effect()
                    && cut(earlier.window(), rule.window())
                    && shareAudience(earlier, rule)
                    && coverages.get(j).meets(coverages.get(index))) {
                String line = Integer.toString(earlier.line());
                issues.report(IssueCode.OPPOSITE_OVERLAP, rule.place(), rule.name(), earlier.name(), line);
            }
        }
    }

    private static boolean shareAudience(Rule a, Rule b) {
        boolean sameServices =
                a.services().isEmpty() || b.services().isEmpty() || !Collections.disjoint(a.services(), b.services());
        return sameServices && !Collections.disjoint(a.roles(), b.roles());
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

    private void decide(
            int index, Set<Audience> spokenTo, Map<Audience, Coverage> decided, Map<Audience, Coverage> refused) {
        Coverage coverage = coverages.get(index);
        Map<Coverage, Coverage> after = new IdentityHashMap<>();
        for (Audience audience : spokenTo) {
            Coverage before = decided.getOrDefault(audience, Coverage.NOTHING);
            if (rules.get(index).effect() == Effect.REFUSE && audience.service.equals(WHOLE_PORTAL)) {
                refused.merge(audience, coverage.minus(before), Coverage::plus);
            }
            decided.put(audience, after.computeIfAbsent(before, coverage::plus));
        }
    }

    private void barred(Map<Audience, Coverage> refused) {
        Coverage year = Coverage.days(span.yearFirst(), span.yearLast());
        Set<Role> seen = new HashSet<>();
        for (Rule rule : rules) {
            for (Role role : rule.roles()) {
                Coverage hours = refused.getOrDefault(new Audience(role, WHOLE_PORTAL), Coverage.NOTHING);
                boolean guilty =
                        rule.effect() == Effect.REFUSE && rule.services().isEmpty();
                if (guilty && seen.add(role) && hours.containsAll(year)) {
                    issues.report(IssueCode.ROLE_BARRED, rule.place(), role.name());
                }
            }
        }
    }
}
