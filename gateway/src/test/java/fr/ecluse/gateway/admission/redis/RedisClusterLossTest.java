package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.policy.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A cluster in which another node gets the keys of the ENT. */
@ExtendWith(OutputCaptureExtension.class)
class RedisClusterLossTest {

    @Test
    void theReplicaOfADeadPrimaryTakesOverAndNobodyNotices(@TempDir Path folder, CapturedOutput output) {
        try (TestCluster cluster = new TestCluster("grappe", folder);
                SeatedPair pair = new SeatedPair("grappe", cluster.owner(), cluster.uris(), cluster.uris())) {
            cluster.owner().kill();
            pair.bothLoseTheLine();
            assertThat(pair.fill(pair.here(), Role.ELEVE)).isPositive();
            assertThat(pair.fill(pair.there(), Role.PARENT)).isZero();
            Await.until(() -> cluster.replica().commands().info("replication").contains("role:master"));
            pair.isBackSince(System.nanoTime());
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
        }
    }

    @Test
    void aSlotThatMovesToAnotherPrimaryIsFollowedAndNobodyNotices(@TempDir Path folder, CapturedOutput output) {
        try (TestCluster cluster = new TestCluster("demenagement", folder);
                SeatedPair pair = new SeatedPair("demenagement", cluster.owner(), cluster.uris(), cluster.uris())) {
            cluster.moveTheSlot();
            long since = System.nanoTime();
            pair.bothLoseTheLine();
            pair.isBackSince(since);
            assertThat(cluster.left()).isEmpty();
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
            assertThat(output).contains("another node of the cluster has the keys");
        }
    }
}
