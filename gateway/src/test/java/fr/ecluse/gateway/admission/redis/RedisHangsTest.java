package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A Redis that is there and does not answer, or answers late. */
@ExtendWith(OutputCaptureExtension.class)
class RedisHangsTest {

    @Test
    void aPausedRedisKeepsNobodyWaitingTwiceAndNobodySeatedAtAll(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = SeatedPair.hasty("pause", redis, List.of(redis.uri()), List.of(redis.uri()))) {
            redis.pause();
            assertThat(pair.fill(pair.here(), Role.ELEVE)).isPositive();
            assertThat(pair.fill(pair.there(), Role.PARENT)).isZero();
            pair.bothLoseTheLine();
            assertThat(pair.fill(pair.here(), Role.ELEVE)).isZero();
            assertThat(pair.here().waitedInVain()).isLessThanOrEqualTo(1);
            assertThat(pair.there().waitedInVain()).isLessThanOrEqualTo(1);
            redis.resume();
            pair.isBackSince(System.nanoTime());
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3); // one of each node
            assertThat(output).doesNotContain("ledger-forgot");
        }
    }

    @Test
    void aSlowRedisIsWaitedForAndOneThatIsTooSlowCountsAsLost(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                CutLine line = new CutLine(redis.port());
                SeatedPair pair = SeatedPair.hastyHere("lenteur", redis, List.of(line.uri()), List.of(redis.uri()))) {
            line.delay(Duration.ofMillis(250)); // and as long for the way back
            assertThat(pair.here().seats(500, Role.ENSEIGNANT)).isTrue();
            assertThat(pair.here().given()).isZero();
            pair.witness().seat(pair.here(), 501, 1, Role.PARENT);
            assertThat(pair.here().lost()).isZero();

            line.delay(SeatedPair.HASTE.multipliedBy(2).dividedBy(3));
            Await.until(() -> pair.here().lost() == 1);
            assertThat(pair.here().seats(502, Role.PARENT)).isFalse();
            assertThat(pair.here().seats(503, Role.ELEVE)).isTrue();
            assertThat(pair.here().given()).isEqualTo(1);
            assertThat(pair.here().waitedInVain()).isLessThanOrEqualTo(1);
            pair.joined(3);

            line.delay(Duration.ZERO);
            pair.isBackSince(System.nanoTime());
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(2); // the other node has lost nothing
            assertThat(pair.there().lost()).isZero();
        }
    }
}
