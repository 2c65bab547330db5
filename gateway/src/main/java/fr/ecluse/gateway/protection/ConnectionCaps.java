package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be at once: in all, and of strangers from one address. A connection is a stranger's until a
 * request of somebody with a seat came by it; of those an address may have many times as many, since a whole lycée may share it.
 *
 * <p>An IPv6 client is its /64: that is what one household is given. Proxies carry many people and have no cap of their own; nor
 * has a proxy on this very machine. A few connections are theirs alone: a gateway that is full must answer their probes, or they
 * take it for dead. An entry a connected address, gone with its last connection. Thread-safe; never waits.
 */
public final class ConnectionCaps {

    /** A declared school network stands for a whole lycée, or for a département's schools. */
    static final int SCHOOL_FACTOR = 20;

    /** Of connections that a person with a seat has come by. */
    static final int KNOWN_FACTOR = 20;

    /** Beyond the cap of all, for proxies: two or three probe from a handful of addresses each. */
    static final int FOR_PROBES = 64;

    private final int most;
    private final int perAddress;
    private final List<Network> schools;
    private final List<Network> proxies;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Long, Count> addresses = new ConcurrentHashMap<>();

    /** Which cap was reached. */
    public enum Cap {
        ALL,
        ADDRESS
    }

    /** What became of a new connection. */
    public sealed interface Outcome {}

    /** Too many. */
    public record Refused(Cap cap) implements Outcome {}

    /**
     * @param most in all, at least 1
     * @param perAddress of strangers from one address, at least 1
     * @param proxies that carry many people
     */
    public ConnectionCaps(int most, int perAddress, List<Network> schools, List<Network> proxies) {
        this.most = most;
        this.perAddress = perAddress;
        this.schools = List.copyOf(schools);
        this.proxies = List.copyOf(proxies);
    }

    /** One more, if there may be. */
    public Outcome enter(InetAddress peer) {
        boolean proxy = isProxy(peer);
        if (open.incrementAndGet() > (proxy ? most + FOR_PROBES : most)) {
            open.decrementAndGet();
            return new Refused(Cap.ALL);
        }
        if (proxy) {
            return new Entered(null);
        }
        long address = Household.of(peer);
        boolean[] refused = {false};
        addresses.compute(address, (key, count) -> {
            Count now = count == null ? new Count(limit(peer)) : count;
            refused[0] = !now.enter();
            return now;
        });
        if (refused[0]) {
            open.decrementAndGet();
            return new Refused(Cap.ADDRESS);
        }
        return new Entered(address);
    }

    /** How many there are now. */
    public int open() {
        return open.get();
    }

    /** How many addresses are remembered. */
    int addresses() {
        return addresses.size();
    }

    private int limit(InetAddress peer) {
        return contain(schools, peer) ? perAddress * SCHOOL_FACTOR : perAddress;
    }

    private boolean isProxy(InetAddress peer) {
        return peer.equals(InetAddress.getLoopbackAddress())
                || peer instanceof Inet6Address && peer.isLoopbackAddress()
                || contain(proxies, peer);
    }

    private static boolean contain(List<Network> networks, InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** One connection, counted until it leaves. */
    public final class Entered implements Outcome {

        private final @Nullable Long address;
        private boolean known;
        private boolean left;

        private Entered(@Nullable Long address) {
            this.address = address;
        }

        /** Somebody with a seat came by it. */
        public synchronized void known() {
            if (!known && !left) {
                known = true;
                if (address != null) {
                    addresses.computeIfPresent(address, (key, count) -> count.known());
                }
            }
        }

        /** It has ended. */
        public synchronized void left() {
            if (!left) {
                left = true;
                open.decrementAndGet();
                if (address != null) {
                    addresses.computeIfPresent(address, (key, count) -> count.left(known));
                }
            }
        }
    }

    /** Of one address. Changed under the lock that the map has for its key. */
    private static final class Count {

        private final int limit;
        private int strangers;
        private int all;

        Count(int limit) {
            this.limit = limit;
        }

        boolean enter() {
            if (strangers >= limit || all >= (long) limit * KNOWN_FACTOR) {
                return false;
            }
            strangers++;
            all++;
            return true;
        }

        Count known() {
            strangers--;
            return this;
        }

        @Nullable
        Count left(boolean known) {
            all--;
            strangers -= known ? 0 : 1;
            return all == 0 ? null : this;
        }
    }
}
