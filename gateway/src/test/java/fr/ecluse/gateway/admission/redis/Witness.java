package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * People who sit on a node and go on asking for something all through a fault, as pages do; and what they met. None of
 * them may ever notice anything.
 */
final class Witness implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(5);

    private record Sitting(TestNode node, int number, Role role) {}

    private final List<Sitting> seated = new CopyOnWriteArrayList<>();
    private final Queue<String> noticed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private final Thread thread = new Thread(this::watch, "witness");
    private volatile boolean closed;

    Witness() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes seats on that node, one after the other; from then on each of these people is watched. */
    void seat(TestNode node, int from, int count, Role role) {
        List<Sitting> all = new ArrayList<>();
        for (int number = from; number < from + count; number++) {
            assertThat(node.admit(number, role)).isInstanceOf(Seated.class);
            all.add(new Sitting(node, number, role));
        }
        seated.addAll(all);
    }

    /** They leave of their own will and ask for nothing any more, when this returns: else they would come in anew. */
    void leaves(int number) {
        seated.removeIf(sitting -> sitting.number() == number);
        int underWay = rounds.get();
        Await.until(() -> rounds.get() > underWay);
    }

    /** How many people are known to sit on any of these nodes, of the numbers below that. */
    static int seatedOn(int below, TestNode... nodes) {
        int count = 0;
        for (int number = 0; number < below; number++) {
            for (TestNode node : nodes) {
                if (node.holds(number)) {
                    count++;
                    break;
                }
            }
        }
        return count;
    }

    private void watch() {
        while (!closed) {
            for (Sitting sitting : seated) {
                look(sitting);
            }
            rounds.incrementAndGet();
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private void look(Sitting sitting) {
        if (!sitting.node().holds(sitting.number()) && seated.contains(sitting)) {
            noticed.add(sitting.number() + " had to ask");
        }
        try {
            Object answer = sitting.node().admit(sitting.number(), sitting.role());
            if (!(answer instanceof Seated) && seated.contains(sitting)) {
                noticed.add(sitting.number() + " was told " + answer);
            }
        } catch (LedgerUnavailableException e) {
            if (seated.contains(sitting)) {
                noticed.add(sitting.number() + " was turned away: " + e.getMessage());
            }
        }
    }

    /** Asks once more after everything, and says what anybody met. */
    void nobodyNoticed() {
        int before = rounds.get();
        Await.until(() -> rounds.get() > before + 1);
        assertThat(noticed).isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
