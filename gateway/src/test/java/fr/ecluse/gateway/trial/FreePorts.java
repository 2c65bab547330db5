package fr.ecluse.gateway.trial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for what is about to be started. None is given twice by one JVM, and all lie below those that the system gives to
 * outgoing connections: asked for a free port twice, it may give the same one, or give it away before it is used. Thread-safe.
 */
public final class FreePorts {

    /** Each JVM of a run of tests has a range of its own. */
    private static final int FORK = Integer.getInteger("test.fork", 1) % 4;

    private static final int PORTS = 4_250;
    private static final int FIRST = 15_000 + FORK * PORTS;
    private static final int LAST = FIRST + PORTS;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private FreePorts() {}

    public static int next() {
        for (int tried = FIRST; tried < LAST; tried++) {
            int port = NEXT.getAndUpdate(last -> last + 1 < LAST ? last + 1 : FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // somebody else's: the next one
            }
        }
        throw new AssertionError("no free port between " + FIRST + " and " + LAST);
    }
}
