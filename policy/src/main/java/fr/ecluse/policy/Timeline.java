package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some rules on the clock, as the spans of time at which their windows are open: unfolded day by day, as far as a question
 * needs. Instants are whole seconds since 1970, which every edge of a window is.
 *
 * <p>Made for one question and thrown away; for one thread.
 */
final class Timeline {

    static final long NEVER = Long.MAX_VALUE;

    private static final int MINUTE = 60;
    private static final int DAY = 24 * 60 * MINUTE;
    /** More than any offset from UTC, and a day. */
    private static final int AROUND = DAY + 18 * 60 * MINUTE;
    /** So far every day is unfolded; beyond it, each rule is asked for the next of its days. */
    private static final int NEAR_IN_DAYS = 8;

    private final List<Rule> rules;
    private final SchoolCalendar calendar;
    private final ZoneId zone;
    private final ZoneRules offsets;
    private final Map<Long, Begun> days = new HashMap<>();

    /** What begins on one day, in the order of the rules: rule {@code rules[k]} from {@code starts[k]} until {@code ends[k]}. */
    private record Begun(int size, int[] rules, long[] starts, long[] ends) {}

    /** A rule that is the first to match at some instant, and since when its window is open, until when. */
    record Match(int index, Rule rule, long start, long end) {}

    Timeline(List<Rule> rules, SchoolCalendar calendar, ZoneId zone) {
        this.rules = rules;
        this.calendar = calendar;
        this.zone = zone;
        this.offsets = zone.getRules();
    }

    /** The first rule whose window is open then, with the earlier of its occurrences if a change of the clocks made two. */
    @Nullable
    Match match(long at) {
        Match first = null;
        long today = day(at);
        for (long day = today - 1; day <= today + 1; day++) {
            Begun begun = begun(day);
            for (int k = 0; k < begun.size && (first == null || begun.rules[k] < first.index); k++) {
                if (begun.starts[k] <= at && at < begun.ends[k]) {
                    first = new Match(begun.rules[k], rules.get(begun.rules[k]), begun.starts[k], begun.ends[k]);
                }
            }
        }
        return first;
    }

    /** When a window opens or closes next, after that instant; {@link #NEVER} if none does. */
    long nextEdge(long at) {
        long next = NEVER;
        long today = day(at);
        for (long day = today - 1; day <= today + NEAR_IN_DAYS; day++) {
            // One day more than the first with an edge: a change of the clocks may bring forward what begins later.
            boolean last = next < NEVER && day > today;
            Begun begun = begun(day);
            for (int k = 0; k < begun.size; k++) {
                next = earlier(begun.starts[k], next, at);
                next = earlier(begun.ends[k], next, at);
            }
            if (last) {
                return next;
            }
        }
        for (Rule rule : rules) {
            Instant edge = rule.window().nextEdge(Instant.ofEpochSecond(at), zone);
            next = edge.equals(Instant.MAX) ? next : earlier(edge.getEpochSecond(), next, at);
        }
        return next;
    }

    private static long earlier(long edge, long next, long after) {
        return edge > after && edge < next ? edge : next;
    }

    /** Since when that rule decides without interruption by an earlier one. */
    long since(Match match, long at) {
        long since = match.start;
        for (long day = day(match.start) - 1; day <= day(at); day++) {
            Begun begun = begun(day);
            for (int k = 0; k < begun.size && begun.rules[k] < match.index; k++) {
                since = begun.ends[k] <= at ? Math.max(since, begun.ends[k]) : since;
            }
        }
        return since;
    }

    /** The first minute, from the one of that instant to a day later, at which no rule refuses; {@link #NEVER} if there is none. */
    long opening(long at) {
        long from = Math.floorDiv(at, MINUTE) * MINUTE;
        List<Begun> around = new ArrayList<>();
        for (long day = day(from) - 1; day <= day(from + DAY) + 1; day++) {
            around.add(begun(day));
        }
        BitSet decided = new BitSet(DAY / MINUTE);
        int open = Integer.MAX_VALUE;
        int[] next = new int[around.size()];
        for (int rule = 0; rule < rules.size(); rule++) {
            for (int d = 0; d < next.length; d++) {
                Begun begun = around.get(d);
                if (next[d] < begun.size && begun.rules[next[d]] == rule) {
                    int start = minutes(begun.starts[next[d]] - from);
                    int end = minutes(begun.ends[next[d]] - from);
                    next[d]++;
                    if (rules.get(rule).effect() == Effect.ADMIT && decided.nextClearBit(start) < end) {
                        open = Math.min(open, decided.nextClearBit(start));
                    }
                    decided.set(start, end);
                }
            }
        }
        open = Math.min(open, decided.nextClearBit(0));
        return open < DAY / MINUTE ? from + (long) open * MINUTE : NEVER;
    }

    /** Within a day. */
    private static int minutes(long seconds) {
        return (int) (Math.max(0, Math.min(DAY, seconds)) / MINUTE);
    }

    /** The day of the local calendar, counted from 1 January 1970. */
    private long day(long at) {
        return Math.floorDiv(at + offsets.getOffset(Instant.ofEpochSecond(at)).getTotalSeconds(), DAY);
    }

    private Begun begun(long day) {
        Begun known = days.get(day);
        if (known == null) {
            known = unfold(day);
            days.put(day, known);
        }
        return known;
    }

    private Begun unfold(long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        Long midnight = midnight(day);
        Map<SchoolTime, Boolean> schoolTime = new EnumMap<>(SchoolTime.class);
        int[] which = new int[rules.size()];
        long[] starts = new long[which.length];
        long[] ends = new long[which.length];
        int size = 0;
        for (int i = 0; i < which.length; i++) {
            Window window = rules.get(i).window();
            if (window.days().contains(date, kind -> schoolTime.computeIfAbsent(kind, k -> k.isOn(date, calendar)))) {
                if (midnight != null) {
                    boolean crosses = window.toMinute() < window.fromMinute();
                    starts[size] = midnight + window.fromMinute() * MINUTE;
                    ends[size] = midnight + window.toMinute() * MINUTE + (crosses ? DAY : 0);
                    which[size++] = i;
                } else {
                    Optional<Window.Occurrence> made = window.made(date, zone);
                    if (made.isPresent()) {
                        starts[size] = made.get().start().getEpochSecond();
                        ends[size] = made.get().end().getEpochSecond();
                        which[size++] = i;
                    }
                }
            }
        }
        return new Begun(size, which, starts, ends);
    }

    /** When that day begins, if the clocks are left alone on it and on its neighbours: then all its hours are sums. */
    private @Nullable Long midnight(long day) {
        Instant before = Instant.ofEpochSecond(day * DAY - AROUND);
        ZoneOffset offset = offsets.getOffset(before);
        ZoneOffsetTransition change = offsets.nextTransition(before);
        return change == null || change.getInstant().getEpochSecond() > day * DAY + DAY + AROUND
                ? day * DAY - offset.getTotalSeconds()
                : null;
    }
}
