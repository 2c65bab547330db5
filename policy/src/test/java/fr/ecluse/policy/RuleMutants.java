package fr.ecluse.policy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One rule, altered in every way that a slip of the pen would: what each slip is called, and the rule it makes. */
final class RuleMutants {

    private final Map<String, Rule> mutants = new LinkedHashMap<>();
    private final Rule rule;

    private RuleMutants(Rule rule) {
        this.rule = rule;
    }

    static Map<String, Rule> of(Rule rule) {
        RuleMutants made = new RuleMutants(rule);
        made.effects();
        made.audiences();
        made.hours();
        made.days();
        made.dates();
        return made.mutants;
    }

    private void effects() {
        Effect opposite = rule.effect() == Effect.ADMIT ? Effect.REFUSE : Effect.ADMIT;
        add("the opposite effect", rule.roles(), rule.window(), rule.services(), opposite, rule.openSessions());
        if (rule.effect() == Effect.REFUSE) {
            OpenSessions other = rule.openSessions() == OpenSessions.END ? OpenSessions.FINISH : OpenSessions.END;
            add("open-sessions " + other, rule.roles(), rule.window(), rule.services(), rule.effect(), other);
        }
    }

    private void audiences() {
        for (Role role : rule.roles()) {
            Set<Role> others = new LinkedHashSet<>(rule.roles());
            others.remove(role);
            add("without " + role, others, rule.window(), rule.services(), rule.effect(), rule.openSessions());
        }
        if (!rule.services().isEmpty()) {
            add("everywhere", rule.roles(), rule.window(), Set.of(), rule.effect(), rule.openSessions());
        }
    }

    private void hours() {
        Window window = rule.window();
        for (int shift : new int[] {-1, 1}) {
            int from = window.fromMinute() + shift;
            int to = window.toMinute() + shift;
            if (from >= Window.MIDNIGHT) {
                add("from " + shift + " minute", new Window(window.days(), from, window.toMinute()));
            }
            if (to <= Window.END_OF_DAY) {
                add("to " + shift + " minute", new Window(window.days(), window.fromMinute(), to));
            }
        }
    }

    private void days() {
        DaySet days = rule.window().days();
        for (DayOfWeek day : days.weekdays()) {
            DaySet alone = new DaySet(Set.of(day), Set.of(), days.calendar(), days.first(), days.last());
            if (alone.firstFrom(days.first()) == null) {
                continue; // none within the dates: nobody could tell
            }
            Set<DayOfWeek> others = EnumSet.copyOf(days.weekdays());
            others.remove(day);
            add("without " + day, others, days.schoolTime(), days.first(), days.last());
        }
        for (SchoolTime kind : days.schoolTime()) {
            Set<SchoolTime> others = EnumSet.copyOf(days.schoolTime());
            others.remove(kind);
            add("without " + kind, days.weekdays(), others, days.first(), days.last());
        }
        if (!days.weekdays().equals(DaySet.EVERY_DAY)) {
            add("every day", DaySet.EVERY_DAY, Set.of(), days.first(), days.last());
        }
        if (days.schoolTime().contains(SchoolTime.SCHOOL_DAYS)) {
            Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
            add("holidays forgotten", weekdays, Set.of(), days.first(), days.last());
        }
    }

    private void dates() {
        DaySet days = rule.window().days();
        if (!days.first().equals(LocalDate.MIN)) {
            LocalDate earlier = days.first().minusDays(1);
            add("a day too early", days.weekdays(), days.schoolTime(), earlier, days.last());
            LocalDate later = days.last().plusDays(1);
            add("a day too long", days.weekdays(), days.schoolTime(), days.first(), later);
            add("always", days.weekdays(), days.schoolTime(), LocalDate.MIN, LocalDate.MAX);
        }
    }

    private void add(
            String slip, Set<DayOfWeek> weekdays, Set<SchoolTime> schoolTime, LocalDate first, LocalDate last) {
        Window window = rule.window();
        DaySet days = new DaySet(weekdays, schoolTime, window.days().calendar(), first, last);
        add(slip, new Window(days, window.fromMinute(), window.toMinute()));
    }

    private void add(String slip, Window window) {
        add(slip, rule.roles(), window, rule.services(), rule.effect(), rule.openSessions());
    }

    private void add(
            String slip, Set<Role> roles, Window window, Set<String> services, Effect effect, OpenSessions open) {
        mutants.put(slip, new Rule(rule.name(), rule.place(), roles, window, services, effect, open, rule.text()));
    }

    /** The policy with that list of rules. */
    static Policy with(Policy policy, List<Rule> rules) {
        Schedule schedule = new Schedule(policy.timeZone(), policy.schoolCalendar(), rules);
        return new Policy(
                policy.ent(),
                policy.priority(),
                policy.ceiling(),
                policy.serviceCeilings(),
                policy.session(),
                schedule,
                policy.sha256());
    }

    /** The policy with another rule at that index. */
    static Policy with(Policy policy, int index, Rule instead) {
        List<Rule> rules = new ArrayList<>(policy.rules());
        rules.set(index, instead);
        return with(policy, rules);
    }

    /** The policy without the rule at that index. */
    static Policy without(Policy policy, int index) {
        List<Rule> rules = new ArrayList<>(policy.rules());
        rules.remove(index);
        return with(policy, rules);
    }
}
