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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisLedgerTest extends SeatLedgerContract {

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("contrat");

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }

    @Test
    void whatIsTiedForALogoutLeavesRedisByItself() {
        REDIS.ledger()
                .announce(new PolicyNumbers(
                        "sha", 1_000, List.of(), 5, 1, 10, 0, Duration.ofMinutes(10), Duration.ofHours(8)))
                .block();
        Pseudonym sid = People.person(100);
        Pseudonym subject = People.person(101);
        REDIS.ledger()
                .bind(new Binding(People.person(1), "phone", List.of(sid, subject), Duration.ofHours(8)))
                .block();
        REDIS.ledger()
                .bind(new Binding(People.person(1), "laptop", List.of(subject), Duration.ofMinutes(1)))
                .block();
        REDIS.ledger()
                .end(List.of(sid), new Notice(People.person(900), Duration.ofMinutes(2)))
                .block();

        List<String> kept = REDIS.probe().commands().keys("{ecluse:contrat}:handle:*");
        assertThat(kept).as("the subject's, with both sessions").hasSize(1);
        assertThat(lifeOf("handle")).isBetween(1L, Duration.ofHours(8).toMillis());
        assertThat(lifeOf("handle")).as("the shorter session does not cut it").isGreaterThan(7 * 3_600_000L);
        assertThat(lifeOf("notice")).isBetween(1L, Duration.ofMinutes(2).toMillis());
    }

    /** What is left of the one key of this kind, in ms; its name is binary, so Redis looks it up by itself. */
    private static long lifeOf(String kind) {
        return REDIS.probe()
                .commands()
                .eval(
                        "return redis.call('PTTL', redis.call('KEYS', '{ecluse:contrat}:" + kind + ":*')[1])",
                        ScriptOutputType.INTEGER);
    }
}
