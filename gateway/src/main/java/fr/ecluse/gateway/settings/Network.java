package fr.ecluse.gateway.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An address range in CIDR notation (RFC 4632, RFC 4291 §2.3), such as {@code 10.0.0.0/8}; a lone address is a range of one.
 *
 * @param prefixBits 0 to the address's length in bits
 */
public record Network(InetAddress address, int prefixBits) {

    /** Reads the text without asking any name server; null if it is not an address range. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        // getByName resolves names; only literals may pass
        if (!host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return null;
        }
        try {
            InetAddress address = InetAddress.getByName(host);
            int length = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? length : Integer.parseInt(text.substring(slash + 1));
            return bits < 0 || bits > length ? null : new Network(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            return null;
        }
    }

    /** Whether the address lies in this range; an IPv4 address never lies in an IPv6 range. */
    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (mine[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        int mask = 0xFF << (Byte.SIZE - rest);
        return rest == 0 || (mine[whole] & mask) == (theirs[whole] & mask);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixBits;
    }
}
