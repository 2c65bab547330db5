package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.LedgerListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
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
    private volatile boolean healthy;

    LedgerMeters(MeterRegistry registry) {
        for (Operation operation : Operation.values()) {
            timers.put(
                    operation,
                    Timer.builder(Metrics.LEDGER)
                            .tag("operation", operation.name().toLowerCase(Locale.ROOT))
                            .description("Time of the ledger's answers")
                            .serviceLevelObjectives(STEPS)
                            .register(registry));
        }
        Gauge.builder(Metrics.LEDGER_HEALTHY, this, m -> m.healthy ? 1 : 0)
                .description("1 if the last that was heard of the ledger was an answer")
                .register(registry);
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
    public void lost() {
        healthy = false;
    }

    @Override
    public void returned() {
        healthy = true;
    }
}
