package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Leased;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.policy.Role;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Schedulers;

/** One gateway as far as seats go: its ledger, its memory and its reserve, running. */
final class TestNode implements AutoCloseable {

    private static final int CAPACITY = 10_000;

    static final Set<Role> OPEN = Set.of(Role.ELEVE, Role.ENSEIGNANT, Role.PARENT);

    private final AtomicInteger given = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger reentered = new AtomicInteger();
    private final AtomicInteger overdue = new AtomicInteger();
    private final Reserve reserve = Reserve.of(UUID.randomUUID().toString());
    private final RedisLedger ledger;
    private final Seats seats;

    /** One that has as much patience with Redis as a busy machine needs: it loses a server that is gone, and no slow one. */
    TestNode(String ent, List<URI> uris, PolicyNumbers policy) {
        this(ent, uris, policy, Clock.systemUTC());
    }

    TestNode(String ent, List<URI> uris, PolicyNumbers policy, Clock clock) {
        this(
                ent,
                uris,
                policy,
                TestLedgers.PATIENCE,
                new Seats.Surroundings(System::nanoTime, clock, Schedulers.parallel(), CAPACITY));
    }

    /** One that gives a server up after such a time without an answer. */
    TestNode(String ent, List<URI> uris, PolicyNumbers policy, Duration answersWithin) {
        this(
                ent,
                uris,
                policy,
                answersWithin,
                new Seats.Surroundings(System::nanoTime, Clock.systemUTC(), Schedulers.parallel(), CAPACITY));
    }

    /** One whose time goes as the test says. */
    TestNode(String ent, TestRedis redis, PolicyNumbers policy, LongSupplier nanoTime) {
        this(
                ent,
                List.of(redis.uri()),
                policy,
                TestLedgers.PATIENCE,
                new Seats.Surroundings(nanoTime, Clock.systemUTC(), Schedulers.parallel(), CAPACITY));
    }

    private TestNode(
            String ent, List<URI> uris, PolicyNumbers policy, Duration answersWithin, Seats.Surroundings surroundings) {
        LedgerListener listener = new LedgerListener() {
            @Override
            public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
                // only what is given matters here
            }

            @Override
            public void gaveFromLease() {
                given.incrementAndGet();
            }

            @Override
            public void lost() {
                lost.incrementAndGet();
            }

            @Override
            public void reentered(int seats) {
                reentered.addAndGet(seats);
            }
        };
        ledger = new RedisLedger(ent, uris, listener, answersWithin);
        seats = new Seats(ledger, () -> OPEN, census -> {}, listener, reserve, surroundings);
        seats.announce(policy).onErrorComplete().block();
        seats.start();
    }

    TestNode(String ent, TestRedis redis, PolicyNumbers policy) {
        this(ent, List.of(redis.uri()), policy);
        Await.until(() -> seats.census() != null);
    }

    Seats seats() {
        return seats;
    }

    RedisLedger ledger() {
        return ledger;
    }

    /** Newcomers whom this node has let in on its own. */
    int given() {
        return given.get();
    }

    /** Seats that this node has been leased, as it has heard. */
    int leased() {
        return Leased.seats(reserve);
    }

    /** How often this node has lost its line. */
    int lost() {
        return lost.get();
    }

    /** Seats that this node has told to a Redis without its memory. */
    int reentered() {
        return reentered.get();
    }

    /** How many of this node's callers have waited in vain for an answer. */
    int waitedInVain() {
        return overdue.get();
    }

    Admission admit(int number, Role role) {
        return seats.admit(new Claim(person(number), role, null, null, OPEN)).block();
    }

    /** Takes or finds the seat, or says that there is none. */
    boolean seats(int number, Role role) {
        try {
            return admit(number, role) instanceof Admission.Seated;
        } catch (LedgerUnavailableException unavailable) {
            if (unavailable.getCause() instanceof RedisCommandTimeoutException) {
                overdue.incrementAndGet();
            }
            return false;
        }
    }

    /** Sits, as far as this node knows without asking anybody. */
    boolean holds(int number) {
        return seats.held(person(number), null) != null;
    }

    /** As the ledger says now; null while it can't be asked. */
    Census census() {
        try {
            return ledger.census(OPEN).block();
        } catch (LedgerUnavailableException unavailable) {
            return null;
        }
    }

    @Override
    public void close() {
        seats.close();
        ledger.close();
    }
}
