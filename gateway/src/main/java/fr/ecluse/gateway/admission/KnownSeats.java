package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The seats that one node remembers, as the ledger last confirmed them. Answers and releases reach a node by two ways and in
 * any order: a release is remembered for longer than any answer may take, so that an older answer revives nothing.
 *
 * <p>Thread-safe; reading a seat takes no lock.
 */
final class KnownSeats {

    /**
     * Longer than any answer may take, so that an answer older than a release is known as such; and long enough to tell a
     * ledger that lost its last writes of the releases among them.
     */
    private static final Duration FREED_LIFE = Duration.ofMinutes(10);

    private final Seats.Surroundings surroundings;
    private final LongSupplier nanoTime;
    private final Map<Pseudonym, Seat> seats = new ConcurrentHashMap<>();
    private final Expiring<Pseudonym> freed;
    private final Expiring<Role> freedRoles;

    KnownSeats(Seats.Surroundings surroundings) {
        this.surroundings = surroundings;
        this.nanoTime = surroundings.nanoTime();
        this.freed = new Expiring<>(FREED_LIFE, surroundings.capacity());
        this.freedRoles = new Expiring<>(FREED_LIFE, surroundings.capacity());
    }

    @Nullable
    Seat of(Pseudonym person) {
        return seats.get(person);
    }

    Collection<Seat> all() {
        return seats.values();
    }

    /** @param sentNanos when the ledger was asked: its answer may be older than what was heard since */
    void remember(Claim claim, Admission admission, long sentNanos) {
        Pseudonym person = claim.person();
        if (!(admission instanceof Admission.Seated seated)) {
            Seat seat = seats.get(person);
            if (seat != null && !(admission instanceof Admission.SessionEnded)) {
                forget(seat);
            }
            return;
        }
        long expiresNanos = sentNanos + seated.remaining().toNanos();
        Seat seat = seats.compute(person, (key, known) -> {
            if (known != null && seated.taken() == Taken.BEFORE && known.remainingNanos(sentNanos) > 0) {
                known.moveTo(seated.role());
                known.confirm(sentNanos, expiresNanos);
                return known;
            }
            if (known != null) {
                known.end();
            } else if (seats.size() >= surroundings.capacity()) {
                return null;
            }
            return newSeat(claim, seated.role(), seated.age(), sentNanos, expiresNanos);
        });
        if (seat == null) {
            return;
        }
        if (claim.session() != null) {
            seat.vouch(claim.session());
        }
        // a release may have been heard before this answer, which is older
        if (freed.addedSince(person, sentNanos) || freedRoles.addedSince(seated.role(), sentNanos)) {
            forget(seat);
        }
    }

    /** A seat of the reserve, until the ledger hears of it; null if there is no room to remember it. */
    @Nullable
    Seat give(Claim claim, long nowNanos, long expiresNanos) {
        if (seats.size() >= surroundings.capacity()) {
            return null;
        }
        Seat seat = newSeat(claim, claim.role(), Duration.ZERO, nowNanos, expiresNanos);
        if (claim.session() != null) {
            seat.vouch(claim.session());
        }
        seats.put(claim.person(), seat);
        return seat;
    }

    private static Seat newSeat(Claim claim, Role role, Duration age, long nowNanos, long expiresNanos) {
        return new Seat(claim.person(), role, age, nowNanos, expiresNanos);
    }

    /** The ledger keeps the seat, and has said for how long. */
    void confirm(Seat seat, long sentNanos, Duration remaining) {
        seat.extend(sentNanos + remaining.toNanos());
        // a release may have been heard before this answer, which is older
        if (freed.addedSince(seat.person(), sentNanos) || freedRoles.addedSince(seat.role(), sentNanos)) {
            forget(seat);
        }
    }

    /** Whose seats were freed before their time, and how long ago. */
    Map<Pseudonym, Duration> freed() {
        return freed.ages(nanoTime.getAsLong());
    }

    Map<Role, Duration> freedRoles() {
        return freedRoles.ages(nanoTime.getAsLong());
    }

    void free(Pseudonym person) {
        freed.add(person, nanoTime.getAsLong());
        Seat seat = seats.get(person);
        if (seat != null) {
            forget(seat);
        }
    }

    void free(Role role) {
        freedRoles.add(role, nanoTime.getAsLong());
        seats.values().stream().filter(seat -> seat.role().equals(role)).forEach(this::forget);
    }

    void forget(Seat seat) {
        seat.end();
        seats.remove(seat.person(), seat);
    }

    /** Expired seats go, but not activity that the ledger may still accept because another node renewed the seat. */
    void sweep(Duration idle) {
        long nowNanos = nanoTime.getAsLong();
        long longAgo = -idle.toNanos();
        for (Seat seat : seats.values()) {
            long remainingNanos = seat.remainingNanos(nowNanos);
            if (remainingNanos <= (seat.isUnflushed() ? longAgo : 0)) {
                forget(seat);
            }
        }
        freed.sweep(nowNanos);
        freedRoles.sweep(nowNanos);
    }
}
