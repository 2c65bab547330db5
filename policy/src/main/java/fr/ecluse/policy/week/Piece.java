package fr.ecluse.policy.week;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A block on the face of the clock. Where the clocks change there are two of it, for only on either side of that do minutes
 * follow one another.
 *
 * @param from minutes after midnight, 0 to 1440
 * @param to as {@code from}, itself outside
 */
record Piece(int from, int to, Block block) {

    static final int DAY = 24 * 60;

    static List<Piece> of(List<Block> blocks, Day day, ZoneId zone) {
        List<Piece> pieces = new ArrayList<>();
        for (Block block : blocks) {
            for (Stretch part : parts(new Stretch(block.start(), block.end()), day)) {
                pieces.add(new Piece(
                        minuteOf(part.start(), day.date(), zone), endMinuteOf(part.end(), day.date(), zone), block));
            }
        }
        return pieces;
    }

    private static List<Stretch> parts(Stretch whole, Day day) {
        ClockChange change = day.clockChange();
        if (change == null
                || !change.at().isAfter(whole.start())
                || !change.at().isBefore(whole.end())) {
            return List.of(whole);
        }
        return List.of(new Stretch(whole.start(), change.at()), new Stretch(change.at(), whole.end()));
    }

    /** The minute that the clocks show at that instant. */
    static int minuteOf(Instant instant, LocalDate day, ZoneId zone) {
        return minute(instant, zone.getRules().getOffset(instant), day);
    }

    /** The minute that the clocks reach at that instant, coming from before. */
    static int endMinuteOf(Instant instant, LocalDate day, ZoneId zone) {
        return minute(instant, zone.getRules().getOffset(instant.minusNanos(1)), day);
    }

    private static int minute(Instant instant, ZoneOffset offset, LocalDate day) {
        LocalDateTime wall = LocalDateTime.ofInstant(instant, offset);
        long minutes = Duration.between(day.atStartOfDay(), wall).toMinutes();
        return (int) Math.max(0, Math.min(DAY, minutes));
    }
}
