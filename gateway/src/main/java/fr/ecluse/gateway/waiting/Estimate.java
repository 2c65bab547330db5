package fr.ecluse.gateway.waiting;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long somebody will wait still: never one number, because nobody knows it.
 *
 * <p>The range is rounded outwards to {@link #EDGES}, so that it is shown as it is and does not tremble.
 *
 * @param atLeast with {@code atMost}: four people in five sit down between the two, or more
 * @param likely between them, for programs that take one number only
 * @param slower why it is more than this person was told before; null if it is not
 */
public record Estimate(
        Duration atLeast,
        Duration likely,
        Duration atMost,
        @Nullable Slower slower) {

    /** Where a range can begin and end, in ascending order. */
    public static final List<Duration> EDGES = Stream.of(
                    0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720)
            .map(Duration::ofMinutes)
            .toList();

    private static final long[] EDGES_MILLIS =
            EDGES.stream().mapToLong(Duration::toMillis).toArray();

    /** Rounds the range. */
    static Estimate of(double atLeastMillis, double likelyMillis, double atMostMillis) {
        int below = EDGES_MILLIS.length - 1;
        while (below > 0 && EDGES_MILLIS[below] > atLeastMillis) {
            below--;
        }
        Duration likely = Duration.ofSeconds((long) Math.ceil(likelyMillis / 1000));
        return new Estimate(EDGES.get(below), likely, EDGES.get(above(atMostMillis)), null);
    }

    /** The edge at this or above, in ms; the last one if none is. */
    static long edgeAbove(double millis) {
        return EDGES_MILLIS[above(millis)];
    }

    private static int above(double millis) {
        int above = 1;
        while (above < EDGES_MILLIS.length - 1 && EDGES_MILLIS[above] < millis) {
            above++;
        }
        return above;
    }

    /** The same, ending no later than the edge above that. */
    Estimate endingWithin(long millis) {
        int above = above(millis);
        Duration edge = EDGES.get(above);
        if (edge.compareTo(atMost) >= 0) {
            return this;
        }
        Duration before = EDGES.get(above - 1);
        return new Estimate(atLeast.compareTo(before) < 0 ? atLeast : before, likely, edge, slower);
    }

    Estimate because(Slower reason) {
        return new Estimate(atLeast, likely, atMost, reason);
    }

    /** Why a wait has become longer. */
    public enum Slower {
        /** Seats come free less often than before. */
        FEWER_LEAVE("fewer-leave"),
        /** There are fewer seats than before. */
        CEILING_LOWERED("ceiling-lowered"),
        /** People of a higher rank came. */
        PRIORITY("priority");

        private final String word;

        Slower(String word) {
            this.word = word;
        }

        /** As it is said on the wire. */
        public String word() {
            return word;
        }
    }
}
