package fr.ecluse.bench.flood;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Those who attack: at a given rate, whatever becomes of what they sent before, and bounded in count and time.
 *
 * <p>{@code Flood KIND PORT ADDRESSES A-SECOND SECONDS TOKENS} prints {@code FLOOD tried answered refused open statuses…}. Kinds:
 *
 * <ul>
 *   <li>{@code few}: requests without a credential, on connections that are kept alive
 *   <li>{@code many}: each from the next address, on a connection of its own
 *   <li>{@code tokens}: as {@code many}, each with another token whose signature is wrong and whose shape is right
 *   <li>{@code slow}: connections that send the head of a request byte by byte, one every two seconds, and never end it
 * </ul>
 */
final class Flood implements Connection.Listener {

    private static final int MOST_OPEN = 12_000;
    private static final int KEPT_ALIVE = 64;
    private static final long DRIP_NANOS = 2_000_000_000L;

    private final EventLoop loop = new EventLoop();
    private final Kind kind;
    private final InetSocketAddress gateway;
    private final int addresses;
    private final String token;
    private final Random random = new Random(7);
    private final byte[] anonymous = request("");
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int open;
    private int next;
    private int tried;
    private int answered;
    private int refused; // no connection, or one that ended without an answer

    private enum Kind {
        FEW,
        MANY,
        TOKENS,
        SLOW
    }

    private Flood(Kind kind, int port, int addresses, String token) throws IOException {
        this.kind = kind;
        this.gateway = new InetSocketAddress("127.0.0.1", port);
        this.addresses = addresses;
        this.token = token;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 6) {
            System.err.println("usage: Flood few|many|tokens|slow PORT ADDRESSES A-SECOND SECONDS TOKENS");
            System.exit(2);
        }
        Kind kind = Kind.valueOf(args[0].toUpperCase(Locale.ROOT));
        String token = Files.readAllLines(Path.of(args[5])).get(0);
        Flood flood = new Flood(kind, Integer.parseInt(args[1]), Integer.parseInt(args[2]), token);
        flood.rage(Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    }

    private void rage(int perSecond, int seconds) throws IOException {
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        step(begin, begin, end, perSecond, 0);
        loop.run();
        System.out.println("FLOOD " + tried + " " + answered + " " + refused + " " + open + " " + statuses);
    }

    /** Every millisecond as many as are due by then. */
    private void step(long due, long begin, long end, int perSecond, long sent) {
        loop.at(due, () -> {
            long now = System.nanoTime();
            if (now >= end) {
                loop.end();
                return;
            }
            long owed = (now - begin) / 1_000 * perSecond / 1_000_000;
            // what the machine could not send in time is not sent later all at once
            long most = Math.min(owed - sent, perSecond / 50 + 1);
            for (long i = 0; i < most; i++) {
                attack();
            }
            step(now + 1_000_000, begin, end, perSecond, owed);
        });
    }

    private void attack() {
        Connection kept = kind == Kind.FEW ? idle.poll() : null;
        if (kept == null && open >= (kind == Kind.FEW ? KEPT_ALIVE * addresses : MOST_OPEN)) {
            return; // it waits for an answer, or has no more sockets
        }
        tried++;
        if (kept != null) {
            kept.send(anonymous);
            return;
        }
        try {
            Connection connection = new Connection(loop, address(next++ % addresses), gateway, this);
            open++;
            switch (kind) {
                case FEW -> connection.send(anonymous);
                case MANY -> connection.send(request("Connection: close\r\n"));
                case TOKENS ->
                    connection.send(request("Connection: close\r\nAuthorization: Bearer " + forged() + "\r\n"));
                case SLOW -> drip(connection, 0);
            }
        } catch (IOException e) {
            refused++;
        }
    }

    private void drip(Connection connection, int sent) {
        if (!connection.isOpen()) {
            return;
        }
        connection.send(sent < anonymous.length - 4 ? new byte[] {anonymous[sent]} : new byte[] {'x'});
        loop.at(System.nanoTime() + DRIP_NANOS, () -> drip(connection, sent + 1));
    }

    @Override
    public void answered(Connection by, Answer answer) {
        answered++;
        statuses.merge(answer.status(), 1, Integer::sum);
        if (kind == Kind.FEW && by.isOpen()) {
            idle.add(by);
            return;
        }
        if (by.isOpen()) {
            by.close();
        }
        open--;
    }

    @Override
    public void ended(Connection by) {
        open--;
        if (!idle.remove(by)) {
            refused++;
        }
    }

    /** The claims of a real token, and a signature as long as a real one. */
    private String forged() {
        byte[] signature = new byte[256];
        random.nextBytes(signature);
        signature[0] &= 0x7f; // below the modulus
        return token.substring(0, token.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static byte[] request(String headers) {
        return ("GET /cahier HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n" + headers + "\r\n")
                .getBytes(US_ASCII);
    }

    private static InetSocketAddress address(int number) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {
                    127, (byte) (100 + number / 62_500), (byte) (number / 250 % 250), (byte) (1 + number % 250)
                }),
                0);
    }
}
