package fr.ecluse.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.Effect;
import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.OpenSessions;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.calendar.Holiday;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.SourceText;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The warnings that rules give together, compared with those found by going through every minute of the span. */
class RuleWarningsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
    private static final List<Role> ROLES = List.of(Role.ELEVE, Role.PARENT, Role.AUTRE);
    private static final Set<Role> CLOSED = Set.of(Role.AUTRE);
    private static final List<String> SERVICES = List.of("notes", "agenda");
    private static final SchoolCalendar CALENDAR = new SchoolCalendar(
            null,
            List.of(
                    new Holiday(LocalDate.of(2026, 12, 19), LocalDate.of(2027, 1, 3), "", false),
                    new Holiday(LocalDate.of(2027, 7, 3), LocalDate.of(2027, 8, 31), "", false)));

    @Test
    void warningsAreThoseThatTheMinutesOfTheSpanGive() {
        long seed = System.nanoTime();
        System.out.println("RuleWarningsTest seed=" + seed);
        Random random = new Random(seed);
        Set<String> kinds = new TreeSet<>();
        for (int round = 0; round < 200; round++) {
            List<Rule> rules = rules(random);
            Span span = Span.of(rules, TODAY);
            Set<String> expected = new ByTheMinute(rules, span).warnings();
            assertThat(warnings(rules, span))
                    .as("seed %d, round %d, %s", seed, round, rules)
                    .isEqualTo(expected);
            expected.forEach(warning -> kinds.add(warning.substring(0, warning.indexOf(' '))));
        }
        assertThat(kinds).containsExactly("empty-window", "opposite-overlap", "role-barred", "shadowed-rule");
    }

    private static Set<String> warnings(List<Rule> rules, Span span) {
        IssueLog issues = new IssueLog(SourceText.of("policy.yaml", new byte[0]));
        new RuleWarnings(rules, CLOSED, span, issues).report();
        Set<String> warnings = new TreeSet<>();
        issues.sorted().forEach(issue -> {
            // The line of the other rule says nothing that its name does not.
            List<String> words =
                    issue.arguments().subList(0, Math.min(2, issue.arguments().size()));
            warnings.add(issue.code().id() + " " + String.join(" | ", words));
        });
        return warnings;
    }

    private static List<Rule> rules(Random random) {
        List<Rule> rules = new ArrayList<>();
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            Effect effect = random.nextInt(3) == 0 ? Effect.ADMIT : Effect.REFUSE;
            Set<Role> roles = random.nextBoolean() ? Set.copyOf(ROLES) : Set.of(ROLES.get(random.nextInt(3)));
            Set<String> services = random.nextInt(3) == 0 ? Set.of(SERVICES.get(random.nextInt(2))) : Set.of();
            Place place = new Place("policy.yaml", i + 1, 1);
            rules.add(new Rule(
                    "r" + i, place, roles, window(random), services, effect, OpenSessions.END, LocalText.NONE));
        }
        return rules;
    }

    private static Window window(Random random) {
        int from = random.nextInt(8) * 180;
        int to = (1 + random.nextInt(8)) * 180;
        return random.nextInt(4) == 0 || from == to
                ? new Window(days(random), Window.MIDNIGHT, Window.END_OF_DAY)
                : new Window(days(random), from, to);
    }

    private static DaySet days(Random random) {
        Set<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        Set<SchoolTime> kinds = EnumSet.noneOf(SchoolTime.class);
        switch (random.nextInt(5)) {
            case 0 -> weekdays.add(DayOfWeek.of(1 + random.nextInt(7)));
            case 1 -> kinds.add(SchoolTime.values()[random.nextInt(3)]);
            case 2 -> weekdays.addAll(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
            default -> weekdays.addAll(DaySet.EVERY_DAY);
        }
        if (random.nextInt(3) > 0) {
            return new DaySet(weekdays, kinds, CALENDAR, LocalDate.MIN, LocalDate.MAX);
        }
        LocalDate first = TODAY.plusDays(random.nextInt(1000) - 300L);
        LocalDate last = first.plusDays(random.nextBoolean() ? 0 : random.nextInt(700));
        return new DaySet(weekdays, kinds, CALENDAR, first, last);
    }

    /** The same, with a bit for every minute from the first day of the span to the one after its last. */
    private static final class ByTheMinute {

        private final List<Rule> rules;
        private final Span span;
        private final List<BitSet> minutes = new ArrayList<>();
        private final Set<String> warnings = new TreeSet<>();

        ByTheMinute(List<Rule> rules, Span span) {
            this.rules = rules;
            this.span = span;
            rules.forEach(rule -> minutes.add(minutes(rule)));
        }

        Set<String> warnings() {
            Set<Integer> deciding = new HashSet<>();
            for (Role role : ROLES) {
                hear(role, "", deciding);
                SERVICES.forEach(service -> hear(role, service, deciding));
            }
            for (int i = 0; i < rules.size(); i++) {
                String name = rules.get(i).name();
                if (minutes.get(i).isEmpty()) {
                    DaySet days = rules.get(i).window().days();
                    if (span.contains(days.first()) && span.contains(days.last())) {
                        warnings.add("empty-window " + name);
                    }
                } else if (deciding.contains(i)) {
                    for (int j = 0; j < i; j++) {
                        if (rules.get(j).effect() != rules.get(i).effect() && contradict(j, i)) {
                            warnings.add("opposite-overlap " + name + " | "
                                    + rules.get(j).name());
                        }
                    }
                } else {
                    List<Rule> before = before(i);
                    if (before.stream().noneMatch(earlier -> endsUnseen(earlier, name))) {
                        warnings.add("shadowed-rule " + name + " | "
                                + before.stream().map(Rule::name).collect(Collectors.joining(", ")));
                    }
                }
            }
            return warnings;
        }

        /** The rules that take minutes of that one, as far as those before them left some. */
        private List<Rule> before(int index) {
            List<Rule> before = new ArrayList<>();
            BitSet left = (BitSet) minutes.get(index).clone();
            for (int j = 0; j < index; j++) {
                if (meet(index, j) && minutes.get(j).intersects(left)) {
                    before.add(rules.get(j));
                    if (addresses(j, index)) {
                        left.andNot(minutes.get(j));
                    }
                }
            }
            return before;
        }

        private boolean endsUnseen(Rule earlier, String shadowed) {
            Rule rule = rules.stream()
                    .filter(each -> each.name().equals(shadowed))
                    .findFirst()
                    .orElseThrow();
            LocalDate end = earlier.window().days().last();
            return end.isAfter(span.last()) && end.isBefore(rule.window().days().last());
        }

        private boolean addresses(int rule, int other) {
            Set<String> here = rules.get(rule).services();
            Set<String> there = rules.get(other).services();
            return rules.get(rule).roles().containsAll(rules.get(other).roles())
                    && (here.isEmpty() || (!there.isEmpty() && here.containsAll(there)));
        }

        /** The earlier rule, narrower in nothing, takes a part of every opening of the later one, and decides there. */
        private boolean contradict(int earlier, int later) {
            if (!meet(earlier, later) || !addresses(earlier, later) || !cut(earlier, later)) {
                return false;
            }
            BitSet hours = minutes.get(later);
            int end = minute(span.last().plusDays(2));
            for (int from = hours.nextSetBit(0); from >= 0; ) {
                int to = hours.nextClearBit(from);
                if (from > 0 && to < end && !minutes.get(earlier).get(from, to).intersects(all(to - from))) {
                    return false;
                }
                from = hours.nextSetBit(to);
            }
            BitSet deciding = (BitSet) minutes.get(earlier).clone();
            for (int k = 0; k < earlier; k++) {
                if (addresses(k, earlier)) {
                    deciding.andNot(minutes.get(k));
                }
            }
            return deciding.intersects(hours);
        }

        private static BitSet all(int length) {
            BitSet all = new BitSet(length);
            all.set(0, length);
            return all;
        }

        /** What somebody hears on a service, or ({@code ""}) on the portal as a whole. */
        private void hear(Role role, String service, Set<Integer> deciding) {
            BitSet decided = new BitSet();
            BitSet refused = new BitSet();
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                if (rule.roles().contains(role)
                        && (rule.services().isEmpty() || rule.services().contains(service))) {
                    BitSet here = (BitSet) minutes.get(i).clone();
                    here.andNot(decided);
                    decided.or(here);
                    if (!here.isEmpty()) {
                        deciding.add(i);
                    }
                    if (rule.effect() == Effect.REFUSE) {
                        refused.or(here);
                    }
                }
            }
            int end = minute(span.yearLast().plusDays(1));
            if (service.isEmpty() && !CLOSED.contains(role) && refused.nextClearBit(minute(span.yearFirst())) >= end) {
                warnings.add("role-barred " + role.name());
            }
        }

        private boolean meet(int a, int b) {
            Set<String> servicesOfA = rules.get(a).services();
            Set<String> servicesOfB = rules.get(b).services();
            return (servicesOfA.isEmpty() || servicesOfB.isEmpty() || !Collections.disjoint(servicesOfA, servicesOfB))
                    && !Collections.disjoint(rules.get(a).roles(), rules.get(b).roles())
                    && minutes.get(a).intersects(minutes.get(b));
        }

        /** Of two openings a day apart at most, some overlap and none lies within the other. */
        private boolean cut(int a, int b) {
            if (length(rules.get(a)) == Window.END_OF_DAY || length(rules.get(b)) == Window.END_OF_DAY) {
                return false;
            }
            boolean overlap = false;
            for (int day = 0; day <= 2; day++) {
                BitSet openA = opening(rules.get(a), 1);
                BitSet openB = opening(rules.get(b), day);
                BitSet both = (BitSet) openA.clone();
                both.and(openB);
                if (both.equals(openA) || both.equals(openB)) {
                    return false;
                }
                overlap |= !both.isEmpty();
            }
            return overlap;
        }

        private static BitSet opening(Rule rule, int day) {
            BitSet minutes = new BitSet();
            int start = day * Window.END_OF_DAY + rule.window().fromMinute();
            minutes.set(start, start + length(rule));
            return minutes;
        }

        private static int length(Rule rule) {
            return Math.floorMod(rule.window().toMinute() - rule.window().fromMinute() - 1, Window.END_OF_DAY) + 1;
        }

        /** None if the rule holds on no day of the span itself. */
        private BitSet minutes(Rule rule) {
            BitSet all = new BitSet();
            boolean within = false;
            LocalDate end = span.last().plusDays(2);
            for (LocalDate day = span.first().minusDays(1); day.isBefore(end); day = day.plusDays(1)) {
                if (rule.window().days().contains(day)) {
                    within |= !day.isBefore(span.first()) && !day.isAfter(span.last());
                    int start = minute(day) + rule.window().fromMinute();
                    all.set(Math.max(0, start), Math.max(0, Math.min(minute(end), start + length(rule))));
                }
            }
            return within ? all : new BitSet();
        }

        private int minute(LocalDate day) {
            return (int) ChronoUnit.DAYS.between(span.first(), day) * Window.END_OF_DAY;
        }
    }
}
