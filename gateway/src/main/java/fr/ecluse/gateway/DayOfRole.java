package fr.ecluse.gateway;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One day of a role, as it can be drawn and read aloud.
 *
 * @param signs 48 of them, half an hour each: {@code █} admitted, {@code ·} refused, {@code ▒} anything between
 * @param closed the hours at which the role is refused
 */
record DayOfRole(String signs, List<Closed> closed) {

    private static final int HALF_HOURS = 48;
    private static final int SECONDS_IN_HALF_HOUR = 1800;

    /**
     * Hours on the wall at which a role is refused.
     *
     * @param from as {@code 08:00}
     * @param to as {@code 18:00}; {@code 24:00} at the end of the day
     * @param newcomersOnly whether those who are in may stay
     */
    record Closed(String from, String to, boolean newcomersOnly) {}

    /** A stretch of one verdict. */
    private record Stretch(Instant start, Instant end, Verdict verdict) {}

    static DayOfRole of(Policy policy, Role role, @Nullable String service, LocalDate day) {
        ZoneId zone = policy.timeZone();
        Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
        List<Stretch> stretches = new ArrayList<>();
        for (Instant at = day.atStartOfDay(zone).toInstant(); at.isBefore(end); ) {
            Verdict verdict = policy.verdict(role, service, at);
            Instant until = verdict.until().isBefore(end) ? verdict.until() : end;
            stretches.add(new Stretch(at, until, verdict));
            at = until;
        }
        return new DayOfRole(signs(stretches, day, zone), closed(stretches, end, zone));
    }

    private static String signs(List<Stretch> stretches, LocalDate day, ZoneId zone) {
        StringBuilder signs = new StringBuilder(HALF_HOURS);
        for (int i = 0; i < HALF_HOURS; i++) {
            Instant start = day.atTime(LocalTime.ofSecondOfDay((long) i * SECONDS_IN_HALF_HOUR))
                    .atZone(zone)
                    .toInstant();
            Instant end = start.plusSeconds(SECONDS_IN_HALF_HOUR);
            List<Character> met = stretches.stream()
                    .filter(stretch -> stretch.start.isBefore(end) && stretch.end.isAfter(start))
                    .map(stretch -> sign(stretch.verdict))
                    .distinct()
                    .toList();
            signs.append(met.size() == 1 ? met.get(0) : '▒');
        }
        return signs.toString();
    }

    private static char sign(Verdict verdict) {
        if (verdict instanceof Verdict.Admitted) {
            return '█';
        }
        return verdict instanceof Verdict.Refused ? '·' : '▒';
    }

    /** Neighbours of one kind are one closure, whichever rules they come from. */
    private static List<Closed> closed(List<Stretch> stretches, Instant endOfDay, ZoneId zone) {
        List<Closed> closed = new ArrayList<>();
        for (Stretch stretch : stretches) {
            if (!(stretch.verdict instanceof Verdict.Admitted)) {
                boolean newcomersOnly = stretch.verdict instanceof Verdict.RefusedToNewcomers;
                String from = wall(stretch.start, zone);
                String to = stretch.end.equals(endOfDay) ? "24:00" : wall(stretch.end, zone);
                Closed last = closed.isEmpty() ? null : closed.get(closed.size() - 1);
                if (last != null && last.to.equals(from) && last.newcomersOnly == newcomersOnly) {
                    closed.set(closed.size() - 1, new Closed(last.from, to, newcomersOnly));
                } else {
                    closed.add(new Closed(from, to, newcomersOnly));
                }
            }
        }
        return closed;
    }

    private static String wall(Instant instant, ZoneId zone) {
        return LocalTime.ofInstant(instant, zone).toString();
    }
}
