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
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What rules do to one another, found on the minutes at which they really hold over a span of days: a rule that never
 * holds, one that never gets to decide, two that contradict one another ({@link Contradictions}), a role that is never welcome.
 */
final class RuleWarnings {

    /** Where a rule speaks: to a role, on a service ({@code ""}: on the portal as a whole). */
    private record Audience(Role role, String service) {}

    private static final String WHOLE_PORTAL = "";
    /** A file with more roles and services than this times its rules is no policy of people's; it is spared the search. */
    private static final int MOST_WORK = 200_000;

    private final List<Rule> rules;
    private final Set<Role> closed;
    private final Span span;
    private final IssueLog issues;
    private final List<Coverage> coverages;

    /** @param closed roles that the priority shuts out by 0 % */
    RuleWarnings(List<Rule> rules, Set<Role> closed, Span span, IssueLog issues) {
        this.rules = rules;
        this.closed = closed;
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
        Contradictions contradictions = new Contradictions(rules, coverages, span.minutes(), issues);
        Map<Audience, Coverage> decided = new HashMap<>();
        Map<Audience, Coverage> refused = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            if (coverages.get(i).isEmpty()) {
                empty(rules.get(i));
            } else if (audiences <= MOST_WORK) {
                Set<Audience> spokenTo = audiences(rules.get(i), services);
                if (!shadowed(i, spokenTo, decided)) {
                    contradictions.report(i);
                }
                decide(i, spokenTo, decided, refused);
            }
        }
        barred(refused);
    }

    /** Of a rule whose dates are out of sight, or not written, the span can't tell. */
    private void empty(Rule rule) {
        DaySet days = rule.window().days();
        if (span.contains(days.first()) && span.contains(days.last())) {
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
        if (!everywhere) {
            return false;
        }
        List<Rule> deciding = deciding(index);
        if (deciding.stream().noneMatch(earlier -> isOutlivedBy(rule, earlier))) {
            String names = deciding.stream().map(Rule::name).collect(Collectors.joining(", "));
            issues.report(IssueCode.SHADOWED_RULE, rule.place(), rule.name(), names);
        }
        return true;
    }

    /** The rules that decide in the place of that one. */
    private List<Rule> deciding(int index) {
        Rule rule = rules.get(index);
        Coverage left = coverages.get(index);
        List<Rule> deciding = new ArrayList<>();
        for (int j = 0; j < index; j++) {
            Rule earlier = rules.get(j);
            if (shareAudience(earlier, rule) && coverages.get(j).meets(left)) {
                deciding.add(earlier);
                left = Contradictions.addresses(earlier, rule) ? left.minus(coverages.get(j)) : left;
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

    /** A role that the priority shuts out as well is barred on purpose. */
    private void barred(Map<Audience, Coverage> refused) {
        Coverage year = Coverage.days(span.yearFirst(), span.yearLast());
        Set<Role> seen = new HashSet<>();
        for (Rule rule : rules) {
            for (Role role : rule.roles()) {
                Coverage hours = refused.getOrDefault(new Audience(role, WHOLE_PORTAL), Coverage.NOTHING);
                boolean guilty =
                        rule.effect() == Effect.REFUSE && rule.services().isEmpty();
                if (guilty && seen.add(role) && !closed.contains(role) && hours.containsAll(year)) {
                    issues.report(IssueCode.ROLE_BARRED, rule.place(), role.name());
                }
            }
        }
    }
}
