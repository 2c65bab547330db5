package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.CeilingRefusedException;
import fr.ecluse.gateway.admission.CeilingRefusedException.Reason;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.CeilingState.Source;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.OrderRefusedException;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Renewed;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From the replies that the scripts describe to the words of the port. */
final class Replies {

    private Replies() {}

    /** Why the server could not do what one of several people asked, in its own words; null if it did. */
    static @Nullable String refusal(Reply admission) {
        return admission.text(0).equals("refused") ? admission.text(1) : null;
    }

    static Admission admission(Reply reply) {
        return switch (reply.text(0)) {
            case "seated" ->
                new Admission.Seated(reply.role(1), reply.millis(2), reply.millis(3), taken(reply.intNumber(4)));
            case "waiting" ->
                new Admission.Waiting(
                        reply.role(1), reply.number(2), reply.number(3) == 1 ? Called.YES : Called.NOT_YET);
            case "none" -> new Admission.NoSeat();
            default -> new Admission.SessionEnded();
        };
    }

    private static Taken taken(int number) {
        return number == 0 ? Taken.BEFORE : number == 1 ? Taken.NOW : Taken.BEYOND;
    }

    static List<Renewed> renewed(Reply reply) {
        List<Renewed> renewed = new ArrayList<>(reply.size());
        for (int i = 0; i < reply.size(); i++) {
            renewed.add(reply.number(i) < 0 ? new Renewed.Gone() : new Renewed.Extended(reply.millis(i)));
        }
        return renewed;
    }

    static Census census(Reply reply) {
        return new Census(
                reply.number(0),
                seats(reply.list(2)),
                ceiling(reply.list(3)),
                reply.list(4).lists().stream().map(Replies::lane).toList(),
                reply.number(6),
                reply.list(7).lists().stream().map(Replies::service).toList(),
                Orders.of(reply.list(8).lists().stream().map(Replies::order).toList()),
                reply.list(9).lists().stream().map(Replies::tally).toList());
    }

    static Serving serving(Reply reply) {
        return switch (reply.text(0)) {
            case "served" -> new Serving.Served(reply.millis(1));
            case "beyond" -> new Serving.Beyond(reply.millis(1));
            case "full" -> new Serving.Full();
            default -> new Serving.NoSeat();
        };
    }

    private static Census.Service service(Reply reply) {
        return new Census.Service(reply.text(0), reply.intNumber(1), reply.number(2));
    }

    /** By which policy the ENT is run, as a census says: when a node loaded it. */
    static long policyLoadedAtMillis(Reply census) {
        return census.number(1);
    }

    static String epoch(Reply census) {
        return census.text(5);
    }

    static CeilingState changedCeiling(Reply reply) {
        CeilingState state = ceiling(reply.list(1));
        if (reply.text(0).equals("changed")) {
            return state;
        }
        throw new CeilingRefusedException(Reason.valueOf(reply.text(0)), state);
    }

    private static Census.Tally tally(Reply reply) {
        return new Census.Tally(reply.role(0), reply.number(1), reply.number(2));
    }

    static StandingOrder changedOrder(Reply reply) {
        StandingOrder order = order(reply.list(1));
        if (reply.text(0).equals("changed")) {
            return order;
        }
        throw new OrderRefusedException(order);
    }

    static StandingOrder order(Reply reply) {
        String value = reply.text(1);
        return new StandingOrder(
                Subject.valueOf(reply.text(0).toUpperCase(Locale.ROOT)),
                value.isEmpty() ? null : value,
                reply.number(2),
                reply.number(3) < 0 ? null : reply.millis(3),
                reply.text(4),
                reply.text(5));
    }

    static List<AuditEntry> audit(Reply reply) {
        return reply.lists().stream()
                .map(entry -> new AuditEntry(
                        Instant.ofEpochMilli(entry.number(0)),
                        entry.text(1),
                        entry.text(2),
                        entry.text(3),
                        entry.text(4),
                        entry.text(5)))
                .toList();
    }

    private static Map<Role, Long> seats(Reply reply) {
        Map<Role, Long> seats = new HashMap<>();
        for (int i = 0; i < reply.size(); i += 2) {
            seats.put(reply.role(i), reply.number(i + 1));
        }
        return seats;
    }

    private static CeilingState ceiling(Reply reply) {
        Duration endsIn = reply.number(5) < 0 ? null : reply.millis(5);
        return new CeilingState(
                reply.intNumber(0),
                reply.intNumber(1),
                reply.intNumber(2),
                reply.number(3) == 1 ? Source.LIVE : Source.POLICY,
                reply.number(4),
                endsIn);
    }

    private static Census.Lane lane(Reply reply) {
        Reply marks = reply.list(5);
        List<Census.Mark> line = new ArrayList<>(marks.size() / 2);
        for (int i = 0; i < marks.size(); i += 2) {
            line.add(new Census.Mark(marks.number(i), marks.number(i + 1)));
        }
        return new Census.Lane(
                reply.role(0),
                reply.number(1),
                reply.number(2),
                reply.number(3),
                reply.number(4) == 1,
                line,
                reply.intNumber(6));
    }
}
