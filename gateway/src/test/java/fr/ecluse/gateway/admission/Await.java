package fr.ecluse.gateway.admission;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that another thread or process does. */
public final class Await {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

    private Await() {}

    /** Returns as soon as the condition holds; fails if it never does. */
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not happen within " + LONG_ENOUGH);
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }
}
