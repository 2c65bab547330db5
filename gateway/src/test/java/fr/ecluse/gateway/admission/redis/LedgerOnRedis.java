package fr.ecluse.gateway.admission.redis;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Redis for the tests of one class, and for each test a ledger on it that finds it empty and whose time stands until it is
 * moved. To be registered as a static extension.
 */
final class LedgerOnRedis implements BeforeAllCallback, AfterAllCallback, AfterEachCallback {

    private final String name;
    private TestRedis redis;
    private TestRedis.Probe probe;
    private StoppedRedisClock clock;
    private @Nullable RedisLedger ledger;

    /** @param name of the ledger */
    LedgerOnRedis(String name) {
        this.name = name;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        redis = new TestRedis();
        probe = redis.probe();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        probe.close();
        redis.close();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (ledger != null) {
            ledger.close();
            ledger = null;
        }
    }

    RedisLedger anew() {
        probe.commands().flushall();
        clock = new StoppedRedisClock(probe, name);
        ledger = TestLedgers.connected(name, redis);
        return ledger;
    }

    /** The one that {@link #anew} made. */
    RedisLedger ledger() {
        return ledger;
    }

    StoppedRedisClock clock() {
        return clock;
    }

    TestRedis server() {
        return redis;
    }

    TestRedis.Probe probe() {
        return probe;
    }
}
