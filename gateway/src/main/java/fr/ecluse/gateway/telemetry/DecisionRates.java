package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.pipeline.DecisionListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Decisions a second on this node, over the last ten seconds: the counters now against those of then. Thread-safe. */
public final class DecisionRates {

    private static final int SAMPLES = 10;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DecisionMeters meters;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();

    DecisionRates(DecisionMeters meters, LongSupplier nanoTime) {
        this.meters = meters;
        this.nanoTime = nanoTime;
        sample();
    }

    /** Notes the counters; to be called once a second. */
    public synchronized void sample() {
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(take());
    }

    /** The rates since the oldest sample; all zero in the first moment. */
    public synchronized Rates now() {
        Sample then = samples.getFirst();
        Sample now = take();
        double seconds = (now.nanos - then.nanos) / NANOS;
        return seconds <= 0
                ? new Rates(0, 0, 0)
                : new Rates(
                        (now.admitted - then.admitted) / seconds,
                        (now.waiting - then.waiting) / seconds,
                        (now.refused - then.refused) / seconds);
    }

    private Sample take() {
        return new Sample(
                nanoTime.getAsLong(),
                meters.count(DecisionListener.ADMITTED),
                meters.count("waiting"),
                meters.count("refused"));
    }

    /** Decisions a second. */
    public record Rates(double admitted, double waiting, double refused) {}

    private record Sample(long nanos, long admitted, long waiting, long refused) {}
}
