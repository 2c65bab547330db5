package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.upstream.AnswerListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long the portal takes and what comes of it; names are those of services and routes, which the settings give. */
final class PortalMeters implements AnswerListener {

    /** From a cached page to what makes a pupil try again; the last is the patience of the settings' default. */
    private static final Duration[] STEPS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private static final int FIRST_ERROR = 500;

    private final MeterRegistry registry;
    private final Map<String, Timers> services = new ConcurrentHashMap<>();

    PortalMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void serves(String service) {
        services.computeIfAbsent(service, Timers::new);
    }

    @Override
    public void answered(String service, int status, long tookNanos) {
        Timers timers = services.get(service);
        if (timers != null) {
            (status < FIRST_ERROR ? timers.answered : timers.error).record(tookNanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void failed(String service, long tookNanos) {
        Timers timers = services.get(service);
        if (timers != null) {
            timers.failed.record(tookNanos, TimeUnit.NANOSECONDS);
        }
    }

    private final class Timers {

        final Timer answered;
        final Timer error;
        final Timer failed;

        Timers(String service) {
            answered = timer(service, "answered");
            error = timer(service, "error");
            failed = timer(service, "failed");
        }

        private Timer timer(String service, String outcome) {
            return Timer.builder(Metrics.PORTAL)
                    .tags("service", service, "outcome", outcome)
                    .description("From sending a request to the head of its answer")
                    .serviceLevelObjectives(STEPS)
                    .register(registry);
        }
    }
}
