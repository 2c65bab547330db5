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
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An account of who sits, kept from the log of every command that Redis ran, and the judge of each of them by the account of
 * that very instant: who may be seated, by which script, and who may lose a seat. It knows nothing of how the scripts
 * decide. One thread writes; read it when the log has ended.
 */
final class SeatAccount implements CommandLog.Hearer {

    private static final int MOST_FAULTS = 20;
    private static final long SECOND = 1_000;
    private static final long ON_THE_WAY = StormNode.PATIENCE.toMillis(); // what a node says was true when it was said

    private final RedisLayout layout;
    private final long replayedWithin;
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

    private final Map<String, NavigableSet<Leftover>> leftovers = new HashMap<>();
    private final Map<String, Write.Leased> leases = new HashMap<>();
    private long reentryUntil;
    private long leasesLost; // until when a lease that Redis forgot would have held
    private long forgotten;

    private long entered;
    private long reentered;
    private long expired;
    private long released;
    private long overCeiling;
    private int most;

    /** How a stay on a seat ended. */
    enum End {
        EXPIRED,
        FREED,
        /** Redis forgot it: nodes may re-enter it. */
        FORGOTTEN
    }

    /**
     * One stay, from taking the seat to losing it, by the ledger's clock.
     *
     * @param expiryMillis when it would have expired at the latest
     */
    record Stay(long fromMillis, long toMillis, long expiryMillis, End end) {}

    /** What Redis should answer to a reading. */
    record Reading(long nowMillis, int ceiling, Map<String, Integer> seats) {}

