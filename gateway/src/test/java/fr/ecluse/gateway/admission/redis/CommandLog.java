package fr.ecluse.gateway.admission.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Every command in the order in which Redis ran it, those inside scripts included, as its MONITOR says: a script's own line
 * first, then its commands. Redis does one thing at a time, so between two lines nothing else happened.
 */
final class CommandLog implements AutoCloseable {

    private static final String END = "the-end-of-the-log";
    private static final Set<String> CALLS = Set.of("EVALSHA", "EVAL", "FLUSHALL");
    private static final int BUFFER = 1 << 20;

    private final Socket socket;
    private final Thread reader;
    private final Predicate<String> inScripts;
    private final Hearer hearer;
    private final AtomicReference<Exception> broken = new AtomicReference<>();

    /** Hears the log, on one thread. Bytes are letters, as in ISO 8859-1. */
    interface Hearer {

        /** A client called a script: EVALSHA or EVAL and its arguments; or it emptied Redis: FLUSHALL. */
        void called(List<String> command);

        /** The script ran a command. */
        void ran(List<String> command);
    }

    /** @param inScripts which commands of scripts are worth reading, by name */
    CommandLog(int port, Predicate<String> inScripts, Hearer hearer) throws IOException {
        this.inScripts = inScripts;
        this.hearer = hearer;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1), BUFFER);
        if (!"+OK".equals(lines.readLine())) {
            throw new IOException("MONITOR was refused");
        }
        reader = new Thread(() -> readAll(lines), "command-log");
        reader.start();
    }

    /** Reads up to what Redis has run by now. */
    void finish() throws Exception {
        try (Socket last = new Socket(InetAddress.getLoopbackAddress(), socket.getPort())) {
            last.getOutputStream().write(("PING " + END + "\r\n").getBytes(StandardCharsets.US_ASCII));
            reader.join();
        }
        if (broken.get() != null) {
            throw broken.get();
        }
    }

    private void readAll(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null && !line.endsWith(END + "\""); line = lines.readLine()) {
                read(line);
            }
        } catch (IOException | RuntimeException e) {
            broken.set(e);
        }
    }

    /** Such as {@code +1790000000.123456 [0 lua] "ZADD" "key" "1" "member"}. */
    private void read(String line) {
        int quote = line.indexOf("] \"");
        if (quote < 0) {
            return;
        }
        boolean inScript = line.startsWith(" lua", quote - 4);
        String name = line.substring(quote + 3, line.indexOf('"', quote + 3));
        if (inScript) {
            if (inScripts.test(name)) {
                hearer.ran(words(line, quote + 2));
            }
        } else if (CALLS.contains(name.toUpperCase(Locale.ROOT))) {
            hearer.called(words(line, quote + 2));
        }
    }

    private static List<String> words(String line, int from) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inside = false;
        for (int i = from; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (letter == '"') {
                if (inside) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inside = !inside;
            } else if (inside && letter == '\\') {
                letter = line.charAt(++i);
                if (letter == 'x') {
                    word.append((char) Integer.parseInt(line, i + 1, i + 3, 16));
                    i += 2;
                } else {
                    int control = "nrtab".indexOf(letter);
                    word.append(control < 0 ? letter : "\n\r\t\007\b".charAt(control));
                }
            } else if (inside) {
                word.append(letter);
            }
        }
        return words;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
