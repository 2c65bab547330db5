package fr.ecluse.policy.week;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Hours of a day at which a role is refused, on the clock's face. Neighbours of one kind are one closure, whichever rules they
 * come from.
 *
 * @param access how it is refused
 * @param from minutes after midnight, 0 to 1439
 * @param to minutes after midnight, 1 to 1440; where clocks are put back it may be less than {@code from}
 */
record Closure(Access access, int from, int to) {

    static List<Closure> of(List<Block> blocks, Day day, ZoneId zone) {
        List<Closure> closures = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            Instant end = block.end();
            while (i + 1 < blocks.size() && blocks.get(i + 1).access() == block.access()) {
                end = blocks.get(++i).end();
            }
            if (block.access() != Access.ADMITTED) {
                closures.add(new Closure(
                        block.access(),
                        Piece.minuteOf(block.start(), day.date(), zone),
                        Piece.endMinuteOf(end, day.date(), zone)));
            }
        }
        return closures;
    }
}
