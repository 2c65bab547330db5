package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.DayBook.RoleCounts;
import fr.ecluse.gateway.admission.DayBook.RuleCounts;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one node has counted of a day and not yet sent. For one thread at a time. */
final class DayPage {

    private final LocalDate day;
    private final Map<Role, OfRole> roles = new HashMap<>();
    private final Map<String, OfRule> rules = new HashMap<>();
    private @Nullable Peak peak;
    private long missed;
    private int persons;

    private static final class OfRole {
        final Set<Pseudonym> tried = new HashSet<>();
        final Set<Pseudonym> seated = new HashSet<>();
        final TreeMap<Integer, Long> waits = new TreeMap<>();
        long visits;

        RoleCounts counts() {
            return new RoleCounts(tried, seated, visits, new WaitHistogram(waits));
        }
    }

    private static final class OfRule {
        final Set<Pseudonym> persons = new HashSet<>();
        long requests;
    }

    DayPage(LocalDate day) {
        this.day = day;
    }

    LocalDate day() {
        return day;
    }

    /** How many notes of people it holds. */
    int persons() {
        return persons;
    }

    boolean isEmpty() {
        return roles.isEmpty() && rules.isEmpty() && peak == null && missed == 0;
    }

    void tried(Pseudonym person, Role role) {
        note(person, of(role).tried);
    }

    void seated(Pseudonym person, Role role) {
        note(person, of(role).seated);
    }

    void refused(Pseudonym person, String rule) {
        note(person, of(rule).persons);
    }

    void visit(Role role) {
        of(role).visits++;
    }

    void waited(Role role, Duration wait) {
        of(role).waits.merge(WaitHistogram.bucket(wait), 1L, Long::sum);
    }

    void request(String rule) {
        of(rule).requests++;
    }

    void peak(Peak higher) {
        peak = higher;
    }

    void missedOne() {
        missed++;
    }

    /** Of a page on which nothing is written any more. */
    Batch batch(String run, long number) {
        Map<Role, RoleCounts> byRole = new HashMap<>();
        roles.forEach((role, counted) -> byRole.put(role, counted.counts()));
        Map<String, RuleCounts> byRule = new HashMap<>();
        rules.forEach((rule, counted) -> byRule.put(rule, new RuleCounts(counted.persons, counted.requests)));
        return new Batch(day, run, number, byRole, byRule, peak, missed);
    }

    private void note(Pseudonym person, Set<Pseudonym> among) {
        if (among.add(person)) {
            persons++;
        }
    }

    private OfRole of(Role role) {
        return roles.computeIfAbsent(role, first -> new OfRole());
    }

    private OfRule of(String rule) {
        return rules.computeIfAbsent(rule, first -> new OfRule());
    }
}
