package fr.ecluse.policy.compile;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.Window;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * On which days of a span each rule begins. Days are counted from the eve of the span, whose windows may reach into it, to the
 * day after it, which windows of its last day may reach.
 *
 * <p>Rules with equal days share one set of bits, and each kind of school time is asked of the calendar once a day, so the
 * cost is of days plus rules and not of days times rules.
 */
final class RuleDays {

    private final List<Rule> rules;
    private final LocalDate eve;
    private final int count;
    private final Map<DayOfWeek, BitSet> weekdays = new EnumMap<>(DayOfWeek.class);
    private final Map<SchoolTime, BitSet> schoolTime = new EnumMap<>(SchoolTime.class);
    private final Map<DaySet, BitSet> known = new HashMap<>();
    private final BitSet[] begun;
    /** The days after those, for windows that cross midnight. */
    private final BitSet[] reached;

    RuleDays(List<Rule> rules, Span span) {
        this.rules = rules;
        this.eve = span.first().minusDays(1);
        this.count = (int) ChronoUnit.DAYS.between(eve, span.last()) + 2;
        this.begun = new BitSet[rules.size()];
        this.reached = new BitSet[rules.size()];
        for (int i = 0; i < begun.length; i++) {
            BitSet days = known.computeIfAbsent(rules.get(i).window().days(), this::days);
            int first = days.nextSetBit(1);
            // Days at the rim alone: the span holds nothing of the rule.
            begun[i] = first < 0 || first == count - 1 ? new BitSet() : days;
            reached[i] = spill(i) > 0 ? dayAfter(begun[i]) : new BitSet();
        }
    }

    /** How many days there are; the span's own are those from 1. */
    int count() {
        return count;
    }

    LocalDate date(int day) {
        return eve.plusDays(day);
    }

    /** The days on which the rule's window opens; not to be changed. */
    BitSet begun(int rule) {
        return begun[rule];
    }

    /** The days that the rule's window reaches from the day before; not to be changed. */
    BitSet reached(int rule) {
        return reached[rule];
    }

    /** Whether the rule holds on no day of the span. */
    boolean isEmpty(int rule) {
        return begun[rule].isEmpty();
    }

    /** Minutes of the next day on which the rule's window still holds. */
    int spill(int rule) {
        Window window = rules.get(rule).window();
        return window.toMinute() < window.fromMinute() ? window.toMinute() : 0;
    }

    /** Minute at which the window ends on the day on which it opens. */
    int end(int rule) {
        Window window = rules.get(rule).window();
        return window.toMinute() < window.fromMinute() ? Window.END_OF_DAY : window.toMinute();
    }

    /** Whether there is a minute at which both rules hold. */
    boolean meet(int a, int b) {
        int fromA = rules.get(a).window().fromMinute();
        int fromB = rules.get(b).window().fromMinute();
        return (fromA < end(b) && fromB < end(a) && begun[a].intersects(begun[b]))
                || (fromB < spill(a) && reached[a].intersects(begun[b]))
                || (fromA < spill(b) && reached[b].intersects(begun[a]));
    }

    private BitSet days(DaySet set) {
        BitSet days = new BitSet(count);
        set.weekdays().forEach(day -> days.or(weekdays.computeIfAbsent(day, this::days)));
        for (SchoolTime kind : set.schoolTime()) {
            days.or(schoolTime.computeIfAbsent(kind, asked -> days(asked, set)));
        }
        days.clear(0, Math.max(0, index(set.first())));
        days.clear(index(set.last()) + 1, Integer.MAX_VALUE);
        return days;
    }

    private BitSet days(DayOfWeek weekday) {
        BitSet days = new BitSet(count);
        for (int day = Math.floorMod(weekday.getValue() - eve.getDayOfWeek().getValue(), 7); day < count; day += 7) {
            days.set(day);
        }
        return days;
    }

    private BitSet days(SchoolTime kind, DaySet asked) {
        BitSet days = new BitSet(count);
        for (int day = 0; day < count; day++) {
            days.set(day, kind.isOn(date(day), asked.calendar()));
        }
        return days;
    }

    /** The index of a date, or of the end of the span that is nearer to it: -1 before, the count after. */
    private int index(LocalDate date) {
        return (int) Math.max(-1, Math.min(count, ChronoUnit.DAYS.between(eve, date)));
    }

    private BitSet dayAfter(BitSet days) {
        BitSet after = new BitSet(count);
        for (int day = days.nextSetBit(0); day >= 0 && day < count - 1; day = days.nextSetBit(day + 1)) {
            after.set(day + 1);
        }
        return after;
    }
}
