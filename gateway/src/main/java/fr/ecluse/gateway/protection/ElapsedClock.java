package fr.ecluse.gateway.protection;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A ticker that never goes back, for a library that asks for a clock; its instants mean nothing by themselves. */
final class ElapsedClock extends Clock {

    static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final long startNanos;

    ElapsedClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public long millis() {
        return (nanoTime.getAsLong() - startNanos) / NANOS_PER_MILLI;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("it is only for what passes");
    }
}
