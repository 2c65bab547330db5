package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Census.Mark;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One waiting lane: people in the order of their arrival, and a watermark. Whoever arrived at or before the watermark is
 * called. Times are the ledger's clock in ms. Not thread-safe.
 */
final class Lane {

    /** A place older than this is forgotten. */
    static final long PLACE_LIFE_MILLIS = 12 * 3_600_000L;

    /** For how long a seat is held for somebody who was called. */
    static final long CALL_LIFE_MILLIS = 60_000L;

    private static final long CALL_GRAIN_MILLIS = 1_000L;
    private static final int EXACT_MARKS = 64;

    private final ScoredSet places = new ScoredSet();
    private final Deque<Call> calls = new ArrayDeque<>();
    private long watermark;
    private long lapsed; // the watermark of a minute ago
    private long calledEver;
    private long noShows;
    private long counted; // the watermark up to which those are
    private long inversions;

    /** The watermark that was reached within one second; one entry a second at most, so about sixty. */
    private record Call(long secondMillis, long watermark) {}

    /** When the person arrived, or {@link ScoredSet#ABSENT}. */
    long arrival(Pseudonym person, long now) {
        long arrival = places.score(person);
        return arrival < oldest(now) ? ScoredSet.ABSENT : arrival;
    }

    /** The arrival of somebody who joins now: the ticket's if it can be true, else after everybody called so far. */
    long arrivalOf(long ticketMillis, long now) {
        boolean credible = ticketMillis >= oldest(now) && ticketMillis <= now;
        return credible ? ticketMillis : Math.max(now, watermark + 1);
    }

    void join(Pseudonym person, long arrival) {
        places.put(person, arrival);
    }

    boolean leave(Pseudonym person) {
        return places.remove(person);
    }

    boolean called(long arrival) {
        return arrival <= watermark;
    }

    long watermark() {
        return watermark;
    }

    long calledEver() {
        return calledEver;
    }

    /** People in the lane, called or not. */
    int waiting(long now) {
        return places.countAbove(oldest(now) - 1);
    }

    int notCalled(long now) {
        return places.size() - firstNotCalled(now);
    }

    /** People called within the last minute who have not come yet. */
    int held(long now) {
        while (!calls.isEmpty() && calls.getFirst().secondMillis <= now - CALL_LIFE_MILLIS) {
            lapsed = calls.removeFirst().watermark;
        }
        long before = Math.max(lapsed, oldest(now) - 1);
        return before >= watermark ? 0 : places.countAtMost(watermark) - places.countAtMost(before);
    }

    /**
     * Moves the watermark over the next people.
     *
     * @return how many were called: more than asked where several arrived in the same millisecond
     */
    int call(long people, long now) {
        int first = firstNotCalled(now);
        int next = (int) Math.min(people, (long) places.size() - first);
        if (next <= 0) {
            return 0;
        }
        watermark = places.scoreAt(first + next - 1);
        long second = now - now % CALL_GRAIN_MILLIS;
        if (!calls.isEmpty() && calls.getLast().secondMillis == second) {
            calls.removeLast();
        }
        calls.addLast(new Call(second, watermark));
        int called = places.countAtMost(watermark) - first;
        calledEver += called;
        return called;
    }

    /** The first 64 ranks of people not called, then ranks that grow by a tenth, and the last one. */
    List<Mark> line(long now) {
        List<Mark> marks = new ArrayList<>();
        int first = firstNotCalled(now);
        int length = places.size() - first;
        for (int rank = 0; rank < length; rank = next(rank, length)) {
            marks.add(new Mark(rank, places.scoreAt(first + rank)));
        }
        return marks;
    }

    private static int next(int rank, int length) {
        int last = length - 1;
        return rank < EXACT_MARKS - 1 || rank == last ? rank + 1 : Math.min(last, rank + rank / 10);
    }

    /** Somebody who arrived then gets a seat: counts whether anybody who came before is not called yet. */
    void seats(long arrival, long now) {
        if (places.countAtMost(arrival - 1) > firstNotCalled(now)) {
            inversions++;
        }
    }

    /** Whoever was called a minute ago and is still in the lane counts once, at the first tally after that. */
    Census.Tally tally(Role role, long now) {
        held(now); // lets calls lapse
        if (lapsed > counted) {
            noShows += places.countAtMost(lapsed) - places.countAtMost(Math.max(counted, oldest(now) - 1));
            counted = lapsed;
        }
        return new Census.Tally(role, noShows, inversions);
    }

    /** Drops at most so many forgotten places. */
    void purge(long now, int atMost) {
        for (int i = 0; i < atMost && places.size() > 0 && places.scoreAt(0) < oldest(now); i++) {
            places.remove(places.personAt(0));
        }
    }

    private int firstNotCalled(long now) {
        return places.countAtMost(Math.max(watermark, oldest(now) - 1));
    }

    private static long oldest(long now) {
        return now - PLACE_LIFE_MILLIS;
    }
}
