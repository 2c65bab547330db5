package fr.ecluse.bench.flood;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.PriorityQueue;

/** One thread, many sockets, and things to do at their time. */
final class EventLoop {

    private final Selector selector = Selector.open();
    private final PriorityQueue<Due> dues = new PriorityQueue<>();
    private boolean ended;

    /** What is done when a socket can do something. */
    interface Handler {
        void ready(SelectionKey key) throws IOException;
    }

    private record Due(long nanos, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    EventLoop() throws IOException {}

    SelectionKey register(SelectableChannel channel, int interest, Handler handler) throws IOException {
        return channel.register(selector, interest, handler);
    }

    /** @param nanos by {@link System#nanoTime} */
    void at(long nanos, Runnable action) {
        dues.add(new Due(nanos, action));
    }

    void end() {
        ended = true;
    }

    /** Until {@link #end}. */
    void run() throws IOException {
        while (!ended) {
            Due next = dues.peek();
            long wait = next == null ? 100_000_000 : next.nanos - System.nanoTime();
            if (wait <= 0) {
                selector.selectNow();
            } else {
                selector.select(Math.max(1, wait / 1_000_000));
            }
            for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                SelectionKey key = ready.next();
                ready.remove();
                if (key.isValid()) {
                    ((Handler) key.attachment()).ready(key);
                }
            }
            long now = System.nanoTime();
            for (Due due = dues.peek(); due != null && due.nanos <= now && !ended; due = dues.peek()) {
                dues.remove().action.run();
            }
        }
    }
}
