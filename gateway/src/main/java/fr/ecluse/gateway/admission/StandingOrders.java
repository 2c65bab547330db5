package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.policy.LocalText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The standing orders as one node last heard them, so that a request obeys them at the cost of reading a field.
 *
 * <p>A node that loses the ledger goes by what it heard last, and lets an order end by itself when its time is over. What the
 * ledger says counts, whatever this node knew; except that a ledger which has just lost its memory knows less than its nodes:
 * until this node has told it, only a version at least as high counts. Nanoseconds are the node's ticker. Thread-safe.
 */
public final class StandingOrders {

    private Orders latest = Orders.NONE;
    private long heardNanos;
    private boolean forgotten;
    private volatile @Nullable Mode mode;
    private volatile LocalText message = LocalText.NONE;

    StandingOrders() {}

    /** The mode in force; null before the ledger was ever heard. */
    public @Nullable Mode mode() {
        return mode;
    }

    /** What is said to people who wait; none at all if nothing is. */
    public LocalText message() {
        return message;
    }

    /**
     * @param askedNanos when the ledger was asked: an order ends early rather than late
     * @return what is in force on this node
     */
    synchronized Orders heard(Orders told, long askedNanos) {
        Orders known = asOf(askedNanos);
        Orders taken = told;
        for (Subject subject : Subject.values()) {
            StandingOrder ours = known.about(subject);
            if (forgotten && ours.version() > told.about(subject).version()) {
                taken = taken.with(ours);
            }
        }
        latest = taken;
        heardNanos = askedNanos;
        show(taken);
        return taken;
    }

    /** Time has passed; what it has ended is over. Once a second, whether the ledger is there or not. */
    synchronized void passed(long nowNanos) {
        if (mode != null) {
            show(asOf(nowNanos));
        }
    }

    /** The ledger has lost its memory, and this node has not told it yet what it knows. */
    synchronized void forgotten() {
        forgotten = true;
    }

    /** The ledger has been told. */
    synchronized void told() {
        forgotten = false;
    }

    /** Every order that was ever given, as it is now if nothing was ordered since. */
    synchronized List<StandingOrder> given(long nowNanos) {
        Orders now = asOf(nowNanos);
        List<StandingOrder> given = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            if (now.about(subject).version() > 0) {
                given.add(now.about(subject));
            }
        }
        return given;
    }

    private Orders asOf(long nowNanos) {
        Orders now = latest;
        for (Subject subject : Subject.values()) {
            now = now.with(after(latest.about(subject), nowNanos - heardNanos));
        }
        return now;
    }

    private static StandingOrder after(StandingOrder order, long nanos) {
        Duration endsIn = order.endsIn();
        if (endsIn == null) {
            return order;
        }
        Duration left = endsIn.minusNanos(nanos);
        return left.isNegative() || left.isZero()
                ? order.ended()
                : new StandingOrder(order.subject(), order.value(), order.version(), left, order.by(), order.reason());
    }

    private void show(Orders orders) {
        mode = orders.mode();
        message = orders.message();
    }
}
