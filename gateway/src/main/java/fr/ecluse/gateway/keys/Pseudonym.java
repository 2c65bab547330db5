package fr.ecluse.gateway.keys;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * A person without a name: 128 bits of a keyed hash, the same on every node that holds the same keys.
 *
 * <p>This is all that the ledger, the logs and the portal's {@code Ecluse-Session} header ever see of somebody.
 * Immutable and thread-safe; two longs rather than an array so that it can be a map key without a copy.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight bytes, big-endian
 */
public record Pseudonym(long high, long low) implements Comparable<Pseudonym> {

    /** How many bytes {@link #bytes()} gives. */
    public static final int BYTES = 16;

    /**
     * Reads a pseudonym from the first sixteen bytes at {@code offset}.
     *
     * @throws IndexOutOfBoundsException if there are fewer
     */
    public static Pseudonym read(byte[] bytes, int offset) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Pseudonym(buffer.getLong(offset), buffer.getLong(offset + Long.BYTES));
    }

    /** The sixteen bytes, as the ledger stores them; a new array each time. */
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public int compareTo(Pseudonym other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(low); // already uniform: a keyed hash
    }

    /** 22 characters of base64url without padding. */
    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }
}
