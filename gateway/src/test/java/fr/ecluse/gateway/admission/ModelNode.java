package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A real node's {@link Seats} and {@link Reserve} in a small world whose time is virtual. */
final class ModelNode {

    private static final Set<Role> OPEN = Set.of(Role.ELEVE);

    private final VirtualTimeScheduler time;
    private final ModelLine line;
    private final Reserve reserve;
    private final Seats seats;

    ModelNode(String name, NaiveLedger ledger, Clock clock, VirtualTimeScheduler time, PolicyNumbers policy) {
        this.time = time;
        line = new ModelLine(ledger);
        reserve = Reserve.of(name);
        seats = new Seats(
                line,
                () -> OPEN,
                census -> {},
                LedgerListener.NONE,
                reserve,
                new Seats.Surroundings(() -> time.now(TimeUnit.NANOSECONDS), clock, time, 100));
        seats.announce(policy).block();
        seats.start();
    }

    ModelLine line() {
        return line;
    }

    Seats seats() {
        return seats;
    }

    static Claim claim(int number) {
        return new Claim(person(number), Role.ELEVE, null, null, OPEN);
    }

    /** Null: unavailable. A seat that is known needs nobody. */
    @Nullable
    Admission admit(int number) {
        Seat held = seats.held(person(number), null);
        if (held != null) {
            seats.touch(held);
            return new Admission.Seated(
                    held.role(),
                    held.age(time.now(TimeUnit.NANOSECONDS)),
                    Duration.ofSeconds(1),
                    SeatLedger.Taken.BEFORE);
        }
        try {
            return seats.admit(claim(number)).block();
        } catch (LedgerUnavailableException lost) {
            return null;
        }
    }

    boolean holds(int number) {
        return seats.held(person(number), null) != null;
    }

    String describe(int people) {
        TreeMap<Integer, Boolean> held = new TreeMap<>();
        for (int number = 1; number <= people; number++) {
            held.put(number, holds(number));
        }
        return line.describe() + held + reserve.request(SeatLedger.LeaseRequest.Wish.SOME);
    }
}
