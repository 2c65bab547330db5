package fr.ecluse.gateway.waiting;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Hours of traffic on a virtual clock: people come, wait, ask again when they are told to, enter, stay and leave; some go
 * away while they wait. The ledger and the waiting room are the real ones.
 */
final class Morning {

    /** What happens at what minute. */
    record Turn(int minute, int ceiling) {}

    /**
     * One kind of morning.
     *
     * @param arrivals people a second of each role, by the minute
     * @param absent of those who wait, the share that goes away before it is called
     */
    record Shape(
            String name,
            int minutes,
            int ceiling,
            int newPerSecond,
            List<Threshold> priority,
            Map<Role, DoubleUnaryOperator> arrivals,
            double absent,
            List<Turn> turns) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** What somebody was told, and what came of it. */
    record Told(Role lane, long atMillis, long laneRunsMillis, Place.InLine place, First first, Waiter waiter) {}

    enum First {
        YES,
        NO
    }

    /** Somebody who came. */
    static final class Waiter {
        final Pseudonym id;
        final Role role;
        final long cameMillis;

        @Nullable
        Ticket ticket;

        long goesAwayMillis = Long.MAX_VALUE;
        long seatedMillis = -1;

        Waiter(Pseudonym id, Role role, long cameMillis) {
            this.id = id;
            this.role = role;
            this.cameMillis = cameMillis;
        }
    }

    private record Event(long atMillis, long order, Runnable happens) {}

    private static final double MEAN_VISIT_SECONDS = 720;
    private static final double VISIT_SPREAD = 0.8;

    final List<Told> told = new ArrayList<>();
    final List<Waiter> everybody = new ArrayList<>();

    private final Shape shape;
    private final Random random;
    private final MovableClock clock = new MovableClock();
    private final long start = clock.millis();
    private final MemoryLedger ledger = new MemoryLedger(clock, LedgerListener.NONE);
    private final WaitingRoom room;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::order));
    private final Map<Role, Long> lineSince = new HashMap<>();
    private final Set<Role> open;
    private long order;
    private long secondsOfWaiting;
    private double useWhileWaiting;

    Morning(Shape shape, long seed) {
        this.shape = shape;
        this.random = new Random(seed);
        this.room = new WaitingRoom(random::nextDouble, () -> clock.millis() * 1_000_000);
        this.open = Set.copyOf(shape.arrivals.keySet());
    }

    void run() {
        announce(shape.ceiling);
        shape.turns.forEach(turn -> at(start + turn.minute * 60_000L, () -> announce(turn.ceiling)));
        // the same order in every run of the same seed
        shape.arrivals.keySet().stream()
                .sorted(Comparator.comparing(Role::name))
                .forEach(role -> nextArrival(role, shape.arrivals.get(role)));
        at(start, this::census);
        long end = start + shape.minutes * 60_000L;
        while (!events.isEmpty() && events.peek().atMillis <= end) {
            Event event = events.remove();
            clock.advance(Duration.ofMillis(event.atMillis - clock.millis()));
            event.happens.run();
        }
    }

    /** Which share of the seats was taken while somebody waited who was not called. */
    double meanUseWhilePeopleWait() {
        return useWhileWaiting / secondsOfWaiting;
    }

    private void announce(int ceiling) {
        ledger.announce(new PolicyNumbers(
                        "sha" + clock.millis(),
                        clock.millis(),
                        shape.priority,
                        ceiling,
                        1,
                        1_000_000,
                        shape.newPerSecond,
                        Duration.ofHours(12),
                        Duration.ofHours(12)))
                .block();
    }

    private void census() {
        var census = ledger.census(open).block();
        room.observe(census);
        if (census.lanes().stream().anyMatch(lane -> lane.notCalled() > 0)) {
            secondsOfWaiting++;
            useWhileWaiting += (double) census.total() / census.ceiling().sessions();
        }
        for (var lane : census.lanes()) {
            if (lane.line().isEmpty()) {
                lineSince.remove(lane.role());
            } else {
                lineSince.putIfAbsent(lane.role(), clock.millis());
            }
        }
        at(clock.millis() + 1_000, this::census);
    }

    private void nextArrival(Role role, DoubleUnaryOperator rate) {
        double most = 60; // thinning of a faster Poisson process
        long next = clock.millis() + Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) / most * 1_000));
        at(next, () -> {
            if (random.nextDouble() * most < rate.applyAsDouble((clock.millis() - start) / 60_000.0)) {
                Waiter waiter = new Waiter(new Pseudonym(random.nextLong(), random.nextLong()), role, clock.millis());
                everybody.add(waiter);
                ask(waiter, First.YES);
            }
            nextArrival(role, rate);
        });
    }

    private void poll(Waiter waiter) {
        if (clock.millis() >= waiter.goesAwayMillis) {
            return;
        }
        Place place = room.place(waiter.ticket);
        if (place instanceof Place.InLine inLine) {
            told(waiter, inLine, First.NO);
        } else {
            ask(waiter, First.NO);
        }
    }

    private void ask(Waiter waiter, First first) {
        Long arrival = waiter.ticket == null ? null : (Long) waiter.ticket.arrivalMillis();
        Admission admission = ledger.admit(new Claim(waiter.id, waiter.role, null, arrival, open))
                .block();
        if (admission instanceof Admission.Waiting waiting) {
            waiter.ticket = new Ticket(waiter.id, waiter.role, waiting.arrivalMillis());
            told(waiter, room.standing(waiter.ticket), first);
        } else {
            waiter.seatedMillis = clock.millis();
            at(
                    clock.millis() + visitMillis(),
                    () -> ledger.release(waiter.id, null).block());
        }
    }

    private void told(Waiter waiter, Place.InLine inLine, First first) {
        long since = lineSince.getOrDefault(waiter.role, clock.millis());
        told.add(new Told(waiter.role, clock.millis(), clock.millis() - since, inLine, first, waiter));
        if (first == First.YES && random.nextDouble() < shape.absent) {
            waiter.goesAwayMillis = clock.millis() + random.nextInt(600_000);
        }
        at(clock.millis() + wholeSeconds(inLine.nextPoll()), () -> poll(waiter));
    }

    private long visitMillis() {
        double normal = random.nextGaussian() * VISIT_SPREAD - VISIT_SPREAD * VISIT_SPREAD / 2;
        return Math.max(10_000, Math.round(MEAN_VISIT_SECONDS * Math.exp(normal) * 1_000));
    }

    private void at(long atMillis, Runnable happens) {
        events.add(new Event(atMillis, order++, happens));
    }

    /** As the wire says it: rounded up. */
    private static long wholeSeconds(Duration nextPoll) {
        return (nextPoll.toMillis() + 999) / 1_000 * 1_000;
    }
}
