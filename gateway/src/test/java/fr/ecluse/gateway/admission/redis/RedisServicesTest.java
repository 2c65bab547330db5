package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.ServiceLedgerContract;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisServicesTest extends ServiceLedgerContract {

    private static final Set<Role> EVERYBODY = Set.of(Role.ELEVE, Role.PARENT);
    private static final int CEILING = 25;
    private static final int PEOPLE = 200;
    private static final int NODES = 3;
    private static final int ACTS = 1_500;

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("services");

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }

    @Test
    void nodesThatServeAtOnceNeverPassTheCeiling() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("RedisServicesTest seed=" + seed);
        List<RedisLedger> nodes = new ArrayList<>(List.of(REDIS.ledger()));
        ExecutorService threads = Executors.newFixedThreadPool(NODES + 1);
        AtomicLong served = new AtomicLong();
        AtomicLong full = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        try {
            for (int node = 1; node < NODES; node++) {
                nodes.add(TestLedgers.connected("services", REDIS.server()));
            }
            for (RedisLedger node : nodes) {
                node.announce(numbers()).block();
            }
            List<Future<?>> acting = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                Random random = new Random(seed + i);
                RedisLedger node = nodes.get(i);
                acting.add(threads.submit(() -> {
                    for (int act = 0; act < ACTS; act++) {
                        Serving answer = act(node, random);
                        if (answer instanceof Serving.Served) {
                            served.incrementAndGet();
                        } else if (answer instanceof Serving.Full) {
                            full.incrementAndGet();
                        }
                    }
                }));
            }
            Future<?> watching = threads.submit(() -> {
                while (!over.get()) {
                    most.accumulateAndGet(taken(REDIS.ledger()), Math::max);
                }
            });
            for (Future<?> thread : acting) {
                thread.get();
            }
            over.set(true);
            watching.get();

            assertThat(most.get()).isEqualTo(CEILING);
            assertThat(served.get()).isPositive();
            assertThat(full.get()).isPositive();
            nobodyStays();
        } finally {
            threads.shutdownNow();
            nodes.subList(1, nodes.size()).forEach(RedisLedger::close);
        }
    }

    private static Serving act(SeatLedger node, Random random) {
        int number = random.nextInt(PEOPLE);
        Role role = random.nextBoolean() ? Role.ELEVE : Role.PARENT;
        int dice = random.nextInt(1_000);
        if (dice < 100) {
            node.release(person(number), null).block();
            return new Serving.NoSeat();
        }
        if (dice == 100) {
            node.releaseRole(role).block();
            return new Serving.NoSeat();
        }
        if (dice < 400) {
            node.admit(new Claim(person(number), role, null, null, EVERYBODY)).block();
        }
        return node.serve(new ServiceClaim(person(number), "mail", Duration.ZERO))
                .block();
    }

    private void nobodyStays() {
        advance(Duration.ofHours(9));
        assertThat(taken(REDIS.ledger())).isZero();
        REDIS.ledger().census(EVERYBODY).block();
        assertThat(REDIS.probe().commands().keys("{ecluse:services}:service:*")).isEmpty();
        assertThat(REDIS.probe().commands().exists("{ecluse:services}:served")).isZero();
    }

    private static long taken(SeatLedger ledger) {
        return ledger.census(EVERYBODY).block().services().stream()
                .mapToLong(Census.Service::taken)
                .sum();
    }

    private static PolicyNumbers numbers() {
        return new PolicyNumbers(
                "sha",
                1,
                List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 100)),
                PEOPLE,
                1,
                PEOPLE,
                0,
                Duration.ofMinutes(10),
                Duration.ofHours(8),
                List.of(new ServiceCeiling("mail", CEILING)));
    }
}
