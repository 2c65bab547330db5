package fr.ecluse.gateway.console;

import fr.ecluse.gateway.upstream.AnswerListener;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * How the portal answers this node, by service, since it was last asked. There are as many services as the settings name.
 * Counting waits for nobody (HdrHistogram's recorder); {@link #take} is for one thread.
 */
public final class PortalTimes implements AnswerListener {

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
    private static final int DIGITS = 2;
    private static final int SERVER_ERROR = 500;
    private static final double MICROS = 1000.0;

    private final Map<String, Counts> services = new ConcurrentHashMap<>();

    @Override
    public void answered(String service, int status, long tookNanos) {
        Counts counts = of(service);
        long micros = TimeUnit.NANOSECONDS.toMicros(tookNanos);
        counts.times.recordValue(Math.max(0, Math.min(LONGEST_MICROS, micros)));
        if (status >= SERVER_ERROR) {
            counts.errors.increment();
        }
    }

    @Override
    public void failed(String service, long tookNanos) {
        Counts counts = of(service);
        counts.unanswered.increment();
        counts.errors.increment();
    }

    private Counts of(String service) {
        Counts met = services.get(service);
        return met != null ? met : services.computeIfAbsent(service, first -> new Counts());
    }

    /** What came since the last call; services without a request are there too, with none. */
    Map<String, Point.Portal> take() {
        Map<String, Point.Portal> taken = new TreeMap<>();
        services.forEach((service, counts) -> taken.put(service, counts.take()));
        return taken;
    }

    private static final class Counts {

        final Recorder times = new Recorder(LONGEST_MICROS, DIGITS);
        final LongAdder errors = new LongAdder();
        final LongAdder unanswered = new LongAdder();
        private @Nullable Histogram spare;

        Point.Portal take() {
            Histogram interval = times.getIntervalHistogram(spare);
            spare = interval;
            long answered = interval.getTotalCount();
            return new Point.Portal(
                    answered + unanswered.sumThenReset(),
                    answered == 0 ? null : interval.getValueAtPercentile(50) / MICROS,
                    answered == 0 ? null : interval.getValueAtPercentile(95) / MICROS,
                    errors.sumThenReset());
        }
    }
}
