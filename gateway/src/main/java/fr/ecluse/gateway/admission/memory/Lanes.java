package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The waiting lanes of all roles, and the calling step that moves their watermarks.
 *
 * <p>Only the lanes of open roles are called, hold others back or have seats held for them. Times are the ledger's clock
 * in ms. Not thread-safe.
 */
final class Lanes {

    private static final long STEP_MILLIS = 1_000L;

    private final Map<Role, Lane> lanes = new HashMap<>();
    private Set<Role> open = Set.of();
    private long steppedAt;
    private long calledSinceStep;

    /** The roles that no rule refuses now. */
    void open(Set<Role> roles) {
        open = roles;
    }

    Lane of(Role role) {
        return lanes.computeIfAbsent(role, unused -> new Lane());
    }

    /** Takes the person out of every lane. */
    void leave(Pseudonym person) {
        lanes.values().forEach(lane -> lane.leave(person));
    }

    /** Seats held for people called within the last minute. */
    long held(long now) {
        long held = 0;
        for (Role role : open) {
            held += of(role).held(now);
        }
        return held;
    }

    /** Whether people not called yet wait in a callable lane of the same or a higher rank. */
    boolean precede(Role role, PolicyNumbers numbers, Room room, long now) {
        for (Threshold threshold : numbers.priority()) {
            if (open.contains(threshold.role())
                    && room.below(threshold.admittedBelowPercent())
                    && of(threshold.role()).notCalled(now) > 0) {
                return true;
            }
            if (threshold.role().equals(role)) {
                break;
            }
        }
        return false;
    }

    boolean stepIsDue(long now) {
        return now - steppedAt >= STEP_MILLIS;
    }

    /**
     * Calls as many people as there is room for, from the most favoured lane on; under a limit of new seats a second, no
     * more people a second than may enter.
     */
    void step(PolicyNumbers numbers, Room before, long now) {
        if (stepIsDue(now)) {
            steppedAt = now;
            calledSinceStep = 0;
        }
        Room room = before;
        for (Threshold threshold : numbers.priority()) {
            if (open.contains(threshold.role())) {
                long people = room.callable(threshold.admittedBelowPercent());
                if (numbers.newPerSecond() > 0) {
                    people = Math.min(people, numbers.newPerSecond() - calledSinceStep);
                }
                int called = of(threshold.role()).call(people, now);
                calledSinceStep += called;
                room = room.afterCalling(called);
            }
        }
    }

    List<Census.Lane> census(PolicyNumbers numbers, int ceiling, long now) {
        return numbers.priority().stream()
                .map(threshold -> census(threshold, ceiling, now))
                .toList();
    }

    private Census.Lane census(Threshold threshold, int ceiling, long now) {
        Role role = threshold.role();
        Lane lane = of(role);
        boolean callable = open.contains(role) && threshold.admittedBelowPercent() > 0 && ceiling > 0;
        return new Census.Lane(
                role,
                lane.watermark(),
                lane.waiting(now),
                lane.calledEver(),
                callable,
                lane.line(now),
                threshold.admittedBelowPercent());
    }

    /** What is counted of each lane. */
    List<Census.Tally> tallies(PolicyNumbers numbers, long now) {
        return numbers.priority().stream()
                .map(threshold -> of(threshold.role()).tally(threshold.role(), now))
                .toList();
    }

    /** Drops at most so many forgotten places of each lane. */
    void purge(long now, int atMost) {
        lanes.values().forEach(lane -> lane.purge(now, atMost));
    }
}
