package fr.ecluse.gateway;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Awaits a condition of a real process: asks again until it holds or the time is over. */
public final class Eventually {

    private Eventually() {}

    /** Runs the assertion until it passes; its last failure is the test's. */
    public static void within(Duration limit, Runnable assertion) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError | RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
        }
    }
}
