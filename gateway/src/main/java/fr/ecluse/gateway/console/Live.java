package fr.ecluse.gateway.console;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One pulse for everybody who looks: each two seconds a beat, and with every fifth a point, which is kept for two hours. It asks
 * the node, and not the ledger, so ten consoles cost what one costs; what is refused by which rule is asked of the ledger with
 * every point. Thread-safe; nothing blocks.
 */
public final class Live implements AutoCloseable {

    /** Between two points. */
    public static final Duration STEP = Duration.ofSeconds(10);

    static final Duration BEAT = Duration.ofSeconds(2);
    static final int MOST_POINTS = (int) (Duration.ofHours(2).toSeconds() / STEP.toSeconds());

    private static final Logger log = LoggerFactory.getLogger(Live.class);
    private static final long BEATS_A_POINT = STEP.toSeconds() / BEAT.toSeconds();

    private final Ent ent;
    private final PortalTimes portal;
    private final Clock clock;
    private final Deque<Point> points = new ArrayDeque<>();
    private final Sinks.Many<Beat> beats = Sinks.many().multicast().directBestEffort();
    private long counted;
    private volatile Map<String, Long> refusals = Map.of();
    private volatile @Nullable Disposable pulse;

    /** What the node knows of the ENT; asked from any thread, must answer at once. */
    public interface Ent {

        /** The last one; null before the first. */
        @Nullable
        Census census();

        /** Whether the ledger answered when it was last asked. */
        boolean isLedgerHealthy();

        /** Decisions a second: admitted, waiting, refused. */
        Rates rates();

        /** Requests refused today, by rule; this may take a while. */
        Mono<Map<String, Long>> refusals();

        /** How long somebody of that role would wait who came now; null: they would not, or nobody can honestly say. */
        @Nullable
        Duration waitOf(Role role);
    }

    /** Decisions a second on this node. */
    public record Rates(double admitted, double waiting, double refused) {}

    /** @param point null: it is not yet time for one */
    public record Beat(
            @Nullable Census census,
            boolean ledgerHealthy,
            @Nullable Point point) {}

    /** @param clock the gateway's, as it is shown */
    public Live(Ent ent, PortalTimes portal, Clock clock) {
        this.ent = ent;
        this.portal = portal;
        this.clock = clock;
    }

    /** Begins to beat. */
    public void start(Scheduler scheduler) {
        pulse = scheduler.schedulePeriodically(
                this::beatSafely, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beatSafely() {
        try {
            beat();
        } catch (RuntimeException e) {
            log.error("event=live-beat-failed", e); // a task that throws is never run again
        }
    }

    /** One beat. */
    public synchronized void beat() {
        Census census = ent.census();
        boolean healthy = ent.isLedgerHealthy();
        Point point = counted++ % BEATS_A_POINT == 0 ? point(healthy ? census : null) : null;
        if (point != null) {
            synchronized (points) {
                if (points.size() == MOST_POINTS) {
                    points.removeFirst();
                }
                points.addLast(point);
            }
            ent.refusals().subscribe(now -> refusals = new TreeMap<>(now), lost -> {
                // the ledger is away, which the beat says itself
            });
        }
        beats.emitNext(new Beat(census, healthy, point), Sinks.EmitFailureHandler.FAIL_FAST);
    }

    private Point point(@Nullable Census census) {
        Rates rates = ent.rates();
        return new Point(
                clock.instant().getEpochSecond(),
                census == null ? null : census.ceiling().sessions(),
                census == null ? null : names(census.seats()),
                census == null ? null : names(waiting(census)),
                rates.admitted,
                rates.waiting,
                rates.refused,
                portal.take(),
                refusals);
    }

    private static Map<Role, Long> waiting(Census census) {
        Map<Role, Long> waiting = new LinkedHashMap<>();
        census.lanes().forEach(lane -> waiting.merge(lane.role(), lane.waiting(), Long::sum));
        return waiting;
    }

    private static Map<String, Long> names(Map<Role, Long> counts) {
        Map<String, Long> names = new TreeMap<>();
        counts.forEach((role, count) -> names.put(role.name(), count));
        return names;
    }

    /** The last two hours, the oldest first. */
    public List<Point> history() {
        synchronized (points) {
            return List.copyOf(points);
        }
    }

    /** What happens from now on. Whoever does not keep up misses beats. */
    public Flux<Beat> beats() {
        return beats.asFlux();
    }

    /** What the node knows. */
    public Ent ent() {
        return ent;
    }

    @Override
    public void close() {
        Disposable running = pulse;
        if (running != null) {
            running.dispose();
        }
        beats.tryEmitComplete();
    }
}
