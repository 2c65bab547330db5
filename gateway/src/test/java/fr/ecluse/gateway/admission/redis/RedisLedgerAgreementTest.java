package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerDrill;
import fr.ecluse.gateway.admission.NaiveLedger;
import fr.ecluse.gateway.trial.MovableClock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class RedisLedgerAgreementTest {

    private static final int DRILLS = 3;
    private static final int STEPS = 1_500;

    @Test
    void answersAsTheRulesWrittenDownPlainlyDo() {
        try (TestRedis redis = new TestRedis();
                TestRedis.Probe probe = redis.probe()) {
            for (int drill = 0; drill < DRILLS; drill++) {
                long seed = new Random().nextLong();
                System.out.println("RedisLedgerAgreementTest seed=" + seed);
                probe.commands().flushall();
                StoppedRedisClock redisClock = new StoppedRedisClock(probe, "accord");
                MovableClock clock = new MovableClock(Instant.ofEpochMilli(redisClock.millis()));
                try (RedisLedger ledger = TestLedgers.connected("accord", redis)) {
                    LedgerDrill.ofSharedLedgers(
                                    new NaiveLedger(clock),
                                    ledger,
                                    duration -> {
                                        clock.advance(duration);
                                        redisClock.advance(duration);
                                    },
                                    seed)
                            .together(claims -> ledger.admit(claims)
                                    .flatMapMany(Flux::fromIterable)
                                    .concatMap(answer -> answer)
                                    .collectList())
                            .run(STEPS, clock.millis());
                }
            }
        }
    }
}
