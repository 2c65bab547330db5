package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedgerContract;
import fr.ecluse.gateway.keys.Pseudonym;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisLedgerTest extends SeatLedgerContract {

    private static TestRedis redis;
    private static TestRedis.Probe probe;

    private RedisLedger ledger;
    private StoppedRedisClock clock;

    @BeforeAll
    static void startRedis() {
        redis = new TestRedis();
        probe = redis.probe();
    }

    @AfterAll
    static void stopRedis() {
        probe.close();
        redis.close();
    }

    @Override
    protected SeatLedger newLedger() {
        probe.commands().flushall();
        clock = new StoppedRedisClock(probe, "contrat");
        ledger = TestLedgers.connected("contrat", redis);
        return ledger;
    }

    @Override
    protected void advance(Duration duration) {
        clock.advance(duration);
    }

    @Test
    void whatIsTiedForALogoutLeavesRedisByItself() {
        ledger.announce(new PolicyNumbers(
                        "sha", 1_000, List.of(), 5, 1, 10, 0, Duration.ofMinutes(10), Duration.ofHours(8)))
                .block();
        Pseudonym sid = People.person(100);
        Pseudonym subject = People.person(101);
        ledger.bind(new Binding(People.person(1), "phone", List.of(sid, subject), Duration.ofHours(8)))
                .block();
        ledger.bind(new Binding(People.person(1), "laptop", List.of(subject), Duration.ofMinutes(1)))
                .block();
        ledger.end(List.of(sid), new Notice(People.person(900), Duration.ofMinutes(2)))
                .block();

        List<String> kept = probe.commands().keys("{ecluse:contrat}:handle:*");
        assertThat(kept).as("the subject's, with both sessions").hasSize(1);
        assertThat(lifeOf("handle")).isBetween(1L, Duration.ofHours(8).toMillis());
        assertThat(lifeOf("handle")).as("the shorter session does not cut it").isGreaterThan(7 * 3_600_000L);
        assertThat(lifeOf("notice")).isBetween(1L, Duration.ofMinutes(2).toMillis());
    }

    /** What is left of the one key of this kind, in ms; its name is binary, so Redis looks it up by itself. */
    private static long lifeOf(String kind) {
        return probe.commands()
                .eval(
                        "return redis.call('PTTL', redis.call('KEYS', '{ecluse:contrat}:" + kind + ":*')[1])",
                        ScriptOutputType.INTEGER);
    }

    @AfterEach
    void close() {
        ledger.close();
    }
}
