package fr.ecluse.gateway.rules;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that stands still until it is set. */
final class MovedClock extends Clock {

    private volatile Instant now;

    /** @param now such as {@code 2026-11-24T18:00:00+01:00} */
    MovedClock(String now) {
        this.now = instant(now);
    }

    void set(String to) {
        now = instant(to);
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
