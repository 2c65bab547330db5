package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.Seat;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * One gateway of a storm, in a process of its own that can be killed or paused: the real ledger, the real seats, and people
 * who arrive, ask again and again, log out or just go. It prints what it tells them, one line an answer; what that must
 * have been is judged elsewhere.
 *
 * <p>Its input: {@code s}: nobody asks for anything any more; its end: the process ends.
 */
final class StormNode {

    static final String READY = "READY";
    static final String STOPPED = "STOPPED";

    /** A machine that is busy with other things makes Redis slow, and this is no test of its loss. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final PolicyNumbers POLICY = CeilingStormTest.POLICY;
    private static final long MILLI = 1_000_000;
    private static final long IDLE_NANOS = POLICY.idle().toNanos();
    private static final long STALL_NANOS = 500 * MILLI;
    private static final int MOST_ASKING = 32; // then Redis is as busy as can be, and nobody else comes
    private static final int REPORTED_HELD = 8; // one of so many

    private final Random random;
    private final Seats seats;
    private final AtomicInteger fromLease;
    private final PrintStream out;
    private final double arrivalsPerNano;
    private final int people;
    private final PriorityQueue<Visit> visits = new PriorityQueue<>();
    private final Set<Pseudonym> given = new HashSet<>(); // ever
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

    private volatile boolean stopped;
    private long sessions;
    private long held;
    private int asking;
    private long disturbedNanos = System.nanoTime();

    /** What is said to people, as the first letter of a line. */
    enum Word {
        /** A seat, taken before. */
        SITS,
        /** A seat, taken just now. */
        ENTERS,
        /** No seat. */
        WAITS,
        /** The session is dead. */
        DEAD,
        /** A seat, from memory. */
        HELD,
        /** A seat that Redis has not heard of: from the reserve of this node. */
        GIVEN
    }

    /** Somebody with a browser. */
    private static final class Visit implements Comparable<Visit> {
        final Pseudonym person;
        final Role role;
        final @Nullable String session;
        long dueNanos;
        long leavesNanos; // 0 before the first seat
        long activeNanos; // the last request that was let through; 0: none yet
        int patience = 1;

        @Nullable
        Long arrival;

        Visit(Pseudonym person, Role role, @Nullable String session, long dueNanos) {
            this.person = person;
            this.role = role;
            this.session = session;
            this.dueNanos = dueNanos;
        }

        @Override
        public int compareTo(Visit other) {
            return Long.compare(dueNanos, other.dueNanos);
        }
    }

    private StormNode(
            Seats seats, AtomicInteger fromLease, PrintStream out, long seed, double arrivalsPerSecond, int people) {
        this.seats = seats;
        this.fromLease = fromLease;
        this.out = out;
        this.random = new Random(seed);
        this.arrivalsPerNano = arrivalsPerSecond / 1e9;
        this.people = people;
    }

    /** {@code REDIS-URI LEDGER-NAME SEED ARRIVALS-A-SECOND PEOPLE} */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        System.setOut(System.err);
        CountDownLatch connected = new CountDownLatch(1);
        AtomicInteger fromLease = new AtomicInteger();
        LedgerListener listener = new LedgerListener() {
            @Override
            public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
                // what people hear matters here
            }

            @Override
            public void returned() {
                connected.countDown();
            }

