package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many nodes at once on one Redis, which is watched from beside. */
class RedisLedgerConcurrencyTest {

    private static final int NODES = 4;
    private static final int THREADS_PER_NODE = 2;
    private static final int ACTS_PER_THREAD = 1_000;
    private static final int PEOPLE = 200;
    private static final List<Threshold> PRIORITY = List.of(
            new Threshold(Role.ELEVE, 100),
            new Threshold(Role.ENSEIGNANT, 100),
            new Threshold(Role.PERSONNEL, 95),
            new Threshold(Role.PARENT, 80),
            new Threshold(Role.AUTRE, 50));
    private static final Set<Role> EVERYBODY =
            Set.of(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL, Role.PARENT, Role.AUTRE);
    private static final PolicyNumbers POLICY =
            new PolicyNumbers("sha", 1, PRIORITY, 60, 10, 120, 0, Duration.ofMillis(1_500), Duration.ofSeconds(6));

    private final AtomicLong entered = new AtomicLong();
    private final AtomicLong waited = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    @Test
    void noInstantSeesMorePeopleEnterThanThereAreSeats() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("RedisLedgerConcurrencyTest seed=" + seed);
        SeatAccount account = new SeatAccount(new RedisLayout("foule"), 0);
        List<RedisLedger> nodes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(NODES * THREADS_PER_NODE + 1);
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe();
                CommandLog log = new CommandLog(redis.port(), RedisLayout::isWrite, account)) {
            for (int node = 0; node < NODES; node++) {
                nodes.add(TestLedgers.connected("foule", redis));
                nodes.get(node).announce(POLICY).block();
            }
            List<Future<?>> acting = new ArrayList<>();
            for (int thread = 0; thread < NODES * THREADS_PER_NODE; thread++) {
                SeatLedger node = nodes.get(thread % NODES);
                Random random = new Random(seed + thread);
                acting.add(threads.submit(() -> act(node, random)));
            }
            Future<?> ordering = threads.submit(() -> order(nodes.get(0), new Random(seed - 1), acting));
            for (Future<?> thread : acting) {
                thread.get();
            }
            ordering.get();
            log.finish();
            account.ends();

            assertThat(account.faults()).isEmpty();
            assertThat(account.entered()).isBetween(entered.get(), entered.get() + unanswered.get());
            assertThat(entered.get()).as("people who entered").isGreaterThan(100);
            assertThat(waited.get()).as("answers to people who wait").isGreaterThan(100);
            assertThat(account.overCeiling())
                    .as("times the ceiling was lowered under the occupancy")
                    .isPositive();
            // never above the highest ceiling; how full it became hangs on how fast the machine is
            assertThat(account.most()).isBetween(11, 120);
            nobodyStays(nodes.get(0), probe);
            nodes.forEach(RedisLedger::close);
        } finally {
            threads.shutdownNow();
        }
    }

    private void act(SeatLedger node, Random random) {
        for (int i = 0; i < ACTS_PER_THREAD; i++) {
            try {
                actOnce(node, random);
            } catch (LedgerUnavailableException slow) {
                unanswered.incrementAndGet();
            }
        }
    }

    private void actOnce(SeatLedger node, Random random) {
        int number = random.nextInt(PEOPLE);
        int dice = random.nextInt(100);
        if (dice < 75) {
            Role role = PRIORITY.get(random.nextInt(PRIORITY.size())).role();
            var admission = node.admit(new Claim(person(number), role, null, null, EVERYBODY))
                    .block();
            if (admission instanceof Seated seated && seated.taken() == Taken.NOW) {
                entered.incrementAndGet();
            } else if (admission instanceof Waiting) {
                waited.incrementAndGet();
            }
        } else if (dice < 85) {
            node.renew(List.of(
                            new Renewal(person(number), Duration.ZERO),
                            new Renewal(person(number + 1), Duration.ofMillis(200))))
                    .block();
        } else if (dice < 97) {
            node.release(person(number), null).block();
        } else {
            node.census(EVERYBODY).block();
        }
    }

    private static void order(SeatLedger node, Random random, List<Future<?>> acting) {
        while (!acting.stream().allMatch(Future::isDone)) {
            try {
                if (random.nextInt(6) == 0) {
                    node.clear(new CeilingClearance(null, "astreinte", "essai")).block();
                } else {
                    Duration endsIn = random.nextBoolean() ? Duration.ofMillis(50) : null;
                    node.raise(new CeilingOrder(10 + random.nextInt(111), endsIn, null, "astreinte", "essai"))
                            .block();
                }
                for (int i = random.nextInt(60); i > 0; i--) {
                    node.census(EVERYBODY).block();
                }
            } catch (LedgerUnavailableException slow) {
                // the next order will do
            }
        }
    }

    private static void nobodyStays(SeatLedger node, TestRedis.Probe probe) {
        long later = Long.parseLong(probe.commands().get("{ecluse:foule}:clock"))
                + Duration.ofHours(13).toMillis();
        probe.commands().set("{ecluse:foule}:clock", Long.toString(later));
        assertThat(node.census(EVERYBODY).block().total()).isZero();
        node.census(EVERYBODY).block();
        assertThat(probe.commands().keys("{ecluse:foule}:seats:*")).isEmpty();
        assertThat(probe.commands().keys("{ecluse:foule}:lane:*")).isEmpty();
    }
}
