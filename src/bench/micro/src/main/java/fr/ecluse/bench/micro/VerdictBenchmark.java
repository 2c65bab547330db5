package fr.ecluse.bench.micro;

import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
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

/** The rule: read from a field between two edges, computed at an edge, loaded when the file changes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class VerdictBenchmark {

    /** A Tuesday morning: the parents are refused until 18:00. */
    private static final Instant TUESDAY_AT_NINE = Instant.parse("2026-11-24T08:00:00Z");

    private byte[] file;
    private Policy policy;
    private Rulebook rulebook;

    @Setup
    public void read() throws IOException {
        try (InputStream in = Objects.requireNonNull(VerdictBenchmark.class.getResourceAsStream("policy.yaml"))) {
            file = in.readAllBytes();
        }
        policy = ((Loaded.Valid) load()).policy();
        rulebook = new Rulebook(policy, Clock.systemUTC());
    }

    @Benchmark
    public Verdict rememberedUntilTheEdge() {
        return rulebook.verdict(Role.ELEVE, "portail");
    }

    @Benchmark
    public Verdict computedForAParent() {
        return policy.verdict(Role.PARENT, null, TUESDAY_AT_NINE);
    }

    @Benchmark
    public Loaded load() {
        return PolicyLoader.load("policy.yaml", file);
    }
}
