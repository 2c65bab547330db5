package fr.ecluse.bench.micro;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Released;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** The ledger of one process, most of its seats taken. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MemoryLedgerBenchmark {

    private static final int BATCH = 500;

    /** Seats taken, under a ceiling of a thousand more. */
    @Param({"52000", "144000"})
    int seated;

    private final MemoryLedger ledger = new MemoryLedger(Clock.systemUTC(), LedgerListener.NONE);
    private List<Renewal> batch;
    private int next;

    @Setup
    public void fill() {
        ledger.announce(Crowd.numbers(seated + 1_000)).block();
        for (int i = 0; i < seated; i++) {
            if (!(ledger.admit(Crowd.claim(i)).block() instanceof Admission.Seated)) {
                throw new IllegalStateException("no seat for person " + i);
            }
        }
        batch = IntStream.range(0, BATCH)
                .mapToObj(i -> new Renewal(Crowd.person(i * (seated / BATCH)), Duration.ofSeconds(1)))
                .toList();
    }

    @Benchmark
    public Admission admitSomebodySeated() {
        next = (next + 1) % seated;
        return ledger.admit(Crowd.claim(next)).block();
    }

    @Benchmark
    public Released admitANewcomerWhoLeaves() {
        Pseudonym person = Crowd.person(seated + next++ % seated);
        ledger.admit(Crowd.claim(person)).block();
        return ledger.release(person, null).block();
    }

    @Benchmark
    public List<Renewed> renewFiveHundred() {
        return ledger.renew(batch).block();
    }

    @Benchmark
    public Census census() {
        return ledger.census(Crowd.OPEN).block();
    }
}
