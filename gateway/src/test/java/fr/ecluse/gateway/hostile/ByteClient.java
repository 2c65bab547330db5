package fr.ecluse.gateway.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Sends bytes as they are, which no HTTP client would, and reads all that comes back. */
final class ByteClient {

    /** Asks for the end of the connection, after whatever else is sent on it. */
    static final String LAST = "GET /libre/fin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static final int PATIENCE_MILLIS = 60_000;

    private ByteClient() {}

    /**
     * Sends one character as one byte.
     *
     * @return everything until the other side closed the connection
     */
    static String exchange(int port, String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException ended) {
                // by an answer to what was read before: it is there
            }
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(read);
            } catch (SocketException reset) {
                // what came before it counts
            }
            return read.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
