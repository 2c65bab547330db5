package fr.ecluse.gateway.trial;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that stands still until it is moved. Safe for every thread. */
public final class MovableClock extends Clock {

    /** The Tuesday of the acceptance, a school day: 7:59:50 UTC, ten seconds before nine in Paris. */
    public static final Instant TUESDAY_MORNING = Instant.parse("2026-11-24T07:59:50Z");

    private volatile Instant now;

    public MovableClock() {
        this(TUESDAY_MORNING);
    }

    public MovableClock(Instant start) {
        now = start;
    }

    /** @param start such as {@code 2026-11-24T18:00:00+01:00} */
    public MovableClock(String start) {
        this(at(start));
    }

    public static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    public void set(String to) {
        now = at(to);
    }

    public void advance(Duration by) {
        now = now.plus(by);
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
