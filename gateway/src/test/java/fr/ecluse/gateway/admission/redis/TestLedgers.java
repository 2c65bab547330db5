package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ledgers on a Redis of a test. */
final class TestLedgers {

    /** A machine that is busy with other things must not fail a test of the rules. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestLedgers() {}

    /** A ledger whose line stands. */
    static RedisLedger connected(String name, TestRedis redis) {
        return connected(name, redis.uri());
    }

    /** The same as some user of it. */
    static RedisLedger connected(String name, URI uri) {
        AtomicBoolean up = new AtomicBoolean();
        LedgerListener listener = new LedgerListener() {
            @Override
            public void asked(Operation operation, long elapsedNanos, Outcome outcome) {
                // only the line matters here
            }

            @Override
            public void returned() {
                up.set(true);
            }
        };
        RedisLedger ledger = new RedisLedger(name, List.of(uri), listener, PATIENCE);
        Await.until(up::get);
        return ledger;
    }

    /** What a node does that has nothing to tell a Redis that forgot. */
    static void holdsNothing(RedisLedger ledger) {
        ledger.changes().ofType(LedgerChange.Forgot.class).subscribe(forgot -> ledger.reentered(forgot.epoch()));
    }
}
