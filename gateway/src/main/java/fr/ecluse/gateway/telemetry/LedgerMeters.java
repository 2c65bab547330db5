package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.LedgerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How the ledger does. */
final class LedgerMeters implements LedgerListener {

    /** The last is the command timeout. */
    private static final Duration[] STEPS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250)
    };

    private final Map<Operation, Timer> timers = new EnumMap<>(Operation.class);
    private final MeterRegistry registry;
    private final Map<String, Timer> commands = new ConcurrentHashMap<>();
    private final Counter fromReserve;
    private final Counter turnedAway;
    private final Counter uncounted;
    private final Counter reentered;
    private volatile boolean healthy;

    LedgerMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Operation operation : Operation.values()) {
            timers.put(
                    operation,
                    Timer.builder(Metrics.LEDGER)
                            .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                            .description("Time of the ledger's answers")
                            .serviceLevelObjectives(STEPS)
                            .register(registry));
        }
        this.fromReserve = ofLoss(registry, "reserve");
        this.turnedAway = ofLoss(registry, "refused");
        this.uncounted = ofLoss(registry, "uncounted");
        this.reentered = Counter.builder(Metrics.REENTERED)
                .description("Seats told to a ledger that had lost its memory")
                .register(registry);
        Gauge.builder(Metrics.LEDGER_HEALTHY, this, m -> m.healthy ? 1 : 0)
                .description("1 if the last that was heard of the ledger was an answer")
                .register(registry);
    }

    boolean isHealthy() {
        return healthy;
    }

    @Override
    public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
        Timer timer = timers.get(operation);
        if (timer != null) {
            timer.record(elapsedNanos, TimeUnit.NANOSECONDS);
        }
        if (outcome != Outcome.CANCELLED) {
            healthy = outcome != Outcome.UNAVAILABLE;
        }
    }

    @Override
    public void commanded(String command, long elapsedNanos) {
        commands.computeIfAbsent(command, this::command).record(elapsedNanos, TimeUnit.NANOSECONDS);
    }

    private Timer command(String word) {
        return Timer.builder(Metrics.REDIS_COMMAND)
                .tag("command", word.toLowerCase(Locale.ROOT))
                .description("Time of Redis' answers, from sending to the last byte")
                .serviceLevelObjectives(STEPS)
                .register(registry);
    }

    private static Counter ofLoss(MeterRegistry registry, String outcome) {
        return Counter.builder(Metrics.LEDGER_LOSS)
                .tag("outcome", outcome)
                .description("What became of people without a seat while the ledger was away")
                .register(registry);
    }

    @Override
    public void gaveFromLease() {
        fromReserve.increment();
    }

    @Override
    public void turnedAway() {
        turnedAway.increment();
    }

    @Override
    public void passedUncounted() {
        uncounted.increment();
    }

    @Override
    public void reentered(int seats) {
        reentered.increment(seats);
    }

    @Override
    public void lost() {
        healthy = false;
    }

    @Override
    public void returned() {
        healthy = true;
    }
}
