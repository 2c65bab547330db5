package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.policy.Role;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A Redis that dies, and comes back with or without its memory. */
@ExtendWith(OutputCaptureExtension.class)
class RedisKilledTest {

    @Test
    void whoeverSitsNoticesNothingAndAnEmptyRedisIsToldEverything(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = new SeatedPair("mort", redis)) {
            dies(redis, pair, output);
            Await.until(() -> pair.here().reentered() >= 10 && pair.there().reentered() >= 10);
        }
    }

    @Test
    void whoeverSitsNoticesNothingAndAPersistentRedisKnowsEverything(@TempDir Path folder, CapturedOutput output) {
        try (TestRedis redis = TestRedis.keeping(folder);
                SeatedPair pair = new SeatedPair("sommeil", redis)) {
            dies(redis, pair, output);
            assertThat(pair.here().ledger().audit(10).block())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.reason()).isEqualTo("pic"));
            assertThat(pair.there()
                            .ledger()
                            .raise(new CeilingOrder(130, null, 1L, "astreinte", "encore"))
                            .block()
                            .version())
                    .isEqualTo(2);
        }
    }

    private static void dies(TestRedis redis, SeatedPair pair, CapturedOutput output) {
        redis.kill();
        pair.bothLoseTheLine();
        assertThat(pair.fill(pair.here(), Role.PARENT)).isZero();
        assertThat(pair.fill(pair.here(), Role.ELEVE)).isPositive();
        assertThat(pair.fill(pair.there(), Role.ENSEIGNANT)).isPositive();
        assertThat(pair.here().waitedInVain() + pair.there().waitedInVain()).isZero();
        redis.start();
        pair.isBackSince(System.nanoTime());
        assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
        assertThat(pair.here().lost()).isEqualTo(1);
        assertThat(pair.there().lost()).isEqualTo(1);
    }
}
