package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.redis.RedisLayout.Write;
import fr.ecluse.gateway.keys.Pseudonym;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * An account of who sits, kept from the log of every command that Redis ran, and the judge of each of them by the account of
 * that very instant: who may be seated, by which script, and who may lose a seat. It knows nothing of how the scripts
 * decide. One thread writes; read it when the log has ended.
 */
final class SeatAccount {

    private static final int MOST_FAULTS = 20;
    private static final long SECOND = 1_000;

    private final RedisLayout layout;
    private final Map<Pseudonym, Sitter> sitters = new HashMap<>();
    private final Map<String, Integer> takenByRole = new TreeMap<>();
    private final PriorityQueue<Due> dues = new PriorityQueue<>();
    private final Set<String> endedSessions = new HashSet<>();
    private final Deque<Long> entries = new ArrayDeque<>(); // of the last second
    private final Map<Long, Reading> readings = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    private long now;
    private int taken;
    private Write.Policy policy;
    private Write.Ceiling live = new Write.Ceiling(0, 0);

    private List<String> command = List.of();
    private Script script;
    private final Set<Pseudonym> moving = new HashSet<>(); // touched by this script; judged when it is over

    private long entered;
    private long expired;
    private long released;
    private long overCeiling;
    private int most;

    /** How a stay on a seat ended. */
    enum End {
        EXPIRED,
        FREED
    }

    /**
     * One stay, from taking the seat to losing it, by the ledger's clock.
     *
     * @param expiryMillis when it would have expired at the latest
     */
    record Stay(long fromMillis, long toMillis, long expiryMillis, End end) {}

    /** What Redis should answer to a reading. */
    record Reading(long nowMillis, int ceiling, Map<String, Integer> seats) {}

