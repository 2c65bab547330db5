package fr.ecluse.bench.micro;

import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.policy.Role;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What is measured of one request of somebody seated: the decision, and the portal's answer with its buckets; and the clock alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(5)
public class MetricsBenchmark {

    private DecisionListener decisions;
    private GuardListener guards;

    @Setup
    public void register() {
        Metrics metrics = new Metrics(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new LinkedHashSet<>(Role.BUILT_IN),
                System::nanoTime,
                Clock.systemUTC());
        decisions = metrics.decisions();
        guards = metrics.guards();
        guards.guards(GuardListener.Kind.UPSTREAM, "portail", () -> 0, () -> false);
    }

    @Benchmark
    public long aRequest() {
        long nanos = System.nanoTime() & 0xfffffff; // up to a quarter of a second, so that buckets differ
        decisions.decided(DecisionListener.ADMITTED, Role.ELEVE, nanos);
        guards.answered("portail", nanos, GuardListener.Answer.ANSWERED);
        return nanos;
    }

    @Benchmark
    public long theClockAlone() {
        return System.nanoTime() & 0xfffffff;
    }
}
