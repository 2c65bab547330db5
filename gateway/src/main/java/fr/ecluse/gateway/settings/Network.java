package fr.ecluse.gateway.settings;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An address range in CIDR notation (RFC 4632, RFC 4291 §2.3), such as {@code 10.0.0.0/8}; a lone address is a range of one.
 *
 * @param prefixBits 0 to the address's length in bits
 */
public record Network(InetAddress address, int prefixBits) {

    /** In characters: that of {@code 0000:0000:0000:0000:0000:ffff:255.255.255.255}. */
    private static final int LONGEST = 45;

    /** Reads the text without asking any name server; null if it is not an address range. */
    public static @Nullable Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        if (host.length() > LONGEST) {
            return null;
        }
        try {
            InetAddress address = host.indexOf(':') < 0 ? ipv4(host) : ipv6(host);
            if (address == null) {
                return null;
            }
            int length = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? length : bits(text.substring(slash + 1));
            return bits < 0 || bits > length ? null : new Network(address, bits);
        } catch (UnknownHostException | NumberFormatException e) {
            return null;
        }
    }

    /** Digits alone: {@code -0} and {@code +8} are numbers to others. */
    private static int bits(String text) {
        if (text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new NumberFormatException(text);
        }
        return Integer.parseInt(text);
    }

    /** By hand: whoever stands behind a proxy is read from text with each request. */
    private static @Nullable InetAddress ipv4(String host) throws UnknownHostException {
        byte[] bytes = new byte[4];
        int at = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= host.length(); i++) {
            char c = i < host.length() ? host.charAt(i) : '.';
            if (c >= '0' && c <= '9' && digits < 3) {
                value = 10 * value + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && value <= 0xFF && at < bytes.length) {
                bytes[at++] = (byte) value;
                digits = 0;
                value = 0;
            } else {
                return null;
            }
        }
        return at == bytes.length ? InetAddress.getByAddress(bytes) : null;
    }

    private static @Nullable InetAddress ipv6(String host) throws UnknownHostException {
        // getByName asks for names; only literals may pass
        return host.indexOf('%') < 0 && !host.startsWith("[") && NetUtil.isValidIpV6Address(host)
                ? InetAddress.getByName(host)
                : null;
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

    /** Whether some address lies in both. */
    public boolean overlaps(Network other) {
        return prefixBits <= other.prefixBits ? contains(other.address) : other.contains(address);
    }

    /** The same range, named by its first address. */
    public Network canonical() {
        byte[] bytes = address.getAddress();
        for (int bit = prefixBits; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return new Network(InetAddress.getByAddress(bytes), prefixBits);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("as long as the address was", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixBits;
    }
}