            @Override
            public void gaveFromLease() {
                fromLease.incrementAndGet();
            }
        };
        RedisLedger ledger = new RedisLedger(arguments[1], List.of(URI.create(arguments[0])), listener, PATIENCE);
        Seats seats = new Seats(
                ledger,
                () -> CeilingStormTest.OPEN,
                census -> {},
                listener,
                Reserve.of(UUID.randomUUID().toString()),
                new Surroundings(System::nanoTime, Clock.systemUTC(), Schedulers.newSingle("seats", true), 1_000_000));
        connected.await();
        seats.announce(POLICY).onErrorComplete().block();
        seats.start();
        StormNode node = new StormNode(
                seats,
                fromLease,
                out,
                Long.parseLong(arguments[2]),
                Double.parseDouble(arguments[3]),
                Integer.parseInt(arguments[4]));
        Thread input = new Thread(node::obey, "input");
        input.setDaemon(true);
        input.start();
        out.println(READY);
        out.flush();
        node.run();
    }

    private void obey() {
        try {
            while (System.in.read() >= 0) {
                stopped = true;
            }
        } catch (IOException e) {
            // as if it had ended
        }
        Runtime.getRuntime().halt(0);
    }

    private void run() {
        long last = System.nanoTime();
        boolean saidStopped = false;
        double nextArrival = last;
        while (true) {
            long now = System.nanoTime();
            if (now - last > STALL_NANOS) {
                disturbedNanos = now;
            }
            last = now;
            for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
                answer.run();
            }
            for (;
                    !stopped && nextArrival <= now;
                    nextArrival += -Math.log(1 - random.nextDouble()) / arrivalsPerNano) {
                if (asking < MOST_ASKING) {
                    visits.add(somebody(now));
                }
            }
            for (Visit visit = visits.peek();
                    !stopped && visit != null && visit.dueNanos <= now;
                    visit = visits.peek()) {
                act(visits.remove(), now);
            }
            if (stopped && !saidStopped) {
                saidStopped = true;
                out.println(STOPPED);
            }
            out.flush();
            LockSupport.parkNanos(2 * MILLI);
        }
    }

    private Visit somebody(long now) {
        int number = random.nextInt(people);
        List<Role> roles = CeilingStormTest.MIX;
        // most people have one role; some show another now and then
        Role role = roles.get((random.nextInt(20) == 0 ? random.nextInt(roles.size()) : number) % roles.size());
        String session = random.nextInt(3) == 0 ? null : Long.toHexString(random.nextLong()) + "-" + sessions++;
        return new Visit(People.person(number), role, session, now);
    }

    private void act(Visit visit, long now) {
        long askedMillis =
                System.currentTimeMillis(); // before the seat is looked at: this process may be stopped anywhere
        Seat seat = seats.held(visit.person, visit.session);
        if (visit.leavesNanos != 0 && now - visit.leavesNanos > 0) {
            if (random.nextInt(2) == 0) {
                seats.release(visit.person, visit.session).onErrorComplete().subscribe();
            }
            return;
        }
        if (seat == null) {
            ask(visit);
            return;
        }
        seats.touch(seat);
        if (held++ % REPORTED_HELD == 0) {
            report(given.contains(visit.person) ? Word.GIVEN : Word.HELD, visit, askedMillis, -1);
        }
        through(visit, now);
    }

    /** The request was let through; the next one comes soon enough to keep the seat. */
    private void through(Visit visit, long now) {
        if (visit.leavesNanos == 0) {
            visit.leavesNanos = now + (500 + random.nextInt(4_500)) * MILLI;
        }
        visit.activeNanos = now;
        again(visit, now + (200 + random.nextInt(300)) * MILLI);
    }

    private void again(Visit visit, long dueNanos) {
        visit.dueNanos = dueNanos;
        visits.add(visit);
    }

    private void ask(Visit visit) {
        Claim claim = new Claim(visit.person, visit.role, visit.session, visit.arrival, CeilingStormTest.OPEN);
        long sentMillis = System.currentTimeMillis();
        // how long ago this person was let through, if all was well here since
        long activeNanos = visit.activeNanos;
        long askedNanos = System.nanoTime();
        int givenBefore = fromLease.get();
        asking++;
        seats.admit(claim)
                .subscribe(
                        admission -> {
                            // the line may be lost, a seat be given without it, and the line be back before this is
                            // asked
                            boolean byTheLedger = seats.healthy() && fromLease.get() == givenBefore;
                            answers.add(answered(visit, admission, byTheLedger, sentMillis, askedNanos, activeNanos));
                        },
                        lost -> answers.add(() -> {
                            asking--;
                            if (!(lost instanceof LedgerUnavailableException)) {
                                throw new IllegalStateException(lost);
                            }
                            disturbedNanos = System.nanoTime();
                            again(visit, disturbedNanos + 200 * MILLI);
                        }));
    }

    /** @param byTheLedger as when the answer came; when it is read, the ledger may be back, or gone */
    private Runnable answered(
            Visit visit, Admission admission, boolean byTheLedger, long sentMillis, long askedNanos, long activeNanos) {
        return () -> {
            asking--;
            if (System.nanoTime() - askedNanos > STALL_NANOS) {
                disturbedNanos = System.nanoTime();
            }
            boolean sound = activeNanos != 0 && System.nanoTime() - disturbedNanos > IDLE_NANOS;
            heard(visit, admission, byTheLedger, sentMillis, sound ? (askedNanos - activeNanos) / MILLI : -1);
        };
    }

    private void heard(Visit visit, Admission admission, boolean byTheLedger, long sentMillis, long quietMillis) {
        long now = System.nanoTime();
        if (admission instanceof Admission.Seated seated) {
            report(word(visit, seated, byTheLedger), visit, sentMillis, quietMillis);
            through(visit, now);
        } else if (admission instanceof Admission.Waiting waiting) {
            report(Word.WAITS, visit, sentMillis, quietMillis);
            visit.arrival = waiting.arrivalMillis();
            if (visit.patience-- > 0) {
                again(visit, now + (300 + random.nextInt(500)) * MILLI);
            } else if (random.nextInt(20) > 0) {
                // gives the place back; the few who do not are called in vain
                seats.release(visit.person, visit.session).onErrorComplete().subscribe();
            }
        } else {
            report(Word.DEAD, visit, sentMillis, quietMillis);
        }
    }

    private Word word(Visit visit, Admission.Seated seated, boolean byTheLedger) {
        if (byTheLedger) {
            return seated.taken() == Taken.NOW ? Word.ENTERS : Word.SITS;
        }
        if (seated.taken() == Taken.NOW) {
            given.add(visit.person);
        }
        return given.contains(visit.person) ? Word.GIVEN : Word.HELD;
    }

    /** {@code WORD PERSON SENT-MS HEARD-MS QUIET-MS} */
    private void report(Word word, Visit visit, long sentMillis, long quietMillis) {
        out.println(word.name().charAt(0) + " " + Long.toHexString(visit.person.high()) + " "
                + Long.toHexString(visit.person.low()) + " " + sentMillis + " " + System.currentTimeMillis() + " "
                + quietMillis);
    }
}
