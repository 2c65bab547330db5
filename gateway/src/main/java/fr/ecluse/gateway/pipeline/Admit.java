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
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.Rulebook;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Verdict.RefusedToNewcomers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The person has a seat, takes one, or gets a place in the waiting room.
 *
 * <p>Somebody seated passes without waiting for anything; somebody in line and not yet called is answered from memory.
 * Only the others cost a call to the ledger.
 */
final class Admit implements Stage {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Seats seats;
    private final Lanes lanes;
    private final PolicyInForce policy;
    private final LoginDesk logins;
    private final OnLoss onLoss;
    private final LedgerListener listener;
    private final AttemptListener attempts;

    Admit(
            Seats seats,
            Lanes lanes,
            PolicyInForce policy,
            LoginDesk logins,
            OnLoss onLoss,
            LedgerListener listener,
            AttemptListener attempts) {
        this.seats = seats;
        this.lanes = lanes;
        this.policy = policy;
        this.logins = logins;
        this.onLoss = onLoss;
        this.listener = listener;
        this.attempts = attempts;
    }

    @Override
    public Step take(Visit visit) {
        Person person = visit.person();
        Role role = visit.role();
        if (person == null || role == null || visit.route().access() == RouteFacts.Access.PUBLIC) {
            return Step.NEXT;
        }
        Rulebook rules = policy.current();
        Seat seat = seats.held(person.id(), person.session());
        if (seat != null && rules.rank(seat.role()) <= rules.rank(role)) {
            return seated(visit, person, role, seat);
        }
        if (visit.refusedToNewcomers() != null) {
            Claim claim = new Claim(person.id(), role, person.session(), null, rules.open());
            return asked(person, role, seats.find(claim).map(found -> judge(visit, person, role, null, found)));
        }
        Ticket ticket = lanes.ticketOf(visit, person, role);
        Decision notCalled = ticket == null ? null : lanes.notCalled(ticket);
        if (notCalled != null) {
            attempts.attempted(person.id(), role, Attempt.NOT_LET_IN);
            return Step.answer(notCalled);
        }
        Long arrivalMillis = ticket == null ? null : ticket.arrivalMillis();
        Claim claim = new Claim(person.id(), role, person.session(), arrivalMillis, rules.open());
        return asked(person, role, seats.admit(claim).map(admission -> judge(visit, person, role, ticket, admission)));
    }

    private Step asked(Person person, Role role, Mono<Step> answer) {
        return new Step.Later(
                answer.onErrorResume(LedgerUnavailableException.class, lost -> Mono.just(lost(person, role))));
    }

    private Step judge(Visit visit, Person person, Role role, @Nullable Ticket ticket, Admission admission) {
        if (admission instanceof Admission.Waiting waiting) {
            attempts.attempted(person.id(), role, Attempt.NOT_LET_IN);
            return Step.answer(lanes.waiting(person, waiting));
        }
        if (admission instanceof Admission.SessionEnded) {
            visit.cookieIsStale();
            return logins.knock(visit);
        }
        if (admission instanceof Admission.Seated taken) {
            lanes.seated(ticket, taken);
        }
        RefusedToNewcomers onlySeated = visit.refusedToNewcomers();
        if (onlySeated == null) {
            attempts.attempted(person.id(), role, outcome(admission));
            return Step.NEXT;
        }
        Seat seat = seats.held(person.id(), person.session()); // known by now if there is one on any node
        return seat == null ? refused(person, role, onlySeated) : seated(visit, person, role, seat);
    }

    private static Attempt outcome(Admission admission) {
        return admission instanceof Admission.Seated seated && seated.taken() == Taken.NOW
                ? Attempt.VISIT_BEGUN
                : Attempt.LET_IN;
    }

    private Step seated(Visit visit, Person person, Role role, Seat seat) {
        RefusedToNewcomers onlySeated = visit.refusedToNewcomers();
        if (onlySeated != null && !seat.admittedAt().isBefore(onlySeated.since())) {
            return refused(person, role, onlySeated);
        }
        if (visit.route().activity() == RouteFacts.Activity.COUNT) {
            seats.touch(seat);
        }
        return Step.NEXT;
    }

    private Step refused(Person person, Role role, RefusedToNewcomers refused) {
        attempts.refused(person.id(), refused.rule());
        return Step.answer(new Decision.Refused(role, refused.rule(), refused.reopensAt()));
    }

    private Step lost(Person person, Role role) {
        // BOUNDED without a reserve admits nobody new either; only ADMIT lets newcomers in uncounted.
        boolean letIn = onLoss == OnLoss.ADMIT;
        attempts.attempted(person.id(), role, letIn ? Attempt.LET_IN : Attempt.NOT_LET_IN);
        if (letIn) {
            listener.passedUncounted();
        } else {
            listener.turnedAway();
        }
        return letIn ? Step.NEXT : Step.answer(new Decision.Unavailable(ASK_AGAIN));
    }
}
