package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules on a calendar on the wall that has a box for every minute: each rule colours the boxes at which it holds, and
 * every question is answered by looking along the boxes one by one. No edges are sought and nothing is jumped over. It shares
 * nothing with the real one but the vocabulary and the school calendar.
 */
final class NaiveInterpreter {

    private static final int BLANK = Integer.MIN_VALUE;
    private static final int FORTNIGHT = 14 * 24 * 60;

    private final List<Rule> rules;
    private final Instant first;
    private final int minutes;
    /** For each rule and minute: the minute at which the window that holds then has begun, or {@link #BLANK}. */
    private final int[][] begun;
    /** For each rule: the minutes at which a window begins or ends. */
    private final BitSet[] edges;

    /** What one sort of visitor meets. */
    final class Visitor {

        /** For each minute, the index of the rule in force, or -1. */
        private final int[] inForce = new int[minutes];
        /** For each minute, the first one from it on at which nothing refuses. */
        private final int[] open = new int[minutes];

        private final BitSet changes = new BitSet();

        private Visitor(Role role, @Nullable String service) {
            Arrays.fill(inForce, -1);
            for (int i = 0; i < rules.size(); i++) {
                Rule rule = rules.get(i);
                boolean here = rule.services().isEmpty()
                        || (service != null && rule.services().contains(service));
                if (here && rule.roles().contains(role)) {
                    changes.or(edges[i]);
                    for (int minute = 0; minute < minutes; minute++) {
                        if (inForce[minute] < 0 && begun[i][minute] != BLANK) {
                            inForce[minute] = i;
                        }
                    }
                }
            }
            for (int minute = minutes - 1; minute >= 0; minute--) {
                int later = minute == minutes - 1 ? Integer.MAX_VALUE : open[minute + 1];
                open[minute] = welcome(minute) ? minute : later;
            }
        }

        @Nullable
        Rule inForce(int minute) {
            return inForce[minute] < 0 ? null : rules.get(inForce[minute]);
        }

        boolean welcome(int minute) {
            return inForce[minute] < 0 || rules.get(inForce[minute]).effect() == Effect.ADMIT;
        }

        /** Whether some rule that concerns this visitor begins or ends then. */
        boolean mayChange(int minute) {
            return changes.get(minute);
        }

        /** The first minute of the refusal in force: no earlier than its window, and not interrupted since. */
        int since(int minute) {
            int rule = inForce[minute];
            int since = minute;
            while (since > begun[rule][minute] && inForce[since - 1] == rule) {
                since--;
            }
            return since;
        }

        /** The first minute after that instant at which nothing refuses; null if none within 14 days. */
        @Nullable
        Instant reopening(Instant at) {
            int found = open[minute(at)];
            return found == Integer.MAX_VALUE || Duration.between(at, at(found)).compareTo(Duration.ofDays(14)) > 0
                    ? null
                    : at(found);
        }
    }

    /** Days that can be asked about; a fortnight after them is looked at too. */
    NaiveInterpreter(ZoneId zone, List<Rule> rules, LocalDate from, LocalDate to) {
        this.rules = rules;
        // A window is never longer than a day, and the clocks change by less than one.
        LocalDate firstDay = from.minusDays(3);
        this.first = firstDay.atStartOfDay(zone).toInstant();
        LocalDate lastDay = to.plusDays(3);
        this.minutes = (int) ChronoUnit.MINUTES.between(
                        first, lastDay.atStartOfDay(zone).toInstant())
                + FORTNIGHT;
        this.begun = new int[rules.size()][minutes];
        this.edges = new BitSet[rules.size()];
        for (int i = 0; i < rules.size(); i++) {
            edges[i] = new BitSet();
            Arrays.fill(begun[i], BLANK);
            for (LocalDate day = firstDay; !day.isAfter(lastDay.plusDays(15)); day = day.plusDays(1)) {
                colour(i, day, zone);
            }
        }
    }

    private void colour(int rule, LocalDate day, ZoneId zone) {
        Window window = rules.get(rule).window();
        if (!counts(window.days(), day)) {
            return;
        }
        LocalDate endDay = window.toMinute() > window.fromMinute() ? day : day.plusDays(1);
        int start = minute(wall(day, window.fromMinute(), zone));
        int end = minute(wall(endDay, window.toMinute(), zone));
        if (start < end) {
            edges[rule].set(Math.max(0, start));
            edges[rule].set(Math.max(0, end));
        }
        for (int minute = Math.max(0, start); minute < Math.min(end, minutes); minute++) {
            if (begun[rule][minute] == BLANK) {
                begun[rule][minute] = start;
            }
        }
    }

    private static boolean counts(DaySet days, LocalDate day) {
        SchoolCalendar calendar = days.calendar();
        boolean holiday = calendar.isHoliday(day);
        boolean publicHoliday = calendar.isPublicHoliday(day);
        boolean school = day.getDayOfWeek().getValue() <= 5 && !holiday && !publicHoliday;
        boolean ofItsTime = (days.schoolTime().contains(SchoolTime.HOLIDAYS) && holiday)
                || (days.schoolTime().contains(SchoolTime.PUBLIC_HOLIDAYS) && publicHoliday)
                || (days.schoolTime().contains(SchoolTime.SCHOOL_DAYS) && school);
        return (days.weekdays().contains(day.getDayOfWeek()) || ofItsTime)
                && !day.isBefore(days.first())
                && !day.isAfter(days.last());
    }

    private static Instant wall(LocalDate day, int minute, ZoneId zone) {
        return LocalDateTime.of(day, LocalTime.MIDNIGHT)
                .plusMinutes(minute)
                .atZone(zone)
                .toInstant();
    }

    Visitor visitor(Role role, @Nullable String service) {
        return new Visitor(role, service);
    }

    /** The box that instant lies in. */
    int minute(Instant at) {
        return (int) Math.floorDiv(at.getEpochSecond() - first.getEpochSecond(), 60L);
    }

    Instant at(int minute) {
        return first.plusSeconds(60L * minute);
    }
}
