package fr.ecluse.policy.week;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stretches of time as people tell them: days that have the same hours together.
 *
 * @param groups days in order, each with hours that begin on it; the earliest first
 * @param others what hours of a day can't tell: they begin or end at an hour that happens twice, or between two minutes
 */
record Timetable(List<Group> groups, List<Stretch> others) {

    record Group(List<LocalDate> days, List<Hours> hours) {}

    /**
     * Hours of a day.
     *
     * @param from minutes after midnight, 0 to 1439
     * @param to minutes after midnight, 0 to 1440; not more than {@code from}: on the next day
     */
    record Hours(int from, int to) {

        static final Hours WHOLE_DAY = new Hours(0, Piece.DAY);
    }

    static Timetable of(List<Stretch> stretches, ZoneId zone) {
        Map<LocalDate, List<Hours>> hours = new TreeMap<>();
        List<Stretch> others = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (!dated(stretch, zone, hours)) {
                others.add(stretch);
            }
        }
        Map<List<Hours>, List<LocalDate>> groups = new LinkedHashMap<>();
        hours.forEach((day, same) ->
                groups.computeIfAbsent(same, first -> new ArrayList<>()).add(day));
        return new Timetable(
                groups.entrySet().stream()
                        .map(group -> new Group(group.getValue(), group.getKey()))
                        .toList(),
                List.copyOf(others));
    }

    /** Puts a stretch to the day on which it begins, if hours can tell it. */
    private static boolean dated(Stretch stretch, ZoneId zone, Map<LocalDate, List<Hours>> hours) {
        LocalDateTime start = LocalDateTime.ofInstant(stretch.start(), zone);
        LocalDateTime end = LocalDateTime.ofInstant(stretch.end(), zone);
        LocalDate day = start.toLocalDate();
        boolean wholeFirst = beginsDay(stretch.start(), day, zone);
        boolean wholeLast = beginsDay(stretch.end(), end.toLocalDate(), zone);
        if (wholeFirst && wholeLast) {
            day.datesUntil(end.toLocalDate()).forEach(whole -> add(hours, whole, Hours.WHOLE_DAY));
            return true;
        }
        if (!(wholeFirst || isClear(start, zone)) || !(wholeLast || isClear(end, zone))) {
            return false;
        }
        int from = wholeFirst ? 0 : minute(start);
        int to = wholeLast ? Piece.DAY : minute(end);
        LocalDate lastDay = wholeLast ? end.toLocalDate().minusDays(1) : end.toLocalDate();
        boolean overnight = lastDay.equals(day.plusDays(1)) && to <= from;
        if (overnight || lastDay.equals(day)) {
            add(hours, day, new Hours(from, to));
        } else {
            add(hours, day, new Hours(from, Piece.DAY));
            day.plusDays(1).datesUntil(lastDay).forEach(whole -> add(hours, whole, Hours.WHOLE_DAY));
            add(hours, lastDay, new Hours(0, to));
        }
        return true;
    }

    private static boolean beginsDay(Instant at, LocalDate day, ZoneId zone) {
        return at.equals(day.atStartOfDay(zone).toInstant());
    }

    /** Neither twice on that day nor between two minutes. */
    private static boolean isClear(LocalDateTime wall, ZoneId zone) {
        return zone.getRules().getValidOffsets(wall).size() == 1 && wall.getSecond() == 0 && wall.getNano() == 0;
    }

    private static void add(Map<LocalDate, List<Hours>> hours, LocalDate day, Hours some) {
        hours.computeIfAbsent(day, first -> new ArrayList<>()).add(some);
    }

    private static int minute(LocalDateTime wall) {
        return wall.getHour() * 60 + wall.getMinute();
    }
}
