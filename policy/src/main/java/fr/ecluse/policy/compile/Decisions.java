package fr.ecluse.policy.compile;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules ever decide, and which roles find the door shut all year.
 *
 * <p>A day is painted as one would on paper: its minutes are a strip, and each rule that holds, in its order, colours those that
 * no earlier one has coloured. A rule decides if it ever colours a minute. Days that the same rules shape are painted once, and so are
 * roles and services that the same rules concern; a year of weekly rules has seven days to paint.
 */
final class Decisions {

    /** A file that needs more is no policy of people's; it is spared the search. A fifth of a second. */
    static final int MOST_STROKES = 10_000_000;

    private static final int MOST_AUDIENCES = 50_000;

    /** What shapes a day: the rules whose windows open on it, and those whose windows reach it from the day before. */
    private record Day(BitSet opening, BitSet reaching) {

        int[] rules() {
            BitSet both = (BitSet) opening.clone();
            both.or(reaching);
            return both.stream().toArray();
        }
    }

    private final List<Rule> rules;
    private final RuleDays days;
    private final Span span;
    private final BitSet deciding = new BitSet();
    private final Map<Role, BitSet> rulesOfPortal = new HashMap<>();
    /** The rules of somebody who is not refused at every minute of the year. */
    private final Set<BitSet> open = new HashSet<>();

    private final BitSet strip = new BitSet(Window.END_OF_DAY);
    private int strokes;

    Decisions(List<Rule> rules, RuleDays days, Span span) {
        this.rules = rules;
        this.days = days;
        this.span = span;
        Set<BitSet> audiences = audiences();
        for (Map.Entry<Day, Boolean> day : days().entrySet()) {
            int[] holding = day.getKey().rules();
            for (BitSet audience : audiences) {
                if (++strokes >= MOST_STROKES) {
                    strokes = MOST_STROKES;
                    return;
                }
                boolean shut = paint(day.getKey(), holding, audience);
                if (day.getValue() && !shut) {
                    open.add(audience);
                }
            }
        }
    }

    /** Whether the file was searched at all; if not, the answers below mean nothing. */
    boolean areKnown() {
        return strokes < MOST_STROKES;
    }

    /** How often a rule was held against a day: the work done. */
    int strokes() {
        return strokes;
    }

    /** Whether there is a minute at which this rule is the first that matches. */
    boolean decides(int rule) {
        return deciding.get(rule);
    }

    /** Whether rules refuse the role, on the portal as a whole, at every minute of the year. */
    boolean bar(Role role) {
        return !open.contains(rulesOfPortal.get(role));
    }

    /** The sets of rules that somebody hears, somewhere: each role on the portal and on each service. */
    private Set<BitSet> audiences() {
        Map<Role, BitSet> byRole = new LinkedHashMap<>();
        Map<String, BitSet> byService = new HashMap<>();
        BitSet everywhere = new BitSet();
        for (int i = 0; i < rules.size(); i++) {
            for (Role role : rules.get(i).roles()) {
                byRole.computeIfAbsent(role, r -> new BitSet()).set(i);
            }
            for (String service : rules.get(i).services()) {
                byService.computeIfAbsent(service, s -> new BitSet()).set(i);
            }
            everywhere.set(i, rules.get(i).services().isEmpty());
        }
        Set<BitSet> audiences = new LinkedHashSet<>();
        byRole.forEach((role, heard) -> rulesOfPortal.put(role, both(heard, everywhere)));
        audiences.addAll(rulesOfPortal.values());
        for (BitSet service : new LinkedHashSet<>(byService.values())) {
            service.or(everywhere);
            for (BitSet heard : byRole.values()) {
                if (audiences.size() == MOST_AUDIENCES) {
                    strokes = MOST_STROKES;
                    return audiences;
                }
                audiences.add(both(heard, service));
            }
        }
        return audiences;
    }

    private static BitSet both(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        return both;
    }

    /** The different days there are, and whether one of each lies within the year. */
    private Map<Day, Boolean> days() {
        BitSet[] opening = new BitSet[days.count()];
        BitSet[] reaching = new BitSet[days.count()];
        for (int day = 1; day < days.count(); day++) {
            opening[day] = new BitSet();
            reaching[day] = new BitSet();
        }
        for (int i = 0; i < rules.size(); i++) {
            mark(i, days.begun(i), opening);
            mark(i, days.reached(i), reaching);
        }
        Map<Day, Boolean> different = new LinkedHashMap<>();
        for (int day = 1; day < days.count(); day++) {
            LocalDate date = days.date(day);
            boolean inYear = !date.isBefore(span.yearFirst()) && !date.isAfter(span.yearLast());
            different.merge(new Day(opening[day], reaching[day]), inYear, Boolean::logicalOr);
        }
        return different;
    }

    private static void mark(int rule, BitSet on, BitSet[] days) {
        for (int day = on.nextSetBit(1); day >= 0; day = on.nextSetBit(day + 1)) {
            days[day].set(rule);
        }
    }

    /** Paints one day of an audience; true if it is refused at every minute of it. */
    private boolean paint(Day day, int[] holding, BitSet audience) {
        strip.clear();
        boolean welcome = false;
        for (int i : holding) {
            strokes++;
            if (audience.get(i)) {
                int from = rules.get(i).window().fromMinute();
                boolean decides = day.opening.get(i) && colour(from, days.end(i));
                decides |= day.reaching.get(i) && colour(0, days.spill(i));
                if (decides) {
                    deciding.set(i);
                    welcome |= rules.get(i).effect() == Effect.ADMIT;
                }
                if (strip.nextClearBit(0) >= Window.END_OF_DAY) {
                    return !welcome;
                }
            }
        }
        return false;
    }

    private boolean colour(int from, int to) {
        boolean free = strip.nextClearBit(from) < to;
        strip.set(from, to);
        return free;
    }
}
