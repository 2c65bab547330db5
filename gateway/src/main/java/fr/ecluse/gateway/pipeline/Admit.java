package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
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
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The person has a seat, takes one, or gets a place in the waiting room.
 *
 * <p>Somebody seated passes without waiting for anything; somebody in line and not yet called is answered from memory.
 * Only the others cost a call to the ledger. The visit's mode says what becomes of whoever has no seat: see {@link Mode}.
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
    private final Observe observe;

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
        this.observe = new Observe(seats, lanes, logins, listener, attempts);
    }

    @Override
    public Step take(Visit visit) {
        Person person = visit.person();
        Role role = visit.role();
        if (person == null || role == null || visit.route().access() == RouteFacts.Access.PUBLIC) {
            return Step.NEXT;
        }
        Mode mode = visit.mode();
        Rulebook rules = policy.current();
        Seat seat = seats.held(person.id(), person.session());
        if (mode == Mode.OFF) {
            if (seat != null) {
                used(visit, seat); // nobody loses a seat because seats are not asked for
            }
            return Step.NEXT;
        }
        if (seat != null && rules.rank(seat.role()) <= rules.rank(role)) {
            return seated(visit, person, role, seat);
        }
        if (mode == Mode.OBSERVE) {
            return observe.enter(visit, person, role, rules.open());
        }
        if (visit.refusedToNewcomers() != null) {
            Claim claim = new Claim(person.id(), role, person.session(), null, rules.open());
            return asked(visit, person, role, seats.find(claim).map(found -> judge(visit, person, role, null, found)));
        }
        Ticket ticket = lanes.ticketOf(visit, person, role);
        Decision known = ticket == null ? null : lanes.fromMemory(ticket, mode);
        if (known != null) {
            attempts.attempted(person.id(), role, Attempt.NOT_LET_IN);
            return Step.answer(known);
        }
        Long arrivalMillis = ticket == null ? null : ticket.arrivalMillis();
        Claim claim = new Claim(person.id(), role, person.session(), arrivalMillis, rules.open());
        Mono<Admission> answer = mode == Mode.HOLD ? seats.queue(claim) : seats.admit(claim);
        return asked(visit, person, role, answer.map(admission -> judge(visit, person, role, ticket, admission)));
    }

    private Step asked(Visit visit, Person person, Role role, Mono<Step> answer) {
        return new Step.Later(
                answer.onErrorResume(LedgerUnavailableException.class, lost -> Mono.just(lost(visit, person, role))));
    }

    private Step judge(Visit visit, Person person, Role role, @Nullable Ticket ticket, Admission admission) {
        if (admission instanceof Admission.Waiting waiting) {
            attempts.attempted(person.id(), role, Attempt.NOT_LET_IN);
            return Step.answer(lanes.waiting(person, waiting, visit.mode()));
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
        return admission instanceof Admission.Seated seated && seated.taken() != Taken.BEFORE
                ? Attempt.VISIT_BEGUN
                : Attempt.LET_IN;
    }

    private Step seated(Visit visit, Person person, Role role, Seat seat) {
        RefusedToNewcomers onlySeated = visit.refusedToNewcomers();
        if (onlySeated != null && isRefusedToNewcomer(visit, seats.admittedAt(seat))) {
            if (visit.mode() != Mode.OBSERVE) {
                return refused(person, role, onlySeated);
            }
            visit.observed("refused");
        }
        used(visit, seat);
        return Step.NEXT;
    }

    /** Whether the rules let only those in who sat before, and this one did not. */
    static boolean isRefusedToNewcomer(Visit visit, Instant admittedAt) {
        RefusedToNewcomers onlySeated = visit.refusedToNewcomers();
        return onlySeated != null && !admittedAt.isBefore(onlySeated.since());
    }

    private void used(Visit visit, Seat seat) {
        if (visit.route().activity() == RouteFacts.Activity.COUNT) {
            seats.touch(seat);
        }
    }

    private Step refused(Person person, Role role, RefusedToNewcomers refused) {
        attempts.refused(person.id(), refused.rule());
        return Step.answer(new Decision.Refused(role, refused.rule(), refused.reopensAt()));
    }

    private Step lost(Visit visit, Person person, Role role) {
        // BOUNDED without a reserve admits nobody new either; only ADMIT lets newcomers in uncounted, unless they are
        // held back
        boolean letIn = onLoss == OnLoss.ADMIT && visit.mode() != Mode.HOLD;
        attempts.attempted(person.id(), role, letIn ? Attempt.LET_IN : Attempt.NOT_LET_IN);
        if (letIn) {
            listener.passedUncounted();
        } else {
            listener.turnedAway();
        }
        return letIn ? Step.NEXT : Step.answer(new Decision.Unavailable(ASK_AGAIN));
    }
}
