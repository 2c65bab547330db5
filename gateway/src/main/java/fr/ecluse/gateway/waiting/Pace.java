package fr.ecluse.gateway.waiting;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When to ask again: often near the front, rarely far behind, never all at once.
 *
 * <p>A quarter of the time that is left or a tenth of a second for each person ahead, whichever is less; from 3 s to 48 s;
 * then ±20 % at random, so that people who came together do not come back together. The longest of all, 58 s, is less than
 * the minute for which a seat is held for somebody called: whoever asks when told comes in time, however soon the call came.
 */
final class Pace {

    static final Duration NEAR = Duration.ofSeconds(3);
    static final Duration FAR = Duration.ofSeconds(48);

    private static final int POLLS_PER_WAIT = 4;
    private static final long MILLIS_PER_PERSON = 100;
    private static final double SPREAD = 0.2;

    private final DoubleSupplier jitter;

    /** @param jitter uniform in [0, 1) */
    Pace(DoubleSupplier jitter) {
        this.jitter = jitter;
    }

    /** For somebody whose wait is known: near the front often all the same, because a line that stood may move again. */
    Duration untilNextPoll(Duration wait, long ahead) {
        return around(Math.min(wait.toMillis() / POLLS_PER_WAIT, millisFor(ahead)));
    }

    /** For somebody of whom only the place is known. */
    Duration untilNextPoll(long ahead) {
        return around(millisFor(ahead));
    }

    /** By when somebody with so many people ahead has asked again at the latest, whatever the wait. */
    static Duration atTheLatest(long ahead) {
        return Duration.ofMillis(Math.round(bounded(millisFor(ahead)) * (1 + SPREAD)));
    }

    private static long bounded(long millis) {
        return Math.max(NEAR.toMillis(), Math.min(millis, FAR.toMillis()));
    }

    private static long millisFor(long ahead) {
        return Math.min(ahead, FAR.toMillis()) * MILLIS_PER_PERSON;
    }

    /** For somebody whose lane cannot move for now. */
    Duration untilTheLaneMayMove() {
        return around(FAR.toMillis());
    }

    private Duration around(long millis) {
        double factor = 1 - SPREAD + 2 * SPREAD * jitter.getAsDouble();
        return Duration.ofMillis(Math.round(bounded(millis) * factor));
    }
}
