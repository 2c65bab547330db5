package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.policy.Role;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A master dies before its replica has heard the last of it. */
@ExtendWith(OutputCaptureExtension.class)
class RedisFailoverTest {

    @Test
    void whatThePromotedReplicaNeverHeardIsToldByTheNodes(@TempDir Path folder, CapturedOutput output)
            throws IOException {
        Path config = folder.resolve("sentinel.conf");
        try (TestRedis master = new TestRedis();
                TestRedis replica = new TestRedis("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
            Files.writeString(config, """
                    sentinel monitor ent 127.0.0.1 %d 1
                    sentinel down-after-milliseconds ent 2000
                    sentinel failover-timeout ent 2000
                    """.formatted(master.port()));
            try (TestRedis sentinel = TestRedis.sentinel(config);
                    TestRedis.Probe follower = replica.probe()) {
                Await.until(() -> follower.commands().info("replication").contains("master_link_status:up"));
                List<URI> uris = List.of(URI.create("redis-sentinel://127.0.0.1:" + sentinel.port() + "#ent"));
                try (SeatedPair pair = new SeatedPair("releve", master, uris, uris)) {
                    failsOver(master, follower, pair);
                    assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
                }
            }
        }
    }

    private static void failsOver(TestRedis master, TestRedis.Probe follower, SeatedPair pair) {
        try (TestRedis.Probe leader = master.probe()) {
            // the replica is cut off, and whoever is connected stays so
            leader.commands().configSet("requirepass", "secret");
            leader.commands().clientKill(KillArgs.Builder.typeSlave());
            Await.until(() -> follower.commands().info("replication").contains("master_link_status:down"));
            pair.witness().seat(pair.here(), 400, 5, Role.ELEVE);
            pair.witness().leaves(5);
            assertThat(pair.there().seats().release(person(5), "seance").block().seats())
                    .isEqualTo(1);
            pair.joined(4);
            Await.until(() -> !pair.here().holds(5));
        }
        master.kill();
        pair.bothLoseTheLine();
        Await.until(() -> isPromoted(follower));
        pair.isBackSince(System.nanoTime());
        assertThat(pair.here().ledger().session("seance").block()).isEqualTo(SessionState.ENDED);
        assertThat(pair.here().reentered() + pair.there().reentered()).isPositive();
    }

    private static boolean isPromoted(TestRedis.Probe follower) {
        try {
            return follower.commands().info("replication").contains("role:master");
        } catch (RedisException ended) {
            return false; // Sentinel ends the connections of whom it promotes
        }
    }
}
