package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedgerContract;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

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

    @AfterEach
    void close() {
        ledger.close();
    }
}
