package fr.ecluse.gateway.admission.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Moves the ledger's time from outside: since it never goes back, a latest time that lies in the future makes it stand
 * still there, if it is told to stop.
 */
final class StoppedRedisClock {

    private final TestRedis.Probe probe;
    private final String key;
    private Instant now = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);

    StoppedRedisClock(TestRedis.Probe probe, String name) {
        this.probe = probe;
        this.key = "{ecluse:" + name + "}:clock";
        probe.commands().set(key + "-behind", "stopped");
        advance(Duration.ZERO);
    }

    /** Empties Redis, and lets no moment go by for a ledger that finds it so. */
    static StoppedRedisClock ofAnEmptied(TestRedis.Probe probe, String name) {
        probe.commands().multi();
        probe.commands().flushall();
        StoppedRedisClock clock = new StoppedRedisClock(probe, name);
        probe.commands().exec();
        return clock;
    }

    void advance(Duration duration) {
        now = now.plus(duration);
        probe.commands().set(key, Long.toString(now.toEpochMilli()));
    }

    long millis() {
        return now.toEpochMilli();
    }
}
