package fr.ecluse.bench.ledger;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongFunction;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Newcomers who come to a door, one after the other, without waiting for each other's answers. */
final class Arrivals {

    private static final int MOST_TRIES = 1_000;
    private static final Duration COMES_AGAIN_AFTER = Duration.ofMillis(20);

    private final Function<Claim, Mono<Admission>> door;
    private final int inFlight;
    private final AtomicLong unanswered = new AtomicLong();

    /** @param inFlight how many may wait for their answers at the same time */
    Arrivals(Function<Claim, Mono<Admission>> door, int inFlight) {
        this.door = door;
        this.inFlight = inFlight;
    }

    /** How often a newcomer got no answer in time, and came again. */
    long unanswered() {
        return unanswered.get();
    }

    /**
     * As many as the door takes.
     *
     * @return admissions a second
     */
    double flood(long from, int count, LongFunction<Claim> claim) {
        Semaphore free = new Semaphore(inFlight);
        long start = System.nanoTime();
        for (long number = from; number < from + count; number++) {
            free.acquireUninterruptibly();
            enter(claim.apply(number), free::release);
        }
        free.acquireUninterruptibly(inFlight);
        return count * 1e9 / (System.nanoTime() - start);
    }

    /**
     * So many a second, at random instants, whatever becomes of those before. A time counts from the instant at which the
     * person should have come: whoever comes late because of others has waited, too.
     *
     * @return the times of the admissions in nanoseconds, shortest first
     */
    long[] offer(long from, int count, double perSecond, LongFunction<Claim> claim) {
        Random random = new Random(from);
        long[] took = new long[count];
        Semaphore answered = new Semaphore(0);
        double dueNanos = System.nanoTime();
        for (int i = 0; i < count; i++) {
            dueNanos += -Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
            long due = (long) dueNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int index = i;
            enter(claim.apply(from + i), () -> {
                took[index] = System.nanoTime() - due;
                answered.release();
            });
        }
        answered.acquireUninterruptibly(count);
        Arrays.sort(took);
        return took;
    }

    private void enter(Claim claim, Runnable done) {
        door.apply(claim)
                .doOnError(lost -> unanswered.incrementAndGet())
                .retryWhen(Retry.fixedDelay(MOST_TRIES, COMES_AGAIN_AFTER))
                .doOnNext(Arrivals::mustSit)
                .doFinally(signal -> done.run())
                .subscribe();
    }

    private static void mustSit(Admission admission) {
        if (!(admission instanceof Admission.Seated)) {
            throw new IllegalStateException("there is a seat for everybody, but the answer was " + admission);
        }
    }
}
