package fr.ecluse.gateway.protection;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Elapsed time that a test moves. Not thread-safe. */
final class StoppedTime implements TimeMeter {

    private long nanos = -5_000_000_000L; // nothing promises that System.nanoTime is positive

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
