package fr.ecluse.bench.ledger;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.gateway.admission.redis.RedisLedger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** One gateway's part of the ceiling, as the gateway wires it: a ledger and the seats it knows. */
final class Node implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final AtomicLongArray asked = new AtomicLongArray(LedgerListener.Operation.values().length);
    private final Scheduler scheduler = Schedulers.newSingle("bench-seats", true);
    private final RedisLedger ledger;
    private final Seats seats;

    Node(URI redis, Crowd crowd, Duration idle, int capacity) throws InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        LedgerListener listener = new LedgerListener() {
            @Override
            public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
                asked.incrementAndGet(operation.ordinal());
            }

            @Override
            public void returned() {
                connected.countDown();
            }
        };
        ledger = new RedisLedger("bench", List.of(redis), listener);
        seats = new Seats(
                ledger,
                () -> Crowd.OPEN,
                census -> {},
                listener,
                Reserve.of("bench"),
                new Surroundings(System::nanoTime, Clock.systemUTC(), scheduler, capacity));
        connected.await();
        seats.announce(crowd.policy(idle)).block();
        seats.start();
    }

    RedisLedger ledger() {
        return ledger;
    }

    Seats seats() {
        return seats;
    }

    /** How often Redis was asked this. */
    long asked(LedgerListener.Operation operation) {
        return asked.get(operation.ordinal());
    }

    /** Seats in the ledger. */
    long taken() {
        return patiently(() -> ledger.census(Crowd.OPEN)).total();
    }

    /** The answer, asked for again while Redis is too busy to give one. */
    static <T> T patiently(Supplier<Mono<T>> question) {
        long start = System.nanoTime();
        while (true) {
            try {
                return Objects.requireNonNull(question.get().block());
            } catch (LedgerUnavailableException busy) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw busy;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Override
    public void close() {
        seats.close();
        ledger.close();
        scheduler.dispose();
    }
}
