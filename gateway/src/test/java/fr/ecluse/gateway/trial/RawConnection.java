package fr.ecluse.gateway.trial;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** One connection of HTTP/1.1, byte by byte as wanted. */
public final class RawConnection implements AutoCloseable {

    /** A connection that nobody ends, or an answer that never comes, must fail its test, not hold up all that follow. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public RawConnection(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** @param headers by name in any case; of several of one name the last */
    public record Answer(int status, Map<String, String> headers, String body) {}

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next whole answer, which must give its length. */
    public Answer answer() throws IOException {
        return answer(false);
    }

    /** @param headOnly of a request whose answer has no body, whatever its length */
    public Answer answer(boolean headOnly) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
        }
        int length = headOnly ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(lines[0].split(" ")[1]),
                headers,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Waits for the other side to end the connection; false if it says something first. */
    public boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true; // while something of ours was not read yet
        }
    }

    /** Waits for the other side to end the connection, whatever it says before. */
    public boolean isEndedWhateverItSays() throws IOException {
        try {
            while (in.read() >= 0) {
                continue;
            }
            return true;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Sends byte by byte until the other side has ended the connection; false if it did not before the end of the text. */
    public boolean isEndedWhileSending(String text) throws IOException {
        socket.setSoTimeout(50);
        for (int i = 0; i < text.length(); i++) {
            try {
                send(text.substring(i, i + 1));
                while (in.read() >= 0) {
                    continue; // whatever it says
                }
                return true;
            } catch (SocketTimeoutException stillOpen) {
                continue;
            } catch (SocketException ended) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
