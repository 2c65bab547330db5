package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.Await;
import io.lettuce.core.cluster.SlotHash;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Three primaries that share the slots, and a replica of the one that has the keys of an ENT; real processes. */
final class TestCluster implements AutoCloseable {

    private static final int PRIMARIES = 3;
    private static final int SHARE = SlotHash.SLOT_COUNT / PRIMARIES + 1;

    private final List<TestRedis> nodes = new ArrayList<>();
    private final List<TestRedis.Probe> probes = new ArrayList<>();
    private final int slot;

    TestCluster(String ent, Path folder) {
        slot = SlotHash.getSlot("{ecluse:" + ent + "}");
        for (int number = 0; number <= PRIMARIES; number++) {
            TestRedis node = new TestRedis(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    "2500",
                    "--cluster-config-file",
                    folder.resolve("node-" + number + ".conf").toString());
            nodes.add(node);
            probes.add(node.probe());
        }
        for (int number = 0; number < PRIMARIES; number++) {
            int first = number * SHARE;
            int end = Math.min(first + SHARE, SlotHash.SLOT_COUNT);
            probes.get(number)
                    .commands()
                    .clusterAddSlots(IntStream.range(first, end).toArray());
        }
        for (TestRedis node : nodes.subList(1, nodes.size())) {
            probes.get(0).commands().clusterMeet("127.0.0.1", node.port());
        }
        Await.until(() -> probes.stream().allMatch(TestCluster::isWhole));
        replica().commands().clusterReplicate(idOf(ownerNumber()));
        Await.until(() -> replica().commands().info("replication").contains("master_link_status:up")
                && probes.get(ownerNumber()).commands().info("replication").contains("state=online"));
    }

    List<URI> uris() {
        return nodes.stream().map(TestRedis::uri).toList();
    }

    /** The primary that has the ENT's keys at first. */
    TestRedis owner() {
        return nodes.get(ownerNumber());
    }

    /** Its replica. */
    TestRedis.Probe replica() {
        return probes.get(PRIMARIES);
    }

    /** Gives the ENT's keys to the next primary, as an operator does who moves slots while everything runs. */
    void moveTheSlot() {
        int from = ownerNumber();
        int to = (from + 1) % PRIMARIES;
        probes.get(to).commands().clusterSetSlotImporting(slot, idOf(from));
        probes.get(from).commands().clusterSetSlotMigrating(slot, idOf(to));
        for (List<String> keys = keysOf(from); !keys.isEmpty(); keys = keysOf(from)) {
            for (String key : keys) {
                probes.get(from).commands().migrate("127.0.0.1", nodes.get(to).port(), key, 0, 5_000);
            }
        }
        String id = idOf(to);
        probes.get(to).commands().clusterSetSlotNode(slot, id);
        probes.get(from).commands().clusterSetSlotNode(slot, id);
    }

    /** What the primary that had the slot at first still has of it. */
    List<String> left() {
        return keysOf(ownerNumber());
    }

    private List<String> keysOf(int number) {
        return probes.get(number).commands().clusterGetKeysInSlot(slot, 100);
    }

    private int ownerNumber() {
        return slot / SHARE;
    }

    private String idOf(int number) {
        return probes.get(number).commands().clusterMyId();
    }

    private static boolean isWhole(TestRedis.Probe node) {
        String info = node.commands().clusterInfo();
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + (PRIMARIES + 1));
    }

    @Override
    public void close() {
        probes.forEach(TestRedis.Probe::close);
        nodes.forEach(TestRedis::close);
    }
}
