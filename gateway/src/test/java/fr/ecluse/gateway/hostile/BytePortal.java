package fr.ecluse.gateway.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A portal that keeps every request as the bytes it came as, and reads it as strictly as RFC 9112 lets it: whatever two servers
 * could read in two ways is a fault, which it remembers.
 */
final class BytePortal implements AutoCloseable {

    private final ServerSocket server;
    private final List<Request> seen = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** @param head of the request, each line without its end; @param body without the framing of chunks */
    record Request(List<String> head, String body) {

        String line() {
            return head.get(0);
        }

        String target() {
            return line().split(" ")[1];
        }

        List<String> all(String name) {
            return head.stream()
                    .skip(1)
                    .filter(line -> line.substring(0, line.indexOf(':')).equalsIgnoreCase(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .toList();
        }
    }

    BytePortal() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    String uri() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** What came since the last time this was asked, in order. */
    synchronized List<Request> take() {
        List<Request> taken = List.copyOf(seen);
        seen.clear();
        return taken;
    }

    /** What no gateway may send. */
    synchronized List<String> faults() {
        List<String> taken = List.copyOf(faults);
        faults.clear();
        return taken;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                synchronized (this) {
                    seen.add(request);
                }
                String body = request.line().startsWith("HEAD ") ? "" : "ok";
                socket.getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n" + body)
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException broken) {
            // the gateway broke off a request that was not whole
        } catch (RuntimeException e) {
            synchronized (this) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
    }

    private static Request read(InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            head.add(line);
        }
        if (head.isEmpty()) {
            return null;
        }
        require(head.get(0).matches("[A-Z]+ /[!-~]* HTTP/1\\.1"), "request line", head.get(0));
        String length = null;
        boolean chunked = false;
        int hosts = 0;
        for (String line : head.subList(1, head.size())) {
            require(line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\\t -~\\x80-\\xff]*"), "header", line);
            String name = line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT);
            String value = line.substring(line.indexOf(':') + 1).strip();
            switch (name) {
                case "content-length" -> {
                    require(length == null && value.matches("[0-9]+"), "length", line);
                    length = value;
                }
                case "transfer-encoding" -> {
                    require(!chunked && value.equals("chunked"), "coding", line);
                    chunked = true;
                }
                case "host" -> hosts++;
                default ->
                    require(
                            !name.matches("(transfer.encoding|content.length|ecluse.user|x.forwarded.for)")
                                    || name.indexOf('-') > 0,
                            "alike",
                            line);
            }
        }
        require(hosts == 1, "hosts", head.toString());
        require(length == null || !chunked, "both", head.toString());
        return new Request(head, chunked ? chunks(in) : bytes(in, length == null ? 0 : Integer.parseInt(length)));
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = line(in);
            if (size == null) {
                throw new IOException("broken off");
            }
            require(size.matches("[0-9a-fA-F]{1,8}"), "chunk", size);
            int length = Integer.parseInt(size, 16);
            body.append(bytes(in, length));
            String end = line(in);
            if (end == null) {
                throw new IOException("broken off");
            }
            require(end.isEmpty(), "end of chunk", end);
            if (length == 0) {
                return body.toString();
            }
        }
    }

    private static String bytes(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("broken off");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Without its CR LF; null at the end. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new IOException("broken off");
            }
            require(b != '\n' && b != 0, "bare LF or NUL", line.toString(StandardCharsets.ISO_8859_1));
            line.write(b);
        }
        require(in.read() == '\n', "bare CR", line.toString(StandardCharsets.ISO_8859_1));
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static void require(boolean fine, String what, String found) {
        if (!fine) {
            throw new IllegalStateException(what + ": " + found);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "byte-portal");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
