package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The network between one gateway and its Redis: it can be cut, be slow, or swallow everything. On the loopback. */
final class CutLine implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;

    private final int to;
    private final int port = FreePorts.next();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;
    private volatile long delayNanos;
    private boolean swallows;

    /** A line to a port of the loopback; it works until it is told otherwise. */
    CutLine(int to) {
        this.to = to;
        mend();
    }

    URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Every connection breaks, and none can be opened. */
    void cut() {
        close();
    }

    /** Connections stand, and nothing comes through until the line is mended: then all of it, late. */
    synchronized void swallow() {
        swallows = true;
    }

    /** @param each what every message takes longer, in each direction */
    void delay(Duration each) {
        delayNanos = each.toNanos();
    }

    /** As at the beginning. */
    void mend() {
        delayNanos = 0;
        synchronized (this) {
            swallows = false;
            notifyAll();
        }
        if (door == null || door.isClosed()) {
            listen();
        }
    }

    private void listen() {
        try {
            ServerSocket listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            door = listening;
            run(() -> {
                while (!listening.isClosed()) {
                    join(listening.accept());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void join(Socket client) {
        open.add(client);
        run(() -> {
            try (client;
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), to)) {
                open.add(server);
                server.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                run(() -> carry(server, client));
                carry(client, server);
            }
        });
    }

    /** Returns when nothing more comes from that end. */
    private void carry(Socket from, Socket into) throws IOException {
        ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        try (from;
                into) {
            InputStream source = from.getInputStream();
            OutputStream sink = into.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            long notBefore = System.nanoTime();
            for (int read = source.read(chunk); read >= 0; read = source.read(chunk)) {
                byte[] some = Arrays.copyOf(chunk, read);
                notBefore = Math.max(notBefore, System.nanoTime() + delayNanos);
                later.schedule(() -> pass(some, sink), notBefore - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            later.shutdown();
            later.awaitTermination(1, TimeUnit.MINUTES);
        } catch (RejectedExecutionException | InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            later.shutdownNow();
        }
    }

    private Void pass(byte[] some, OutputStream sink) throws Exception {
        synchronized (this) {
            while (swallows) {
                wait();
            }
        }
        sink.write(some);
        sink.flush();
        return null;
    }

    @Override
    public void close() {
        try {
            door.close();
            for (Socket socket : open) {
                socket.close();
                open.remove(socket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something that ends when its sockets are closed. */
    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // that is how it ends
                    }
                },
                "cut-line");
        thread.setDaemon(true);
        thread.start();
    }
}
