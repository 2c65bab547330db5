package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Network;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be blocked: a slip of the hand must not turn a country away, or cut the gateway off from its own proxies. */
public final class BlockBounds {

    /** The widest that needs no force: 65,536 addresses of IPv4, and what a provider holds of IPv6. */
    public static final int WIDEST_FOUR = 16;

    public static final int WIDEST_SIX = 32;

    private static final int FOUR_BYTES = 4;
    private static final List<Network> LOOPBACK = List.of(network("127.0.0.0/8"), network("::1"));

    private final List<Network> trustedProxies;
    private final List<Network> schools;

    public BlockBounds(List<Network> trustedProxies, List<Network> schools) {
        this.trustedProxies = List.copyOf(trustedProxies);
        this.schools = List.copyOf(schools);
    }

    /** Why not. */
    public enum Why {
        /** It holds this machine itself. */
        LOOPBACK,
        /** Behind it there is everybody. */
        TRUSTED_PROXY,
        /** More than anybody means; force lets it pass. */
        TOO_WIDE,
        /** Whole schools share it; force lets it pass. */
        SCHOOL_NETWORK;

        public boolean yieldsToForce() {
            return this == TOO_WIDE || this == SCHOOL_NETWORK;
        }
    }

    /** @param with the network of the gateway's own that the objection is about; null: none */
    public record Objection(Why why, @Nullable Network with) {}

    /** What speaks against it; what no force overcomes before what it does. Null: nothing. */
    public @Nullable Objection to(Network network) {
        Objection own = own(network);
        if (own != null && !own.why.yieldsToForce()) {
            return own;
        }
        boolean four = network.address().getAddress().length == FOUR_BYTES;
        return network.prefixBits() < (four ? WIDEST_FOUR : WIDEST_SIX) ? new Objection(Why.TOO_WIDE, null) : own;
    }

    private @Nullable Objection own(Network network) {
        Objection loopback = objection(Why.LOOPBACK, network, LOOPBACK);
        Objection proxy = loopback == null ? objection(Why.TRUSTED_PROXY, network, trustedProxies) : loopback;
        return proxy == null ? objection(Why.SCHOOL_NETWORK, network, schools) : proxy;
    }

    private static @Nullable Objection objection(Why why, Network network, List<Network> all) {
        return all.stream()
                .filter(network::overlaps)
                .findFirst()
                .map(own -> new Objection(why, own))
                .orElse(null);
    }

    private static Network network(String text) {
        return Objects.requireNonNull(Network.parse(text));
    }
}
