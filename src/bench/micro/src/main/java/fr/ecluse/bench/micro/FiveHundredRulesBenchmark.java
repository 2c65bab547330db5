package fr.ecluse.bench.micro;

import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The largest policy there may be: loaded, warnings included, and judged anew at the edge of a window. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FiveHundredRulesBenchmark {

    /** A Tuesday, 8:00 in Paris: windows open. */
    private static final Instant EDGE = Instant.parse("2026-11-24T07:00:00Z");

    private static final Circumstances TODAY = Circumstances.on(LocalDate.of(2026, 11, 24));

    @Param
    private FiveHundredRules shape;

    private byte[] file;
    private Policy policy;

    @Setup
    public void make() {
        file = shape.yaml().getBytes(StandardCharsets.UTF_8);
        policy = ((Loaded.Valid) load()).policy();
    }

    @Benchmark
    public Loaded load() {
        return PolicyLoader.load("policy.yaml", file, TODAY);
    }

    @Benchmark
    public Verdict verdictAtAnEdge() {
        return policy.verdict(Role.PARENT, "s1", EDGE);
    }
}
