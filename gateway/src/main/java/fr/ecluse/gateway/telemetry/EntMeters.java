package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.policy.Role;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The ENT as of the last census: not a number before the first, the last known while the ledger is away. */
final class EntMeters {

    private static final Duration[] WAITS = {
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(3),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10),
        Duration.ofMinutes(15),
        Duration.ofMinutes(20),
        Duration.ofMinutes(30),
        Duration.ofMinutes(45),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofHours(4)
    };

    private final MeterRegistry registry;
    private final Map<Role, Timer> waits = new ConcurrentHashMap<>();
    private final Set<String> services = ConcurrentHashMap.newKeySet();
    private final Set<Role> counted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Census census;

    EntMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder(
                        Metrics.CEILING,
                        this,
                        m -> m.read(taken -> taken.ceiling().sessions()))
                .description("The ceiling in force")
                .register(registry);
        for (Mode mode : Mode.values()) {
            Gauge.builder(Metrics.MODE, this, m -> m.read(taken -> taken.mode() == mode ? 1 : 0))
                    .tag("mode", mode.word())
                    .description("1 for the mode in force")
                    .register(registry);
        }
        Gauge.builder(Metrics.LEASED, this, m -> m.read(Census::leased))
                .description("Seats that nodes may give while the ledger is away")
                .register(registry);
    }

    void roles(Set<Role> roles) {
        roles.forEach(role -> waits.computeIfAbsent(role, this::meters));
    }

    private Timer meters(Role role) {
        gauge(Metrics.SESSIONS, "Seats taken", role, taken -> taken.seats().getOrDefault(role, 0L));
        gauge(Metrics.WAITING, "People who wait", role, taken -> waiting(taken, role));
        gauge(Metrics.OLDEST, "How long the first in the line has waited", role, taken -> oldestSeconds(taken, role));
        return Timer.builder(Metrics.WAIT)
                .tag("role", role.name())
                .description("Waits that ended with a seat")
                .serviceLevelObjectives(WAITS)
                .maximumExpectedValue(Duration.ofHours(12))
                .register(registry);
    }

    /** The policy bounds the services; one that is new gets its gauges with the first census that counts it. */
    void census(Census taken) {
        census = taken;
        // a counter of the whole ENT that began at zero when this node did would look like a burst
        for (Census.Tally tally : taken.tallies()) {
            if (counted.add(tally.role())) {
                counter(Metrics.CALLS, "People called", tally.role(), EntMeters::calls);
                counter(Metrics.NO_SHOWS, "People who did not come when called", tally.role(), EntMeters::noShows);
                counter(Metrics.INVERSIONS, "Seats taken before earlier people", tally.role(), EntMeters::inversions);
            }
        }
        for (Census.Service service : taken.services()) {
            if (services.add(service.name())) {
                gauge(Metrics.SERVICE_SESSIONS, "Seats taken of a service", service.name(), Census.Service::taken);
                gauge(Metrics.SERVICE_CEILING, "The service's own ceiling", service.name(), Census.Service::sessions);
            }
        }
    }

    private void gauge(String name, String description, String service, ToDoubleFunction<Census.Service> value) {
        Gauge.builder(
                        name,
                        this,
                        m -> m.read(taken -> taken.services().stream()
                                .filter(counted -> counted.name().equals(service))
                                .mapToDouble(value)
                                .findFirst()
                                .orElse(Double.NaN)))
                .tag("service", service)
                .description(description)
                .register(registry);
    }

    private void counter(String name, String description, Role role, ToDoubleBiFunction<Census, Role> value) {
        FunctionCounter.builder(name, this, m -> m.read(taken -> value.applyAsDouble(taken, role)))
                .tag("role", role.name())
                .description(description)
                .register(registry);
    }

    private static double calls(Census taken, Role role) {
        return taken.lanes().stream()
                .filter(lane -> lane.role().equals(role))
                .mapToLong(Census.Lane::calledEver)
                .sum();
    }

    private static double noShows(Census taken, Role role) {
        return taken.tallies().stream()
                .filter(tally -> tally.role().equals(role))
                .mapToLong(Census.Tally::noShows)
                .sum();
    }

    private static double inversions(Census taken, Role role) {
        return taken.tallies().stream()
                .filter(tally -> tally.role().equals(role))
                .mapToLong(Census.Tally::inversions)
                .sum();
    }

    void waited(Role role, Duration wait) {
        Timer timer = waits.get(role);
        if (timer != null) {
            timer.record(wait);
        }
    }

    private void gauge(String name, String description, Role role, ToDoubleFunction<Census> value) {
        Gauge.builder(name, this, m -> m.read(value))
                .tag("role", role.name())
                .description(description)
                .register(registry);
    }

    private double read(ToDoubleFunction<Census> value) {
        Census taken = census;
        return taken == null ? Double.NaN : value.applyAsDouble(taken);
    }

    private static double oldestSeconds(Census taken, Role role) {
        return taken.lanes().stream()
                .filter(lane -> lane.role().equals(role))
                .flatMap(lane -> lane.line().stream())
                .mapToLong(Census.Mark::arrivalMillis)
                .min()
                .stream()
                .mapToDouble(arrival -> Math.max(0, taken.ledgerMillis() - arrival) / 1000.0)
                .findFirst()
                .orElse(0);
    }

    private static double waiting(Census taken, Role role) {
        return taken.lanes().stream()
                .filter(lane -> lane.role().equals(role))
                .mapToLong(Census.Lane::waiting)
                .sum();
    }
}
