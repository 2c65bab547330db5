package fr.ecluse.gateway.admission;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long people waited, in buckets that add across nodes: bucket 0 is up to a second, each one after it reaches 2^(1/8) times
 * as far, the last one 12 hours, after which a place is forgotten anyway. A percentile is the upper end of its bucket: never
 * too short, and at most 9 % (or a second) too long.
 *
 * @param counts by the number of the bucket; empty ones may be missing
 */
public record WaitHistogram(SortedMap<Integer, Long> counts) {

    /** Nobody waited. */
    public static final WaitHistogram EMPTY = new WaitHistogram(new TreeMap<>());

    private static final int PER_DOUBLING = 8;
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final int LAST = (int) Math.ceil(PER_DOUBLING * log2(LONGEST.toSeconds()));

    public WaitHistogram {
        counts = new TreeMap<>(counts);
    }

    /** In which bucket a wait belongs. */
    public static int bucket(Duration wait) {
        double seconds = wait.toMillis() / 1000.0;
        return seconds <= 1 ? 0 : Math.min(LAST, (int) Math.ceil(PER_DOUBLING * log2(seconds)));
    }

    /** The longest wait of a bucket. */
    public static Duration upTo(int bucket) {
        return bucket >= LAST
                ? LONGEST
                : Duration.ofMillis(Math.round(1000 * Math.pow(2, bucket / (double) PER_DOUBLING)));
    }

    /** How many waits there are. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Both together. */
    public WaitHistogram plus(WaitHistogram other) {
        SortedMap<Integer, Long> sum = new TreeMap<>(counts);
        add(other.counts, sum);
        return new WaitHistogram(sum);
    }

    /**
     * The wait that so many of a hundred did not exceed.
     *
     * @param percent 1 to 100
     * @return null if nobody waited
     */
    public @Nullable Duration percentile(int percent) {
        long rank = (total() * percent + 99) / 100;
        long seen = 0;
        for (Map.Entry<Integer, Long> bucket : counts.entrySet()) {
            seen += bucket.getValue();
            if (seen >= rank && seen > 0) {
                return upTo(bucket.getKey());
            }
        }
        return null;
    }

    private static void add(Map<Integer, Long> more, Map<Integer, Long> sum) {
        more.forEach((bucket, count) -> sum.merge(bucket, count, Long::sum));
    }

    private static double log2(double number) {
        return Math.log(number) / Math.log(2);
    }
}
