package fr.ecluse.policy.compile;

import fr.ecluse.policy.Window;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * A set of minutes of the wall clock, as sorted disjoint spans {@code [start, end)} counted from 1 January 1970. Immutable.
 * Every operation is linear in the number of spans.
 */
final class Coverage {

    static final Coverage NOTHING = new Coverage(new long[0]);

    private static final int DAY = Window.END_OF_DAY;

    /** Start, end, start, end… */
    private final long[] bounds;

    private Coverage(long[] bounds) {
        this.bounds = bounds;
    }

    /** All minutes of these days, both inside. */
    static Coverage days(LocalDate first, LocalDate last) {
        return new Coverage(new long[] {first.toEpochDay() * DAY, (last.toEpochDay() + 1) * DAY});
    }

    /** The minutes of these days, both inside, at which a window holds; also those of a night that began the day before. */
    static Coverage of(Window window, LocalDate first, LocalDate last) {
        Builder spans = new Builder();
        int length = window.toMinute() > window.fromMinute()
                ? window.toMinute() - window.fromMinute()
                : window.toMinute() + DAY - window.fromMinute();
        long begin = first.toEpochDay() * DAY;
        long finish = (last.toEpochDay() + 1) * DAY;
        LocalDate eve = first.minusDays(1);
        LocalDate from =
                eve.isAfter(window.days().first()) ? eve : window.days().first();
        LocalDate to =
                last.isBefore(window.days().last()) ? last : window.days().last();
        for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
            if (window.days().contains(day)) {
                long start = day.toEpochDay() * DAY + window.fromMinute();
                long end = Math.min(start + length, finish);
                if (end > begin) {
                    spans.add(Math.max(start, begin), end);
                }
            }
        }
        return spans.build();
    }

    boolean isEmpty() {
        return bounds.length == 0;
    }

    Coverage plus(Coverage other) {
        Builder spans = new Builder();
        int i = 0;
        int j = 0;
        while (i < bounds.length || j < other.bounds.length) {
            if (j == other.bounds.length || (i < bounds.length && bounds[i] <= other.bounds[j])) {
                spans.add(bounds[i], bounds[i + 1]);
                i += 2;
            } else {
                spans.add(other.bounds[j], other.bounds[j + 1]);
                j += 2;
            }
        }
        return spans.build();
    }

    Coverage minus(Coverage other) {
        Builder spans = new Builder();
        int j = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long start = bounds[i];
            long end = bounds[i + 1];
            while (j < other.bounds.length && other.bounds[j + 1] <= start) {
                j += 2;
            }
            for (int k = j; k < other.bounds.length && other.bounds[k] < end; k += 2) {
                if (other.bounds[k] > start) {
                    spans.add(start, other.bounds[k]);
                }
                start = Math.max(start, other.bounds[k + 1]);
            }
            if (start < end) {
                spans.add(start, end);
            }
        }
        return spans.build();
    }

    boolean containsAll(Coverage other) {
        return other.minus(this).isEmpty();
    }

    boolean meets(Coverage other) {
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            if (bounds[i + 1] <= other.bounds[j]) {
                i += 2;
            } else if (other.bounds[j + 1] <= bounds[i]) {
                j += 2;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether every span that reaches neither end of {@code within} meets one of this. A span cut off at an end tells nothing. */
    boolean meetsEverySpanOf(Coverage other, Coverage within) {
        int j = 0;
        for (int i = 0; i < other.bounds.length; i += 2) {
            while (j < bounds.length && bounds[j + 1] <= other.bounds[i]) {
                j += 2;
            }
            boolean whole = other.bounds[i] > within.bounds[0] && other.bounds[i + 1] < within.bounds[1];
            if (whole && (j == bounds.length || bounds[j] >= other.bounds[i + 1])) {
                return false;
            }
        }
        return true;
    }

    /** Takes spans by rising start and joins those that touch. */
    private static final class Builder {

        private long[] bounds = new long[16];
        private int size;

        void add(long start, long end) {
            if (size > 0 && start <= bounds[size - 1]) {
                bounds[size - 1] = Math.max(bounds[size - 1], end);
                return;
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * size);
            }
            bounds[size++] = start;
            bounds[size++] = end;
        }

        Coverage build() {
            return size == 0 ? NOTHING : new Coverage(Arrays.copyOf(bounds, size));
        }
    }
}
