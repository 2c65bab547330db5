package fr.ecluse.bench.ledger;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks Redis for a PONG again and again, in a process of its own, so that no collector of the node under test stands in the
 * way: what keeps a PONG waiting is Redis, or the machine.
 */
final class Pings implements AutoCloseable {

    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PONG_BYTES = 7;
    private static final char BEGIN = 'b';
    private static final char END = 'e';
    private static final long PAUSE_NANOS = 200_000;

    private final Process process;
    private final BufferedReader answers;
    private final OutputStream questions;

    Pings(int port) throws IOException {
        process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Pings.class.getName(),
                        Integer.toString(port)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        questions = process.getOutputStream();
    }

    /** From now on; until then Redis is left in peace. */
    void begin() throws IOException {
        questions.write(BEGIN);
        questions.flush();
    }

    /** The longest that a PONG took since the beginning, in ns. */
    long end() throws IOException {
        questions.write(END);
        questions.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the pings ended");
        }
        return Long.parseLong(answer);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Begins and ends as its input says; ends altogether with its input. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        AtomicLong longest = new AtomicLong();
        AtomicBoolean wanted = new AtomicBoolean();
        Thread pinging = new Thread(() -> {});
        for (int order = System.in.read(); order >= 0; order = System.in.read()) {
            wanted.set(order == BEGIN);
            pinging.join();
            if (order == BEGIN) {
                longest.set(0);
                pinging = new Thread(() -> ping(port, longest, wanted), "pings");
                pinging.start();
            } else {
                System.out.println(longest.get());
            }
        }
    }

    private static void ping(int port, AtomicLong longest, AtomicBoolean wanted) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] pong = new byte[PONG_BYTES];
            while (wanted.get()) {
                long start = System.nanoTime();
                socket.getOutputStream().write(PING);
                in.readFully(pong);
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException e) {
            System.exit(1);
        }
    }
}
