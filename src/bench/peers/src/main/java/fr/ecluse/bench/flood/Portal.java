package fr.ecluse.bench.flood;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A portal that can do only so much: each request takes its time, so many are answered a second, and the others wait their turn in a
 * queue, until that is full. {@code Portal PORT PAGE-BYTES REQUESTS-A-SECOND MS-EACH}, on loopback, until it is stopped.
 */
final class Portal {

    private static final long LONGEST_QUEUE_NANOS = 2_000_000_000;

    private final EventLoop loop = new EventLoop();
    private final byte[] page;
    private final byte[] tooMuch = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII);
    private final long stepNanos;
    private final long eachNanos;
    private long freeAtNanos = System.nanoTime();

    private Portal(int pageBytes, int perSecond, int eachMillis) throws IOException {
        this.page = ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + pageBytes + "\r\n\r\n"
                        + "e".repeat(pageBytes))
                .getBytes(US_ASCII);
        this.stepNanos = 1_000_000_000L / perSecond;
        this.eachNanos = eachMillis * 1_000_000L;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: Portal PORT PAGE-BYTES REQUESTS-A-SECOND MS-EACH");
            System.exit(2);
        }
        Portal portal = new Portal(Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 4096);
        server.configureBlocking(false);
        portal.loop.register(server, SelectionKey.OP_ACCEPT, key -> portal.accept(server));
        portal.loop.run();
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            loop.register(channel, SelectionKey.OP_READ, new Visitor(channel));
        }
    }

    /** One connection; requests have no body. */
    private final class Visitor implements EventLoop.Handler {

        private final SocketChannel channel;
        private final ByteBuffer bytes = ByteBuffer.allocate(8_192);
        private int ends; // bytes of the empty line seen so far

        Visitor(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            try {
                bytes.clear();
                if (channel.read(bytes) < 0) {
                    channel.close();
                    return;
                }
            } catch (IOException e) {
                channel.close();
                return;
            }
            bytes.flip();
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
                if (ends == 4) {
                    ends = 0;
                    serve();
                }
            }
        }

        private void serve() {
            long now = System.nanoTime();
            freeAtNanos = Math.max(freeAtNanos, now);
            if (freeAtNanos - now > LONGEST_QUEUE_NANOS) {
                answer(tooMuch);
                return;
            }
            freeAtNanos += stepNanos;
            loop.at(freeAtNanos + eachNanos, () -> answer(page));
        }

        private void answer(byte[] bytes) {
            try {
                channel.write(ByteBuffer.wrap(bytes)); // small enough for the socket's buffer
            } catch (IOException e) {
                // the visitor has gone
            }
        }
    }
}
