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

    /** What Redis adds to the port of a cluster's node for the nodes among themselves. */
    private static final int TO_THE_BUS = 10_000;

    /** So that the buses lie where {@link #next} of the fork 0 would look, which does not run. */
    private static final int FIRST_OF_CLUSTERS = 5_000 + FORK * 1_000;

    private static final AtomicInteger NEXT_OF_CLUSTERS =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1_000));
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private FreePorts() {}

    /** For a node of a Redis cluster, which listens on a second port as well. */
    public static int nextOfACluster() {
        for (int tried = 0; tried < 1_000; tried++) {
            int port = FIRST_OF_CLUSTERS + NEXT_OF_CLUSTERS.getAndIncrement() % 1_000;
            try (ServerSocket node = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket bus = new ServerSocket(port + TO_THE_BUS, 1, InetAddress.getLoopbackAddress())) {
                return Math.min(node.getLocalPort(), bus.getLocalPort());
            } catch (IOException taken) {
                // one of them is somebody else's: the next pair
            }
        }
        throw new AssertionError("no free pair of ports from " + FIRST_OF_CLUSTERS + " on");
    }

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
