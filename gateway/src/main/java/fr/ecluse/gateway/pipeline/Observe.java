package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Seat;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.policy.Role;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * What {@link Admit} does in the mode {@code observe}: everybody enters and is counted, beyond the ceiling too, and the visit
 * notes what would have become of it. Whoever would have had to wait gets no place, since there is nothing to wait for.
 */
final class Observe {

    private final Seats seats;
    private final Lanes lanes;
    private final LoginDesk logins;
    private final LedgerListener listener;
    private final AttemptListener attempts;

    Observe(Seats seats, Lanes lanes, LoginDesk logins, LedgerListener listener, AttemptListener attempts) {
        this.seats = seats;
        this.lanes = lanes;
        this.logins = logins;
        this.listener = listener;
        this.attempts = attempts;
    }

    /** Somebody of whom this node knows no seat. */
    Step enter(Visit visit, Person person, Role role, Set<Role> open) {
        Claim claim = new Claim(person.id(), role, person.session(), null, open);
        return new Step.Later(seats.observe(claim)
                .map(admission -> entered(visit, person, role, admission))
                .onErrorResume(
                        LedgerUnavailableException.class,
                        lost -> Mono.fromSupplier(() -> {
                            attempts.attempted(person.id(), role, Attempt.LET_IN);
                            listener.passedUncounted();
                            return Step.NEXT;
                        })));
    }

    private Step entered(Visit visit, Person person, Role role, Admission admission) {
        if (!(admission instanceof Admission.Seated seated)) {
            visit.cookieIsStale(); // the only other answer to somebody who takes a seat whatever room there is
            return logins.knock(visit);
        }
        boolean visitBegins = seated.taken() != Taken.BEFORE;
        attempts.attempted(person.id(), role, visitBegins ? Attempt.VISIT_BEGUN : Attempt.LET_IN);
        lanes.seated(lanes.ticketOf(visit, person, role), seated);
        if (visit.refusedToNewcomers() != null) {
            Seat seat = seats.held(person.id(), person.session());
            if (seat != null && Admit.isRefusedToNewcomer(visit, seats.admittedAt(seat))) {
                visit.observed("refused");
            }
        }
        if (seated.taken() == Taken.BEYOND) {
            visit.observed("waiting");
        }
        return Step.NEXT;
    }
}
