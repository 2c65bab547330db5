package fr.ecluse.bench.flood;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Pupils who work: each at home, at an address of their own, with a connection that is kept alive, at a steady pace, whatever becomes of what they
 * asked for before. A time counts from the instant at which the request was due. Whoever finds the connection closed tries once more, as browsers do.
 *
 * <p>{@code Pupils PORT TOKENS PEOPLE REQUESTS-A-SECOND SECONDS PAGE-BYTES} prints
 * {@code RESULT requests good p50-µs p99-µs longest-µs}; good: a whole page within five seconds.
 */
final class Pupils {

    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final EventLoop loop = new EventLoop();
    private final InetSocketAddress gateway;
    private final long pageBytes;
    private final Random random = new Random(42);
    private final long[] micros;
    private int asked;
    private int good;
    private int done;

    private Pupils(int port, long pageBytes, int requests) throws IOException {
        this.gateway = new InetSocketAddress("127.0.0.1", port);
        this.pageBytes = pageBytes;
        this.micros = new long[requests];
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 6) {
            System.err.println("usage: Pupils PORT TOKENS PEOPLE REQUESTS-A-SECOND SECONDS PAGE-BYTES");
            System.exit(2);
        }
        int people = Integer.parseInt(args[2]);
        int perSecond = Integer.parseInt(args[3]);
        int requests = perSecond * Integer.parseInt(args[4]);
        Pupils pupils = new Pupils(Integer.parseInt(args[0]), Long.parseLong(args[5]), requests);
        pupils.work(Files.readAllLines(Path.of(args[1])).subList(0, people), perSecond);
    }

    private void work(List<String> tokens, int perSecond) throws IOException {
        Pupil[] all = new Pupil[tokens.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Pupil(address(i), tokens.get(i));
        }
        long begin = System.nanoTime() + 100_000_000;
        for (int i = 0; i < micros.length; i++) {
            Pupil pupil = all[i % all.length];
            long jitter = random.nextInt(1_000_000_000 / perSecond);
            long due = begin + i * (1_000_000_000L / perSecond) + jitter;
            loop.at(due, () -> pupil.ask(due));
        }
        long end = begin + micros.length * (1_000_000_000L / perSecond) + PATIENCE_NANOS + 100_000_000;
        loop.at(end, loop::end);
        loop.run();
        Arrays.sort(micros, 0, done);
        System.out.printf(
                "RESULT %d %d %d %d %d%n",
                asked,
                good,
                micros[done / 2],
                micros[Math.max(0, done - 1 - done / 100)],
                micros[Math.max(0, done - 1)]);
    }

    private static InetSocketAddress address(int number) throws IOException {
        return new InetSocketAddress(
                InetAddress.getByAddress(new byte[] {127, 77, (byte) (number / 250), (byte) (1 + number % 250)}), 0);
    }

    private void counted(long micro) {
        micros[done++] = micro;
        if (done == micros.length) {
            loop.end();
        }
    }

    /** Somebody at a desk. One request at a time: what is due meanwhile waits, and its time runs. */
    private final class Pupil implements Connection.Listener {

        private final InetSocketAddress from;
        private final byte[] request;
        private @Nullable Connection connection;
        private long dueNanos; // of what is under way; 0: nothing is
        private boolean again;
        private final Deque<Long> waiting = new ArrayDeque<>();

        Pupil(InetSocketAddress from, String token) {
            this.from = from;
            this.request =
                    ("GET /cahier HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAuthorization: Bearer "
                                    + token + "\r\n\r\n")
                            .getBytes(US_ASCII);
        }

        void ask(long due) {
            asked++;
            if (dueNanos != 0) {
                waiting.add(due);
                return;
            }
            begin(due);
        }

        private void begin(long due) {
            dueNanos = due;
            again = connection != null;
            loop.at(due + PATIENCE_NANOS, () -> {
                if (dueNanos == due) {
                    drop();
                    finish(false);
                }
            });
            send();
        }

        private void send() {
            try {
                if (connection == null) {
                    connection = new Connection(loop, from, gateway, this);
                }
                connection.send(request);
            } catch (IOException e) {
                connection = null;
                finish(false);
            }
        }

        @Override
        public void answered(Connection by, Answer answer) {
            if (!by.isOpen()) {
                connection = null;
            }
            finish(answer.status() == 200 && answer.length() == pageBytes);
        }

        @Override
        public void ended(Connection by) {
            connection = null;
            if (dueNanos == 0) {
                return;
            }
            if (again && !by.isAnswerUnderWay()) {
                again = false;
                send();
            } else {
                finish(false);
            }
        }

        private void drop() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }

        private void finish(boolean wasGood) {
            good += wasGood ? 1 : 0;
            long micro = (System.nanoTime() - dueNanos) / 1_000;
            dueNanos = 0;
            counted(
                    wasGood
                            ? micro
                            : Math.max(micro, PATIENCE_NANOS / 1_000)); // no page is as bad as one that never comes
            Long next = waiting.poll();
            if (next != null) {
                // not from within what the connection is doing
                loop.at(System.nanoTime(), () -> {
                    if (dueNanos == 0) {
                        begin(next);
                    } else {
                        waiting.addFirst(next);
                    }
                });
            }
        }
    }
}
