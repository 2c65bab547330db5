package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest.Wish;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The seats that this node may give on its own while the ledger is away, because the ledger counts them as taken.
 *
 * <p>They are for the roles that may fill the ENT to the highest threshold of the policy: by how much others have filled it
 * since, nobody can tell a node that is cut off, and a lower threshold might be broken. A seat that was given uses up its part
 * of the lease, even when it is freed or the ledger has heard of it. Nanoseconds are the node's ticker. Thread-safe.
 */
public final class Reserve {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable String node;
    private final Map<Pseudonym, Seat> given = new HashMap<>();
    private int held;
    private int nodes = 1;
    private long expiresNanos;
    private long nextEntryNanos;

    private Reserve(@Nullable String node) {
        this.node = node;
    }

    /** @param node the name of this node in the ledger: of this run, and of no other process */
    public static Reserve of(String node) {
        return new Reserve(node);
    }

    /** Nobody new enters while the ledger is away. */
    public static Reserve none() {
        return new Reserve(null);
    }

    /** What to ask the ledger for; null: nothing. Whoever wishes for none has none from then on. */
    synchronized @Nullable LeaseRequest request(Wish wish) {
        if (wish == Wish.NONE) {
            forfeit();
        }
        return node == null ? null : new LeaseRequest(node, held, given.size(), wish);
    }

    /** @param sentNanos when it was asked for: the ledger counts from later on */
    synchronized void renewed(Lease lease, long sentNanos) {
        held = Math.max(lease.seats(), given.size());
        nodes = lease.nodes();
        expiresNanos = sentNanos + lease.lasts().toNanos();
    }

    /** Gives nothing more: the ledger has another memory, which knows of no lease. */
    synchronized void forfeit() {
        held = given.size();
        expiresNanos = 0;
    }

    /**
     * Uses one seat of the lease for the person, if there is one for this role now.
     *
     * @param lastCensus the latest there is
     * @return the ticker's time at which the seat ends unless the ledger has heard of it by then; null: there is none
     */
    synchronized @Nullable Seat take(
            Claim claim, PolicyNumbers policy, Census lastCensus, KnownSeats seats, long nowNanos) {
        if (given.size() >= held
                || expiresNanos - nowNanos <= 0
                || !mayFillTheEnt(claim, policy)
                || othersWait(claim, policy, lastCensus)
                || (policy.newPerSecond() > 0 && nextEntryNanos - nowNanos > 0)) {
            return null;
        }
        Seat seat = seats.give(claim, nowNanos, expiresNanos);
        if (seat != null) {
            given.put(claim.person(), seat);
            nextEntryNanos = nowNanos + paceNanos(policy);
        }
        return seat;
    }

    /** Whether the ledger has yet to hear of the person's seat. */
    synchronized boolean gave(Pseudonym person) {
        return given.containsKey(person);
    }

    synchronized boolean isUntouched() {
        return given.isEmpty();
    }

    /** The seats of which the ledger has yet to hear. */
    synchronized List<Seat> given() {
        return List.copyOf(given.values());
    }

    /** The ledger counts these seats as such from now on, or nobody sits there any more. */
    synchronized void settled(List<Seat> seats) {
        for (Seat seat : seats) {
            if (given.remove(seat.person(), seat)) {
                held--;
            }
        }
    }

    private static boolean mayFillTheEnt(Claim claim, PolicyNumbers policy) {
        int highest = 1;
        int own = 0;
        for (Threshold threshold : policy.priority()) {
            highest = Math.max(highest, threshold.admittedBelowPercent());
            if (threshold.role().equals(claim.role())) {
                own = threshold.admittedBelowPercent();
            }
        }
        return own >= highest;
    }

    /** Nobody overtakes those who waited when the ledger was last seen. */
    private static boolean othersWait(Claim claim, PolicyNumbers policy, Census lastCensus) {
        for (Threshold threshold : policy.priority()) {
            for (Census.Lane lane : lastCensus.lanes()) {
                if (lane.role().equals(threshold.role()) && lane.callable() && lane.waiting() > 0) {
                    return true;
                }
            }
            if (threshold.role().equals(claim.role())) {
                return false;
            }
        }
        return false;
    }

    /** Between two newcomers here, so that all nodes together keep to the policy's limit a second. */
    private long paceNanos(PolicyNumbers policy) {
        return policy.newPerSecond() == 0 ? 0 : SECOND_NANOS * nodes / policy.newPerSecond();
    }
}
