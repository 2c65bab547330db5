package fr.ecluse.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a rule holds: on some days, between two hours of the wall clock. The first hour is inside, the second outside;
 * a window that crosses midnight belongs to the day it starts.
 *
 * <p>Wall time becomes instants as {@code java.time} resolves it: an hour that the clocks skip moves later by the length
 * of the gap, an hour that happens twice means its first time.
 *
 * @param days the days on which it starts
 * @param fromMinute minutes after midnight, 0 to 1439
 * @param toMinute minutes after midnight, 0 to 1440; less than {@code fromMinute}: on the next day
 */
public record Window(DaySet days, int fromMinute, int toMinute) {

    public static final int MIDNIGHT = 0;
    public static final int END_OF_DAY = 24 * 60;

    public Window {
        if (fromMinute < MIDNIGHT || fromMinute >= END_OF_DAY || toMinute < MIDNIGHT || toMinute > END_OF_DAY) {
            throw new IllegalArgumentException("from " + fromMinute + ", to " + toMinute);
        }
        if (fromMinute == toMinute) {
            throw new IllegalArgumentException("a window needs a length");
        }
    }

    /** A window made real on one day: the half-open span {@code [start, end)}. */
    public record Occurrence(Instant start, Instant end) {

        public boolean contains(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }

    /** The occurrence that holds at that instant. Of two, which only a change of the clocks can cause, the earlier. */
    public Optional<Occurrence> at(Instant at, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(at, zone);
        for (int offset = -1; offset <= 1; offset++) {
            LocalDate day = today.plusDays(offset);
            Optional<Occurrence> found = days.contains(day)
                    ? made(day, zone).filter(occurrence -> occurrence.contains(at))
                    : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** What the clocks leave of an occurrence that starts on this day. */
    Optional<Occurrence> made(LocalDate day, ZoneId zone) {
        Instant start = instant(day, fromMinute, zone);
        Instant end = instant(toMinute > fromMinute ? day : day.plusDays(1), toMinute, zone);
        return start.isBefore(end) ? Optional.of(new Occurrence(start, end)) : Optional.empty();
    }

    /** The first start or end of this window after that instant; {@link Instant#MAX} if it is over for good. */
    Instant nextEdge(Instant at, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(at, zone);
        Instant next = Instant.MAX;
        LocalDate day = days.firstFrom(today.minusDays(1));
        // Past today + 1 the first day found is the earliest; before it, days may overlap at a change of the clocks.
        while (day != null && (next.equals(Instant.MAX) || !day.isAfter(today.plusDays(1)))) {
            Optional<Occurrence> made = made(day, zone);
            if (made.isPresent()) {
                next = earlierAfter(at, made.get().start(), next);
                next = earlierAfter(at, made.get().end(), next);
            }
            day = days.firstFrom(day.plusDays(1));
        }
        return next;
    }

    private static Instant earlierAfter(Instant at, Instant candidate, Instant best) {
        return candidate.isAfter(at) && candidate.isBefore(best) ? candidate : best;
    }

    private static Instant instant(LocalDate day, int minute, ZoneId zone) {
        return minute == END_OF_DAY
                ? day.plusDays(1).atTime(LocalTime.MIDNIGHT).atZone(zone).toInstant()
                : day.atTime(minute / 60, minute % 60).atZone(zone).toInstant();
    }
}
