package fr.ecluse.gateway.pipeline;

import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.waiting.EarlyPolls;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the waiting room says to a visit: from a ticket or a place in a lane to the answer. Thread-safe; never waits. */
final class Lanes {

    /** Called, but full after all: at the front, so the wait is one seat long. */
    private static final Place.InLine AT_THE_FRONT = new Place.InLine(0, null, Duration.ofSeconds(3));

    private final Seats seats;
    private final WaitingRoom room;
    private final Tickets tickets;
    private final LoginLine beforeLogin;
    private final EarlyPolls early = new EarlyPolls(Ticker.systemTicker());
    private final WaitListener listener;

    Lanes(Seats seats, WaitingRoom room, Tickets tickets, LoginLine beforeLogin, WaitListener listener) {
        this.beforeLogin = beforeLogin;
        this.seats = seats;
        this.room = room;
        this.tickets = tickets;
        this.listener = listener;
    }

    /** The ticket that came along, if it is this person's and of the lane that the person belongs to, or from before the login. */
    @Nullable
    Ticket ticketOf(Visit visit, Person person, Role role) {
        String sealed = visit.ticket();
        Ticket ticket = sealed == null ? null : tickets.open(sealed);
        if (ticket != null && ticket.isBeforeLogin()) {
            return beforeLogin.carried(ticket, person.id(), role);
        }
        return ticket != null
                        && ticket.person().equals(person.id())
                        && ticket.lane().equals(role)
                ? ticket
                : null;
    }

    /** The answer from memory to somebody not called yet, or who asked a moment ago; null if the ledger must be asked. */
    Decision.@Nullable Waiting fromMemory(Ticket ticket, Mode mode) {
        if (room.place(ticket) instanceof Place.InLine inLine) {
            return waiting(ticket, inLine, mode);
        }
        return early.isEarly(ticket.person()) ? waiting(ticket, AT_THE_FRONT, mode) : null;
    }

    /** The answer to somebody for whom the ledger had no seat. */
    Decision.Waiting waiting(Person person, Admission.Waiting waiting, Mode mode) {
        Ticket ticket = new Ticket(person.id(), waiting.role(), waiting.arrivalMillis());
        boolean next = waiting.called() == Called.YES && mode != Mode.HOLD;
        return waiting(ticket, next ? AT_THE_FRONT : room.standing(ticket), mode);
    }

    /** Whoever held that ticket sits now. */
    void seated(@Nullable Ticket ticket, Admission.Seated seated) {
        if (ticket != null && seated.taken() != Taken.BEFORE) {
            listener.waited(seated.role(), soFar(ticket, seats.census()));
        }
    }

    private Decision.Waiting waiting(Ticket ticket, Place.InLine place, Mode mode) {
        Census census = seats.census();
        return new Decision.Waiting(
                ticket.lane(),
                tickets.issue(ticket),
                place.ahead(),
                soFar(ticket, census),
                place.estimate(),
                place.nextPoll(),
                mode == Mode.HOLD ? Decision.Waiting.Why.HELD : why(ticket.lane(), census));
    }

    private Decision.Waiting.Why why(Role lane, @Nullable Census census) {
        if (census == null || census.total() >= census.ceiling().sessions()) {
            return Decision.Waiting.Why.FULL;
        }
        return room.callable(lane) ? Decision.Waiting.Why.HIGHER_ROLES_FIRST : Decision.Waiting.Why.CLOSED_TO_ROLE;
    }

    private static Duration soFar(Ticket ticket, @Nullable Census census) {
        return Duration.ofMillis(census == null ? 0 : Math.max(0, census.ledgerMillis() - ticket.arrivalMillis()));
    }
}
