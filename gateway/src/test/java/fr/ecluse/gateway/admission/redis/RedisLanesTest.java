package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.LaneLedgerContract;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisLanesTest extends LaneLedgerContract {

    @RegisterExtension
    private static final LedgerOnRedis REDIS = new LedgerOnRedis("file");

    @Test
    void ofWhoEnteredOnlyTheLastSecondIsKeptHoweverManyEnterUnderAnObserver() {
        REDIS.ledger()
                .announce(new PolicyNumbers(
                        "observed",
                        1_000,
                        List.of(new Threshold(Role.ELEVE, 100)),
                        1_000,
                        1,
                        1_000,
                        2, // a second; there are ten
                        Duration.ofMinutes(10),
                        Duration.ofHours(8)))
                .block();
        for (int number = 0; number < 50; number++) {
            advance(Duration.ofMillis(100));
            REDIS.ledger()
                    .observe(new Claim(People.person(number), Role.ELEVE, null, null, Set.of(Role.ELEVE)))
                    .block();
        }

        assertThat(REDIS.probe().commands().llen("{ecluse:file}:pace")).isEqualTo(10);
    }

    @Override
    protected SeatLedger newLedger() {
        return REDIS.anew();
    }

    @Override
    protected void advance(Duration duration) {
        REDIS.clock().advance(duration);
    }
}
