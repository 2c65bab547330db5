package fr.ecluse.gateway.admission;

import fr.ecluse.policy.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The ENT at one instant, by the ledger's own clock.
 *
 * @param ledgerMillis that clock
 * @param seats unexpired seats by role
 * @param ceiling the ceiling in force
 * @param lanes the waiting lanes, most favoured first
 * @param leased seats that nodes may give on their own while the ledger is away
 * @param services those with a ceiling of their own, by name
 */
public record Census(
        long ledgerMillis,
        Map<Role, Long> seats,
        CeilingState ceiling,
        List<Lane> lanes,
        long leased,
        List<Service> services,
        Orders orders,
        List<Tally> tallies) {

    public Census {
        tallies = List.copyOf(tallies);
        seats = Map.copyOf(seats);
        lanes = List.copyOf(lanes);
        services = services.stream().sorted(Comparator.comparing(Service::name)).toList();
    }

    /** Of an ENT whose operators never ordered anything. */
    public Census(
            long ledgerMillis,
            Map<Role, Long> seats,
            CeilingState ceiling,
            List<Lane> lanes,
            long leased,
            List<Service> services) {
        this(ledgerMillis, seats, ceiling, lanes, leased, services, Orders.NONE, List.of());
    }

    /** Of an ENT without services that have a ceiling of their own. */
    public Census(long ledgerMillis, Map<Role, Long> seats, CeilingState ceiling, List<Lane> lanes, long leased) {
        this(ledgerMillis, seats, ceiling, lanes, leased, List.of());
    }

    /** The same with these orders. */
    public Census under(Orders inForce) {
        return inForce.equals(orders)
                ? this
                : new Census(ledgerMillis, seats, ceiling, lanes, leased, services, inForce, tallies);
    }

    /** The mode in force. */
    public Mode mode() {
        return orders.mode();
    }

    /** Unexpired seats of everybody. */
    public long total() {
        return seats.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * One service.
     *
     * @param sessions its ceiling
     * @param taken its unexpired seats
     */
    public record Service(String name, int sessions, long taken) {}

    /**
     * What is counted of a lane and only ever grows, as long as the ledger keeps its memory.
     *
     * @param noShows people who had not come a minute after they were called; some of them come later
     * @param inversions seats taken by somebody while somebody who had arrived before them in the same lane was not called
     */
    public record Tally(Role role, long noShows, long inversions) {}

    /**
     * One waiting lane.
     *
     * @param calledUntilMillis the watermark: whoever arrived at or before it is called
     * @param waiting people in the lane, called or not
     * @param calledEver people called since the lane exists; its growth is the rate of calls
     * @param callable whether the lane's threshold and the rules leave it seats to hope for
     * @param line ranks of people not called, in order of arrival: dense near the front, sparser behind
     * @param admittedBelowPercent the lane's threshold: the share of the ceiling below which it is called
     */
    public record Lane(
            Role role,
            long calledUntilMillis,
            long waiting,
            long calledEver,
            boolean callable,
            List<Mark> line,
            int admittedBelowPercent) {

        public Lane {
            line = List.copyOf(line);
        }

        /** Of a lane that may take every seat. */
        public Lane(
                Role role, long calledUntilMillis, long waiting, long calledEver, boolean callable, List<Mark> line) {
            this(role, calledUntilMillis, waiting, calledEver, callable, line, 100);
        }

        /** People who are not called yet. */
        public long notCalled() {
            return line.isEmpty() ? 0 : line.get(line.size() - 1).ahead() + 1;
        }
    }

    /**
     * Where one person of the line stands.
     *
     * @param ahead people not called who arrived before
     * @param arrivalMillis by the ledger's clock
     */
    public record Mark(long ahead, long arrivalMillis) {}
}
