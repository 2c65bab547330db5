package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger behind sentinels and in a cluster, each of real processes. */
class RedisTopologiesTest {

    private static final Set<Role> PUPILS = Set.of(Role.ELEVE);
    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100)),
            10,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

    @Test
    void theLedgerFollowsTheMasterThatTheSentinelsName(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("sentinel.conf");
        try (TestRedis master = new TestRedis();
                TestRedis replica = new TestRedis("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            Files.writeString(config, """
                    sentinel monitor ent 127.0.0.1 %d 1
                    sentinel down-after-milliseconds ent 2000
                    sentinel failover-timeout ent 2000
                    """.formatted(master.port()));
            try (TestRedis sentinel = TestRedis.sentinel(config)) {
                URI uri = URI.create("redis-sentinel://127.0.0.1:" + sentinel.port() + "#ent");
                try (RedisLedger ledger =
                        new RedisLedger("abri", List.of(uri), LedgerListener.NONE, TestLedgers.PATIENCE)) {
                    TestLedgers.holdsNothing(ledger);
                    Await.until(() -> answers(ledger));
                    assertThat(seated(ledger, 1)).isTrue();
                    Await.until(() -> knowsSeat(replica));
                    master.kill();
                    Await.until(() -> seated(ledger, 1));
                    assertThat(ledger.census(PUPILS).block().total()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void allKeysOfAnEntLiveOnOneNodeOfACluster(@TempDir Path folder) {
        try (TestRedis first = node(folder, "first");
                TestRedis second = node(folder, "second");
                TestRedis.Probe one = first.probe();
                TestRedis.Probe two = second.probe()) {
            one.commands()
                    .clusterAddSlots(IntStream.range(0, SlotHash.SLOT_COUNT / 2).toArray());
            two.commands()
                    .clusterAddSlots(IntStream.range(SlotHash.SLOT_COUNT / 2, SlotHash.SLOT_COUNT)
                            .toArray());
            one.commands().clusterMeet("127.0.0.1", second.port());
            Await.until(() -> isWhole(one) && isWhole(two));
            // whichever half the name falls into, both nodes may be asked
            for (String name : List.of("un", "deux", "trois", "quatre")) {
                try (RedisLedger ledger = new RedisLedger(
                        name, List.of(second.uri(), first.uri()), LedgerListener.NONE, TestLedgers.PATIENCE)) {
                    Queue<LedgerChange> changes = new ConcurrentLinkedQueue<>();
                    ledger.changes().subscribe(changes::add);
                    Await.until(() -> answers(ledger));
                    assertThat(seated(ledger, 1)).isTrue();
                    ledger.release(person(1), "s").block();
                    Await.until(() -> changes.contains(new LedgerChange.SeatReleased(person(1), "s")));
                }
            }
            assertThat(one.commands().dbsize()).isPositive();
            assertThat(two.commands().dbsize()).isPositive();
        }
    }

    private static TestRedis node(Path folder, String name) {
        return new TestRedis(
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                folder.resolve(name + ".conf").toString());
    }

    private static boolean isWhole(TestRedis.Probe node) {
        return node.commands().clusterInfo().contains("cluster_state:ok")
                && node.commands().clusterInfo().contains("cluster_known_nodes:2");
    }

    private static boolean answers(SeatLedger ledger) {
        try {
            ledger.announce(POLICY).block();
            return true;
        } catch (LedgerUnavailableException notYet) {
            return false;
        }
    }

    private static boolean seated(SeatLedger ledger, int number) {
        try {
            return ledger.admit(new Claim(person(number), Role.ELEVE, null, null, PUPILS))
                            .block()
                    instanceof Seated;
        } catch (LedgerUnavailableException notYet) {
            return false;
        }
    }

    private static boolean knowsSeat(TestRedis replica) {
        try (TestRedis.Probe probe = replica.probe()) {
            return probe.commands().exists("{ecluse:abri}:seats:eleve") == 1;
        }
    }
}
