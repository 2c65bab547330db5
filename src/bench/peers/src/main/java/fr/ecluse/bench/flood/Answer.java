package fr.ecluse.bench.flood;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads one answer of HTTP/1.1 after the other, as their bytes come. A body has a Content-Length, or lasts until the end. */
final class Answer {

    private static final int LONGEST_HEAD = 16_384;

    private final byte[] head = new byte[LONGEST_HEAD];
    private int headBytes;
    private boolean inBody;
    private long missing; // of the body
    private int status;
    private long length;
    private boolean lastOfConnection;

    /**
     * @return whether an answer is complete; then the accessors tell of it, until the next call
     * @throws IllegalStateException if this is no answer of HTTP/1.1
     */
    boolean read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!inBody) {
                if (headBytes == LONGEST_HEAD) {
                    throw new IllegalStateException("a head without an end");
                }
                head[headBytes++] = bytes.get();
                if (!headIsComplete()) {
                    continue;
                }
                readHead();
            } else {
                long now = Math.min(missing, bytes.remaining());
                bytes.position(bytes.position() + (int) now);
                missing -= now;
            }
            if (inBody && missing == 0) {
                inBody = false;
                headBytes = 0;
                return true;
            }
        }
        return false;
    }

    /** Whether bytes of an answer have come that is not complete. */
    boolean isUnderWay() {
        return inBody || headBytes > 0;
    }

    int status() {
        return status;
    }

    /** Of the body, in bytes. */
    long length() {
        return length;
    }

    /** Whether the server closes the connection after it. */
    boolean isLastOfConnection() {
        return lastOfConnection;
    }

    private boolean headIsComplete() {
        return headBytes >= 4
                && head[headBytes - 1] == '\n'
                && head[headBytes - 2] == '\r'
                && head[headBytes - 3] == '\n'
                && head[headBytes - 4] == '\r';
    }

    private void readHead() {
        String[] lines = new String(head, 0, headBytes, StandardCharsets.ISO_8859_1).split("\r\n");
        if (!lines[0].startsWith("HTTP/1.")) {
            throw new IllegalStateException("no answer of HTTP/1.1: " + lines[0]);
        }
        status = Integer.parseInt(lines[0].substring(9, 12));
        length = status == 204 || status == 304 ? 0 : Long.MAX_VALUE; // until the end of the connection
        lastOfConnection = lines[0].startsWith("HTTP/1.0");
        for (String line : lines) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(lower.substring(15).strip());
            } else if (lower.startsWith("connection:") && lower.contains("close")) {
                lastOfConnection = true;
            }
        }
        missing = length;
        inBody = true;
    }
}
