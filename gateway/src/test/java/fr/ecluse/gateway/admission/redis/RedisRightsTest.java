package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.DayBook.RoleCounts;
import fr.ecluse.gateway.admission.DayBook.RuleCounts;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.admission.LedgerDrill;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.NaiveLedger;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.WaitHistogram;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
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
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What Redis must allow, as the guides say it, and what is said of a Redis that does not suit. */
@ExtendWith(OutputCaptureExtension.class)
class RedisRightsTest {

    private static final Duration SAID_WITHIN = Duration.ofMinutes(1);

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
                DayBook days = ledger.dayBook();
                days.add(aDay()).block();
                assertThat(days.read(aDay().day()).block().everybody().tried()).isEqualTo(1);
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
    void aDayThatARightIsMissingForIsCountedOnceItIsGiven(CapturedOutput output) throws Exception {
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe()) {
            String rights = rights("guide-getting-started.md");
            allow(probe, rights.replace(" +pfadd", ""));
            try (RedisLedger ledger = TestLedgers.connected("aura", asEcluse(redis))) {
                DayBook days = ledger.dayBook();
                assertThatThrownBy(() -> days.add(aDay()).block()).isInstanceOf(LedgerUnavailableException.class);
                assertThat(output).contains("ledger-refused").contains("guide");

                allow(probe, rights);
                days.add(aDay()).block();

                assertThat(days.read(aDay().day()).block().everybody())
                        .isEqualTo(new DayTotals.RoleTotals(1, 1, 1, WaitHistogram.EMPTY));
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

    private static Batch aDay() {
        Set<Pseudonym> one = Set.of(People.person(1));
        return new Batch(
                LocalDate.of(2026, 11, 24),
                "a",
                1,
                Map.of(Role.ELEVE, new RoleCounts(one, one, 1, WaitHistogram.EMPTY)),
                Map.of("parents-journee", new RuleCounts(one, 1)),
                new Peak(1, Instant.EPOCH),
                0);
    }

    private static URI asEcluse(TestRedis redis) {
        return URI.create("redis://ecluse:SECRET@127.0.0.1:" + redis.port());
    }

    /** The line of a guide that makes the user {@code ecluse} of the ENT {@code aura}. */
    static String rights(String guide) throws IOException {
        return Files.readAllLines(Path.of("..", "src", "docs", guide)).stream()
                .filter(line -> line.startsWith("ACL SETUSER "))
                .findFirst()
                .orElseThrow();
    }

    static void allow(TestRedis.Probe probe, String rights) {
        CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8);
        rights.lines().flatMap(line -> Arrays.stream(line.split(" "))).skip(1).forEach(words::add);
        probe.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words);
    }
}
