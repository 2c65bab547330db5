package fr.ecluse.gateway.protection;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** What counts as one client: an IPv4 address, or an IPv6 /64, which is what one household is given. */
final class Household {

    private Household() {}

    /** Addresses of both kinds cannot meet: the first 32 bits of a /64 in use are never zero. */
    static long of(InetAddress client) {
        ByteBuffer bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet6Address ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
    }
}
