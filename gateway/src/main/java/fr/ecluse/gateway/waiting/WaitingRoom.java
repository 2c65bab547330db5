package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.ExpectedLine;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tells everybody who waits where they stand, from memory: a poll costs the ledger nothing.
 *
 * <p>A census, read about once a second, is turned into one immutable view per lane; answers come from these views alone.
 * An estimate is given only from fresh facts: once no census came for {@link #FRESH_NANOS}, none is. Thread-safe; {@link
 * #place} never blocks.
 */
public final class WaitingRoom {

    private static final long FRESH_NANOS = 15_000_000_000L;

    /** What a loss takes to be heard of, and a poll to be rounded up to a second and to arrive. */
    private static final Duration HEARING = Duration.ofSeconds(3);

    private final Pace pace;
    private final LongSupplier nanoTicker;
    private final Held held = new Held();
    private volatile long regatherUntilNanos;
    private volatile boolean regathers;
    private volatile View view;

    /**
     * @param jitter uniform in [0, 1), such as {@code ThreadLocalRandom.current()::nextDouble} asked anew each time
     * @param nanoTicker monotonic, in nanoseconds, from any thread
     */
    public WaitingRoom(DoubleSupplier jitter, LongSupplier nanoTicker) {
        this.pace = new Pace(jitter);
        this.nanoTicker = nanoTicker;
        this.view = new View(nanoTicker.getAsLong(), Map.of(), Known.NOTHING);
    }

    /** Takes in the newest census. A lane that starts anew, or a ledger whose clock went back, is measured anew. */
    public synchronized void observe(Census census) {
        long notCome = census.lanes().stream()
                .mapToLong(lane -> lane.waiting() - lane.notCalled())
                .sum();
        double heldSeats = held.after(census.ledgerMillis(), notCome);
        long ceiling = census.ceiling().sessions();
        long higher = 0;
        Map<Role, LaneView> lanes = new HashMap<>();
        for (Census.Lane lane : census.lanes()) {
            LaneView before = view.lanes.get(lane.role());
            Standing standing = new Standing(
                    census.ledgerMillis(),
                    lane.calledEver(),
                    lane.notCalled(),
                    higher,
                    census.total(),
                    heldSeats,
                    ceiling * lane.admittedBelowPercent() / 100.0,
                    ceiling);
            Promises promises = before == null ? Promises.NONE : before.promises();
            lanes.put(lane.role(), LaneView.of(census.ledgerMillis(), lane, promises.with(standing), before));
            higher += lane.callable() ? lane.notCalled() : 0;
        }
        view = new View(nanoTicker.getAsLong(), Map.copyOf(lanes), Known.LANES);
    }

    /**
     * The ledger has forgotten everybody. Until they may all have asked again, whoever asks is sent to it with the ticket's own
     * arrival, because a line that fills up again does not show who is missing.
     *
     * @return who waited here, as far as was known
     */
    public synchronized List<ExpectedLine> forgotten() {
        List<ExpectedLine> lines = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Map.Entry<Role, LaneView> each : view.lanes.entrySet()) {
            LaneView lane = each.getValue();
            Duration within = lane.asksWithin().plus(HEARING);
            if (lane.waiting() > 0) {
                lines.add(new ExpectedLine(each.getKey(), lane.waiting(), within, lane.calledUntilMillis()));
                longest = within.compareTo(longest) > 0 ? within : longest;
            }
        }
        if (!lines.isEmpty()) {
            regatherUntilNanos = nanoTicker.getAsLong() + longest.toNanos();
            regathers = true;
        }
        return lines;
    }

    private boolean isRegathering() {
        return regathers && nanoTicker.getAsLong() - regatherUntilNanos < 0;
    }

    /** Where this ticket stands. Before the first census everybody waits, with nobody ahead and no estimate. */
    public Place place(Ticket ticket) {
        View now = view;
        if (isRegathering()) {
            return new Place.Unlisted();
        }
        LaneView lane = now.lanes.get(ticket.lane());
        if (lane == null) {
            return now.known == Known.NOTHING ? unknown() : new Place.Unlisted();
        }
        return lane.place(ticket.arrivalMillis(), believed(now, lane), pace);
    }

    /** Where this ticket stands in line, if the ledger has just said that its person is there and not called. */
    public Place.InLine standing(Ticket ticket) {
        View now = view;
        LaneView lane = now.lanes.get(ticket.lane());
        return lane == null ? unknown() : lane.standing(ticket.arrivalMillis(), believed(now, lane), pace);
    }

    private Place.InLine unknown() {
        return new Place.InLine(0, null, pace.untilNextPoll(0));
    }

    private Promises believed(View now, LaneView lane) {
        boolean fresh = nanoTicker.getAsLong() - now.takenNanos <= FRESH_NANOS;
        return fresh ? lane.promises() : Promises.NONE;
    }

    /** Whether the role's lane had seats to hope for at the last census; true where nothing is known. */
    public boolean callable(Role role) {
        LaneView lane = view.lanes.get(role);
        return lane == null || lane.callable();
    }

    /** People in the role's lane, called or not, at the last census. */
    public long waiting(Role role) {
        LaneView lane = view.lanes.get(role);
        return lane == null ? 0 : lane.waiting();
    }

    private record View(long takenNanos, Map<Role, LaneView> lanes, Known known) {}

    private enum Known {
        NOTHING,
        LANES
    }
}