    private record Due(long expiry, Pseudonym person, String role) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(expiry, other.expiry);
        }
    }

    private static final class Sitter {
        final Map<String, Long> expiries = new HashMap<>(2); // by role; two of them only within a script
        final List<Stay> stays = new ArrayList<>();
        long from;
        boolean satBefore; // this script
    }

    SeatAccount(RedisLayout layout) {
        this.layout = layout;
    }

    // --- the log -----------------------------------------------------------------------------------------------

    /** A script begins, so the one before is over. */
    void begins(List<String> called) {
        judgeWhoMoved();
        command = called;
        script = layout.script(called);
    }

    /** The number of a reading of Redis' own view stands here in the log. */
    void readsHere(long number) {
        readings.put(number, new Reading(now, ceiling(), Map.copyOf(takenByRole)));
    }

    void write(Write write) {
        if (write instanceof Write.Clock clock) {
            advance(clock.nowMillis());
        } else if (write instanceof Write.Policy announced) {
            policy = announced;
        } else if (write instanceof Write.Ceiling ceiling) {
            live = ceiling;
        } else if (write instanceof Write.NoCeiling) {
            live = new Write.Ceiling(0, 0);
        } else if (write instanceof Write.Sits sits) {
            sit(sits);
        } else if (write instanceof Write.Leaves leaves) {
            leave(leaves.person(), leaves.role());
        } else if (write instanceof Write.LeaveUpTo bound) {
            leaveAll(bound.role(), bound.expiryMillis());
        } else if (write instanceof Write.AllLeave all) {
            leaveAll(all.role(), Long.MAX_VALUE);
        } else if (write instanceof Write.Waits waits) {
            if (sits(waits.person())) {
                fault("somebody seated was sent to the lane of " + waits.role());
            }
        } else if (write instanceof Write.SessionEnds ends) {
            endedSessions.add(ends.session());
        }
    }

    /** The log has ended. */
    void ends() {
        judgeWhoMoved();
    }

    // --- the rules ---------------------------------------------------------------------------------------------

    private void sit(Write.Sits sits) {
        Sitter sitter = touched(sits.person());
        if (!sitter.satBefore && sitter.expiries.isEmpty()) {
            judgeEntry(sits.role());
            entered++;
            sitter.from = now;
        }
        if (taken > ceiling()) {
            overCeiling++;
        }
        if (sits.expiryMillis() > now + policy.idleMillis()) {
            fault("a seat of " + sits.role() + " outlives idle by " + (sits.expiryMillis() - now - policy.idleMillis())
                    + " ms");
        }
        Long before = sitter.expiries.put(sits.role(), sits.expiryMillis());
        if (before != null && before > sits.expiryMillis()) {
            fault("a seat of " + sits.role() + " was shortened by " + (before - sits.expiryMillis()) + " ms");
        }
        dues.add(new Due(sits.expiryMillis(), sits.person(), sits.role()));
        if (before == null) {
            count(sits.role(), 1);
            most = Math.max(most, taken);
        }
    }

    private void judgeEntry(String role) {
        int percent = policy.percents().getOrDefault(role, 0);
        if (!RedisLayout.SEATING.contains(script)) {
            fault("a new " + role + " was seated by " + script);
            return;
        }
        if (taken >= ceiling()) {
            fault("a new " + role + " sits while " + taken + " of " + ceiling() + " seats are taken");
        } else if (taken * 100L >= (long) percent * ceiling()) {
            fault("a new " + role + " sits at " + taken + " of " + ceiling() + " seats, though admitted below "
                    + percent + " %");
        }
        String session = layout.session(command);
        if (!session.isEmpty() && endedSessions.contains(session)) {
            fault("a session that was ended took a seat");
        }
        while (!entries.isEmpty() && entries.peekFirst() <= now - SECOND) {
            entries.removeFirst();
        }
        entries.addLast(now);
        if (policy.perSecond() > 0 && entries.size() > policy.perSecond()) {
            fault(entries.size() + " new seats within a second, and " + policy.perSecond() + " are allowed");
        }
    }

    private void judgeWhoMoved() {
        for (Pseudonym person : moving) {
            Sitter sitter = sitters.get(person);
            if (sitter.expiries.size() > 1) {
                fault("somebody sits on " + sitter.expiries.size() + " seats");
            }
            if (sitter.satBefore && sitter.expiries.isEmpty()) {
                released++;
                if (!RedisLayout.FREEING.contains(script)) {
                    fault("somebody lost the seat to " + script);
                }
            }
            sitter.satBefore = false;
        }
        moving.clear();
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add("at " + now + " in " + script + ": " + what);
        }
    }

    // --- who sits ----------------------------------------------------------------------------------------------

    private Sitter touched(Pseudonym person) {
        Sitter sitter = sitters.computeIfAbsent(person, unused -> new Sitter());
        if (moving.add(person)) {
            sitter.satBefore = !sitter.expiries.isEmpty();
        }
        return sitter;
    }

    private boolean sits(Pseudonym person) {
        Sitter sitter = sitters.get(person);
        return sitter != null && !sitter.expiries.isEmpty();
    }

    private void leave(Pseudonym person, String role) {
        Sitter sitter = sitters.get(person);
        if (sitter == null || !sitter.expiries.containsKey(role)) {
            return; // what is left of an expired seat
        }
        touched(person);
        long expiry = sitter.expiries.remove(role);
        count(role, -1);
        if (sitter.expiries.isEmpty()) {
            sitter.stays.add(new Stay(sitter.from, now, expiry, End.FREED));
        }
    }

    private void leaveAll(String role, long upTo) {
        sitters.forEach((person, sitter) -> {
            if (sitter.expiries.getOrDefault(role, Long.MAX_VALUE) <= upTo && sitter.expiries.containsKey(role)) {
                leave(person, role);
            }
        });
    }

    private void advance(long later) {
        if (later < now) {
            fault("the clock went back by " + (now - later) + " ms");
        }
        now = later;
        for (Due due = dues.peek(); due != null && due.expiry <= now; due = dues.peek()) {
            dues.remove();
            Sitter sitter = sitters.get(due.person);
            if (Long.valueOf(due.expiry).equals(sitter.expiries.get(due.role))) {
                sitter.expiries.remove(due.role);
                count(due.role, -1);
                expired++;
                sitter.stays.add(new Stay(sitter.from, due.expiry, due.expiry, End.EXPIRED));
            }
        }
    }

    private void count(String role, int more) {
        taken += more;
        takenByRole.merge(role, more, Integer::sum);
    }

    private int ceiling() {
        return live.untilMillis() > now ? live.sessions() : policy.sessions();
    }

    // --- what is asked when the log has ended ------------------------------------------------------------------

    List<String> faults() {
        return faults;
    }

    /** What Redis should have answered to a reading; null if the log does not hold it. */
    Reading reading(long number) {
        return readings.get(number);
    }

    /** Every stay of a person that is over, in order. */
    List<Stay> stays(Pseudonym person) {
        Sitter sitter = sitters.get(person);
        return sitter == null ? List.of() : sitter.stays;
    }

    int taken() {
        return taken;
    }

    long entered() {
        return entered;
    }

    long expired() {
        return expired;
    }

    long released() {
        return released;
    }

    /** How often a seat was touched while the occupancy was above a lowered ceiling. */
    long overCeiling() {
        return overCeiling;
    }

    int most() {
        return most;
    }
}
