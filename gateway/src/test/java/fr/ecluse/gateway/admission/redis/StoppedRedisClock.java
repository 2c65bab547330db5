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
    private Instant now;

    StoppedRedisClock(TestRedis.Probe probe, String name) {
        this(probe, name, Duration.ofDays(1));
    }

    /** @param ahead of Redis' own clock, and more than the test will take */
    StoppedRedisClock(TestRedis.Probe probe, String name, Duration ahead) {
        this.probe = probe;
        this.key = "{ecluse:" + name + "}:clock";
        this.now = Instant.now().plus(ahead).truncatedTo(ChronoUnit.SECONDS);
        stand();
    }

    private void stand() {
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

    /** The same once more; a second later, since a memory goes by the moment at which it was found empty. */
    void emptyAgain() {
        now = now.plusSeconds(1);
        probe.commands().multi();
        probe.commands().flushall();
        stand();
        probe.commands().exec();
    }

    void advance(Duration duration) {
        now = now.plus(duration);
        probe.commands().set(key, Long.toString(now.toEpochMilli()));
    }

    long millis() {
        return now.toEpochMilli();
    }
}
