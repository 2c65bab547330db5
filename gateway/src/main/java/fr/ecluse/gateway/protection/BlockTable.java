package fr.ecluse.gateway.protection;

import fr.ecluse.gateway.settings.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Blocks by prefix, one hash map for all lengths: a client is looked up once for each length that occurs. Immutable. */
final class BlockTable {

    static final BlockTable EMPTY = of(List.of());

    private static final int FOUR = 32;

    /** Before the least instant there is, and far enough from it that nothing overflows. */
    private static final long NEVER = Long.MIN_VALUE / 4;

    private final Map<Prefix, Long> ends;
    private final int[] lengthsOfFour;
    private final int[] lengthsOfSix;

    /** @param high the first 64 bits, of IPv4 all 32; what lies behind the prefix is zero */
    private record Prefix(boolean six, int bits, long high, long low) {}

    private BlockTable(Map<Prefix, Long> ends) {
        this.ends = ends;
        this.lengthsOfFour = lengths(false);
        this.lengthsOfSix = lengths(true);
    }

    static BlockTable of(Collection<Block> blocks) {
        Map<Prefix, Long> ends = new HashMap<>();
        for (Block block : blocks) {
            Network network = block.network();
            ends.merge(prefix(network.address(), network.prefixBits()), block.untilMillis(), Math::max);
        }
        return new BlockTable(ends);
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    /** The latest end of the blocks that this client lies in; long past if it lies in none. */
    long untilMillis(InetAddress client) {
        long latest = NEVER;
        for (int bits : client instanceof Inet6Address ? lengthsOfSix : lengthsOfFour) {
            Long end = ends.get(prefix(client, bits));
            if (end != null && end > latest) {
                latest = end;
            }
        }
        return latest;
    }

    private int[] lengths(boolean six) {
        return ends.keySet().stream()
                .filter(prefix -> prefix.six == six)
                .mapToInt(Prefix::bits)
                .distinct()
                .toArray();
    }

    private static Prefix prefix(InetAddress address, int bits) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (address instanceof Inet6Address) {
            return new Prefix(
                    true,
                    bits,
                    bytes.getLong() & mask(bits, Long.SIZE),
                    bytes.getLong() & mask(bits - Long.SIZE, Long.SIZE));
        }
        return new Prefix(false, bits, Integer.toUnsignedLong(bytes.getInt()) & mask(bits, FOUR), 0);
    }

    /** The first so many bits of so many. */
    private static long mask(int bits, int of) {
        return bits <= 0 ? 0 : bits >= of ? -1L : -1L << (of - bits);
    }
}