    private record Due(Write.Sits seat) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(seat.expiryMillis(), other.seat.expiryMillis());
        }
    }

    /** Ordered as Redis orders them. */
    private record Leftover(long score, Pseudonym person) implements Comparable<Leftover> {
        @Override
        public int compareTo(Leftover other) {
            int byScore = Long.compare(score, other.score);
            return byScore != 0 ? byScore : person.compareTo(other.person);
        }
    }

    private static final class Sitter {
        final Map<String, Write.Sits> seats = new HashMap<>(2); // by role; two of them only within a script
        final List<Stay> stays = new ArrayList<>();
        long from;
        long reenteredAt; // last, and rightly
        boolean satBefore; // this script
    }

    /** @param replayedWithin for how long after a script, in ms, it may be sent once more */
    SeatAccount(RedisLayout layout, long replayedWithin) {
        this.layout = layout;
        this.replayedWithin = replayedWithin;
    }

    // --- the log -----------------------------------------------------------------------------------------------

    /** A script begins, so the one before is over. */
    @Override
    public void called(List<String> called) {
        judgeWhoMoved();
        command = called;
        script = layout.script(called);
        if (RedisLayout.isForgetting(called)) {
            forget();
        }
    }

    @Override
    public void ran(List<String> inScript) {
        layout.writes(inScript).forEach(this::write);
    }

    /** The number of a reading of Redis' own view stands here in the log. */
    void readsHere(long number) {
        readings.put(number, new Reading(now, ceiling(), Map.copyOf(takenByRole)));
    }

    private void write(Write write) {
        if (write instanceof Write.Clock clock) {
            advance(clock.nowMillis());
        } else if (write instanceof Write.Policy announced) {
            policy = announced;
        } else if (write instanceof Write.Ceiling ceiling) {
            live = ceiling;
        } else if (write instanceof Write.Sits sits) {
            sit(sits);
        } else if (write instanceof Write.Leaves leaves) {
            leave(leaves.person(), leaves.role());
        } else if (write instanceof Write.LowestLeave lowest) {
            sweep(lowest.role(), lowest.people());
        } else if (write instanceof Write.AllLeave all) {
            leaveAll(all.role());
        } else if (write instanceof Write.Reentry window) {
            reentryUntil = window.untilMillis();
        } else if (write instanceof Write.Leased lease) {
            lease(lease);
        } else if (write instanceof Write.NoLease back) {
            leases.remove(back.node());
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
        if (!sitter.satBefore && sitter.seats.isEmpty()) {
            judgeEntry(sits, sitter);
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
        Write.Sits before = sitter.seats.put(sits.role(), sits);
        // of two nodes that re-enter somebody one may know an earlier admission, and so an earlier end
        if (before != null && before.expiryMillis() > sits.expiryMillis() && script != Script.REENTER) {
            fault("a seat of " + sits.role() + " was shortened by " + (before.expiryMillis() - sits.expiryMillis())
                    + " ms");
        }
        dues.add(new Due(sits));
        if (before == null) {
            leftovers(sits.role()).removeIf(left -> left.person.equals(sits.person()));
            count(sits.role(), 1);
            most = Math.max(most, taken);
        }
    }

    private void judgeEntry(Write.Sits sits, Sitter sitter) {
        String role = sits.role();
        int percent = policy.percents().getOrDefault(role, 0);
        if (!RedisLayout.SEATING.contains(script)) {
            fault("a new " + role + " was seated by " + script);
            return;
        }
        if (script == Script.REENTER) {
            judgeReentry(role, sitter);
            return;
        }
        if (now < reentryUntil) {
            fault("a new " + role + " sits while nodes re-enter what they hold");
        }
        if (taken + leased() >= ceiling()) {
            fault("a new " + role + " sits while of " + ceiling() + " seats " + taken + " are taken and " + leased()
                    + " leased");
        } else if (taken * 100L >= (long) percent * ceiling()) {
            fault("a new " + role + " sits at " + taken + " of " + ceiling() + " seats, though admitted below "
                    + percent + " %");
        }
        String session = RedisLayout.session(command, sits.person());
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

    /**
     * Somebody whose seat Redis forgot, or whom a node let in on its own, at a time when it could not ask. What nodes tell has
     * ages and no times, so a late replay of it revives for a while what has ended meanwhile: no node would send one later than
     * its patience, and the storm does.
     */
    private void judgeReentry(String role, Sitter sitter) {
        reentered++;
        Stay last = sitter.stays.isEmpty() ? null : sitter.stays.get(sitter.stays.size() - 1);
        boolean sat = last != null && last.end() == End.FORGOTTEN && last.expiryMillis() > now - ON_THE_WAY;
        boolean replayed = sitter.reenteredAt > now - replayedWithin;
        if (sat || leased() > 0 || leasesLost > now) {
            sitter.reenteredAt = now;
        } else if (!replayed) {
            fault("a new " + role + " was re-entered, who had no seat, while no node has a lease: " + last);
        }
    }

    private void judgeWhoMoved() {
        for (Pseudonym person : moving) {
            Sitter sitter = sitters.get(person);
            if (sitter.seats.size() > 1) {
                fault("somebody sits on " + sitter.seats.size() + " seats");
            }
            if (sitter.satBefore && sitter.seats.isEmpty()) {
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
            sitter.satBefore = !sitter.seats.isEmpty();
        }
        return sitter;
    }

    private boolean sits(Pseudonym person) {
        Sitter sitter = sitters.get(person);
        return sitter != null && !sitter.seats.isEmpty();
    }

    private void leave(Pseudonym person, String role) {
        Sitter sitter = sitters.get(person);
        if (sitter == null) {
            return;
        }
        Write.Sits seat = sitter.seats.get(role);
        if (seat == null) {
            leftovers(role).removeIf(left -> left.person.equals(person));
            return;
        }
        touched(person);
        sitter.seats.remove(role);
        long expiry = seat.expiryMillis();
        count(role, -1);
        if (sitter.seats.isEmpty()) {
            sitter.stays.add(new Stay(sitter.from, now, expiry, End.FREED));
        }
    }

    private void leaveAll(String role) {
        leftovers(role).clear();
        sitters.keySet().forEach(person -> leave(person, role));
    }

    private void forget() {
        forgotten++;
        leasesLost = Math.max(leasesLost, leasesUntil());
        sitters.values().forEach(sitter -> {
            sitter.seats
                    .values()
                    .forEach(seat -> sitter.stays.add(new Stay(sitter.from, now, seat.expiryMillis(), End.FORGOTTEN)));
            sitter.seats.clear();
        });
        takenByRole.clear();
        taken = 0;
        leftovers.clear();
        leases.clear();
        endedSessions.clear();
        entries.clear();
        live = new Write.Ceiling(0, 0);
        policy = null;
        now = 0;
    }

    /** Housekeeping: only what has expired may go. */
    private void sweep(String role, int people) {
        NavigableSet<Leftover> expired = leftovers(role);
        if (people > expired.size()) {
            fault("housekeeping takes " + people + " seats of " + role + ", and " + expired.size() + " have expired");
        }
        for (int i = 0; i < people && !expired.isEmpty(); i++) {
            expired.pollFirst();
        }
    }

    /** What has expired and is still in the sorted set of the role, lowest first. */
    private NavigableSet<Leftover> leftovers(String role) {
        return leftovers.computeIfAbsent(role, unused -> new TreeSet<>());
    }

    private void lease(Write.Leased lease) {
        Write.Leased before = leases.put(lease.node(), lease);
        int held = before != null && before.untilMillis() > now ? before.seats() : 0;
        if (lease.seats() > held && taken + leased() > ceiling()) {
            fault("a node was leased " + (lease.seats() - held) + " more seats, while " + taken + " and leases of "
                    + leased() + " are more than " + ceiling());
        }
    }

    private long leasesUntil() {
        return leases.values().stream()
                .filter(lease -> lease.seats() > 0)
                .mapToLong(Write.Leased::untilMillis)
                .max()
                .orElse(0);
    }

    private int leased() {
        return leases.values().stream()
                .filter(lease -> lease.untilMillis() > now)
                .mapToInt(Write.Leased::seats)
                .sum();
    }

    private void advance(long later) {
        if (later < now) {
            fault("the clock went back by " + (now - later) + " ms");
        }
        now = later;
        for (Due due = dues.peek(); due != null && due.seat.expiryMillis() <= now; due = dues.peek()) {
            Write.Sits seat = dues.remove().seat;
            Sitter sitter = sitters.get(seat.person());
            if (sitter.seats.remove(seat.role(), seat)) {
                leftovers(seat.role()).add(new Leftover(seat.score(), seat.person()));
                count(seat.role(), -1);
                expired++;
                sitter.stays.add(new Stay(sitter.from, seat.expiryMillis(), seat.expiryMillis(), End.EXPIRED));
            }
        }
    }

    private void count(String role, int more) {
        taken += more;
        takenByRole.merge(role, more, Integer::sum);
    }

    private int ceiling() {
        return live.untilMillis() > now ? live.sessions() : policy == null ? 0 : policy.sessions();
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

    /** How often Redis forgot everything. */
    long forgotten() {
        return forgotten;
    }

    /** Of those who entered, people whose seat a node knew better than Redis. */
    long reentered() {
        return reentered;
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
