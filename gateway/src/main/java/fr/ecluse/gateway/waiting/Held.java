package fr.ecluse.gateway.waiting;

import java.util.ArrayDeque;
import java.util.Deque;

/** Seats held for people who were called within the last minute, reckoned from one census after the other. */
final class Held {

    private static final long CALL_LIFE_MILLIS = 60_000;

    private record Reading(long ledgerMillis, long notCome) {}

    private final Deque<Reading> lastMinute = new ArrayDeque<>();

    /**
     * @param notCome people who were called and have not come, whenever that was
     * @return those of them who were called within the last minute: whoever was there before is none
     */
    double after(long ledgerMillis, long notCome) {
        while (lastMinute.size() > 1 && lastMinute.getFirst().ledgerMillis < ledgerMillis - CALL_LIFE_MILLIS) {
            lastMinute.removeFirst();
        }
        long before = lastMinute.isEmpty() ? notCome : lastMinute.getFirst().notCome;
        lastMinute.addLast(new Reading(ledgerMillis, notCome));
        return Math.max(0, notCome - before);
    }
}
