package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.LedgerDrill;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.NaiveLedger;
import fr.ecluse.gateway.trial.MovableClock;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What Redis must allow, as the guides say it, and what is said of a Redis that does not suit. */
@ExtendWith(OutputCaptureExtension.class)
class RedisRightsTest {

    private static final Duration SAID_WITHIN = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(strings = {"guide-getting-started.md", "guide-demarrage.md"})
    void theRightsThatTheGuideListsAreEnoughForEverything(String guide, CapturedOutput output) throws Exception {
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe()) {
            allow(probe, rights(guide));
            StoppedRedisClock redisClock = new StoppedRedisClock(probe, "aura");
            MovableClock clock = new MovableClock(Instant.ofEpochMilli(redisClock.millis()));
            long seed = new Random().nextLong();
            System.out.println("RedisRightsTest seed=" + seed);
            try (RedisLedger ledger = TestLedgers.connected("aura", asEcluse(redis))) {
                LedgerDrill.ofSharedLedgers(
                                new NaiveLedger(clock),
                                ledger,
                                duration -> {
                                    clock.advance(duration);
                                    redisClock.advance(duration);
                                },
                                seed)
                        .run(600, clock.millis());
                assertThat(ledger.audit(10).block()).isNotEmpty();
            }
        }
        assertThat(output).doesNotContain("ledger-refused").doesNotContain("ledger-unsafe");
    }

    @Test
    void aRightThatIsMissingIsNamedWithWhatToDo(CapturedOutput output) throws Exception {
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe()) {
            allow(probe, rights("guide-getting-started.md").replace(" +evalsha", ""));
            try (RedisLedger ledger = new RedisLedger("aura", List.of(asEcluse(redis)), LedgerListener.NONE)) {
                Eventually.within(
                        SAID_WITHIN,
                        () -> assertThat(output)
                                .contains("ledger-refused")
                                .contains("evalsha")
                                .contains("guide"));
            }
        }
    }

    @Test
    void aRedisThatMayDropSeatsIsNamedAtTheStart(CapturedOutput output) {
        try (TestRedis redis = new TestRedis("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru");
                RedisLedger ledger = TestLedgers.connected("aura", redis)) {
            Eventually.within(
                    SAID_WITHIN,
                    () -> assertThat(output).contains("ledger-unsafe").contains("allkeys-lru"));
        }
    }

    private static URI asEcluse(TestRedis redis) {
        return URI.create("redis://ecluse:SECRET@127.0.0.1:" + redis.port());
    }

    private static String rights(String guide) throws IOException {
        return Files.readAllLines(Path.of("..", "src", "docs", guide)).stream()
                .filter(line -> line.startsWith("ACL SETUSER "))
                .findFirst()
                .orElseThrow();
    }

    private static void allow(TestRedis.Probe probe, String rights) {
        CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8);
        rights.lines().flatMap(line -> Arrays.stream(line.split(" "))).skip(1).forEach(words::add);
        probe.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words);
    }
}
