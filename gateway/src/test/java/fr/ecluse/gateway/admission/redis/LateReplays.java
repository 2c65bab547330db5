package fr.ecluse.gateway.admission.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends scripts that Redis ran once more, to the byte, at once or seconds later: as a connection that broke might. */
final class LateReplays implements AutoCloseable {

    private final Random random;
    private final int mostMillis;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicLong sent = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /** @param mostMillis how late at most */
    LateReplays(int port, long seed, int mostMillis) throws IOException {
        this.random = new Random(seed);
        this.mostMillis = mostMillis;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** @param command as the log says it: bytes are letters, as in ISO 8859-1 */
    void later(List<String> command) {
        var unused = thread.schedule(() -> send(command), random.nextInt(mostMillis), TimeUnit.MILLISECONDS);
    }

    long sent() {
        return sent.get();
    }

    private void send(List<String> command) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (String word : command) {
                bytes.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            out.write(bytes.toByteArray());
            in.skip(in.available()); // whatever was answered before
            sent.incrementAndGet();
        } catch (IOException e) {
            // Redis was stopped: what is lost is late for ever
        }
    }

    /** What has not been sent yet never will be. */
    @Override
    public void close() throws IOException {
        thread.shutdownNow();
        socket.close();
    }
}
