package fr.ecluse.bench.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A client's connection: one request at a time, or bytes of whatever kind. */
final class Connection implements EventLoop.Handler {

    private static final ByteBuffer READ = ByteBuffer.allocateDirect(65_536); // one thread

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Listener listener;
    private final Answer answer = new Answer();
    private @Nullable ByteBuffer unsent;

    /** What comes of it. */
    interface Listener {

        /** The connection is closed if this was its last. */
        void answered(Connection connection, Answer answer);

        /** Refused, reset or closed by the other side; nothing more comes of this connection. */
        void ended(Connection connection);
    }

    /**
     * Begins to connect.
     *
     * @param from the address to come from; any port
     * @throws IOException if there is not even a socket
     */
    Connection(EventLoop loop, @Nullable InetSocketAddress from, InetSocketAddress to, Listener listener)
            throws IOException {
        this.listener = listener;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        // reset instead of a minute in TIME_WAIT: ports would run out
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        try {
            if (from != null) {
                channel.bind(from);
            }
            channel.connect(to);
            this.key = loop.register(channel, SelectionKey.OP_CONNECT, this);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends it now, or when the connection stands. What was given before must have gone. */
    void send(byte[] bytes) {
        unsent = ByteBuffer.wrap(bytes);
        if (channel.isConnected()) {
            try {
                write();
            } catch (IOException e) {
                end();
            }
        }
    }

    /** From this side; nobody is told. */
    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    boolean isAnswerUnderWay() {
        return answer.isUnderWay();
    }

    @Override
    public void ready(SelectionKey ready) {
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                write();
            } else if (ready.isWritable()) {
                write();
            }
            if (ready.isValid() && ready.isReadable()) {
                read();
            }
        } catch (IOException | IllegalStateException e) {
            end();
        }
    }

    private void write() throws IOException {
        ByteBuffer bytes = unsent;
        if (bytes != null) {
            channel.write(bytes);
            if (!bytes.hasRemaining()) {
                unsent = null;
            }
        }
        key.interestOps(SelectionKey.OP_READ | (unsent == null ? 0 : SelectionKey.OP_WRITE));
    }

    private void read() throws IOException {
        READ.clear();
        if (channel.read(READ) < 0) {
            end();
            return;
        }
        READ.flip();
        while (channel.isOpen() && answer.read(READ)) {
            if (answer.isLastOfConnection()) {
                close();
            }
            listener.answered(this, answer);
        }
    }

    private void end() {
        if (channel.isOpen()) {
            close();
            listener.ended(this);
        }
    }
}
