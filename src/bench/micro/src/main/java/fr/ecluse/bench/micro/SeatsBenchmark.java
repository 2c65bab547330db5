package fr.ecluse.bench.micro;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.Seat;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Clock;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.scheduler.Schedulers;

/** The seat of a request by somebody seated: one look-up, one note of the activity. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SeatsBenchmark {

    @Param({"2000", "144000"})
    int seated;

    private Seats seats;
    private Pseudonym[] people;
    private int next;

    @Setup
    public void fill() {
        seats = new Seats(
                new MemoryLedger(Clock.systemUTC(), LedgerListener.NONE),
                () -> Crowd.OPEN,
                census -> {},
                LedgerListener.NONE,
                Reserve.none(),
                new Surroundings(System::nanoTime, Clock.systemUTC(), Schedulers.parallel(), Seats.DEFAULT_CAPACITY));
        seats.announce(Crowd.numbers(seated)).block();
        people = IntStream.range(0, seated).mapToObj(Crowd::person).toArray(Pseudonym[]::new);
        for (Pseudonym person : people) {
            seats.admit(Crowd.claim(person)).block();
        }
    }

    @TearDown
    public void close() {
        seats.close();
    }

    @Benchmark
    public Seat heldAndTouched() {
        next = (next + 1) % seated;
        Seat seat = seats.held(people[next], null);
        if (seat == null) {
            throw new IllegalStateException("person " + next + " has no seat");
        }
        seats.touch(seat);
        return seat;
    }
}
