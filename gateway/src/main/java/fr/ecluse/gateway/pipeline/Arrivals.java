package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.ConnectionCaps;
import fr.ecluse.gateway.protection.ConnectionCaps.Cap;
import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Takes new connections, as many as there may be. A full gateway makes room by ending the oldest connection by which nobody with a
 * seat has come and no request is under way: so whoever is seated keeps theirs, and gets new ones while strangers only hold on.
 * Where there is none, the new one is ended at once.
 *
 * <p>Of the public port alone. Each event loop knows the strangers' connections that it serves itself.
 */
final class Arrivals {

    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);
    private static final AttributeKey<Arrival> ARRIVAL = AttributeKey.valueOf(Arrivals.class, "arrival");

    /** A stranger's connection that is in use is passed over, so many times at most. */
    private static final int MOST_LOOKS = 32;

    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final ConnectionCaps caps;
    private final Patience.Limits limits;
    private final ConnectionListener listener;
    private final AtomicLong silentUntilNanos = new AtomicLong(System.nanoTime());
    private final FastThreadLocal<Map<Arrival, Channel>> strangers = new FastThreadLocal<>() {
        @Override
        protected Map<Arrival, Channel> initialValue() {
            return new LinkedHashMap<>();
        }
    };

    Arrivals(ConnectionCaps caps, Patience.Limits limits, ConnectionListener listener) {
        this.caps = caps;
        this.limits = limits;
        this.listener = listener;
    }

    /** A new connection, on its event loop. False if it is not taken: it has been ended. */
    boolean take(Channel channel) {
        ConnectionCaps.Outcome outcome = caps.enter(Head.peerOf(channel.remoteAddress()));
        if (outcome instanceof ConnectionCaps.Refused refused && refused.cap() == Cap.ALL && makeRoom()) {
            outcome = caps.enter(Head.peerOf(channel.remoteAddress()));
        }
        if (!(outcome instanceof ConnectionCaps.Entered entered)) {
            Cap cap = ((ConnectionCaps.Refused) outcome).cap();
            listener.refused(cap);
            say(cap);
            channel.close();
            return false;
        }
        Arrival arrival = new Arrival(entered, new Patience(limits, listener, System::nanoTime));
        channel.attr(ARRIVAL).set(arrival);
        channel.pipeline().addFirst("ecluse.patience", arrival.patience);
        strangers.get().put(arrival, channel);
        listener.opened();
        channel.closeFuture().addListener(closed -> {
            strangers.get().remove(arrival);
            arrival.leave();
            listener.closed();
        });
        return true;
    }

    /** What watches the frames of a connection that has become HTTP/2. */
    FrameWatch frames() {
        return new FrameWatch(limits, listener, System::nanoTime);
    }

    /** Somebody with a seat came by this connection. Costs a look at it. */
    void known(ServerHttpRequest request) {
        if (ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest received) {
            received.withConnection(this::known);
        }
    }

    private void known(Connection connection) {
        Channel channel = connection.channel();
        Arrival arrival = arrival(channel);
        if (arrival != null && !arrival.known) {
            arrival.known = true;
            arrival.entered.known();
            channel.eventLoop().execute(() -> strangers.get().remove(arrival));
        }
    }

    private static @Nullable Arrival arrival(Channel channel) {
        Arrival own = channel.attr(ARRIVAL).get();
        return own != null || channel.parent() == null // a stream of HTTP/2 lies within its connection
                ? own
                : channel.parent().attr(ARRIVAL).get();
    }

    private boolean makeRoom() {
        Iterator<Map.Entry<Arrival, Channel>> oldest =
                strangers.get().entrySet().iterator();
        for (int looks = 0; looks < MOST_LOOKS && oldest.hasNext(); looks++) {
            Map.Entry<Arrival, Channel> next = oldest.next();
            if (!next.getKey().known && next.getKey().patience.isIdle()) {
                oldest.remove();
                next.getKey().leave(); // its place is free now, not when its socket is
                listener.cut(Cut.ROOM);
                Channel idle = next.getValue();
                idle.eventLoop().execute(idle::close);
                return true;
            }
        }
        return false;
    }

    private void say(Cap cap) {
        long silent = silentUntilNanos.get();
        long now = System.nanoTime();
        if (now - silent >= 0 && silentUntilNanos.compareAndSet(silent, now + SAY_AGAIN.toNanos())) {
            log.warn(
                    "event=connections-full cap={} open={} do=\"{}\"",
                    cap == Cap.ALL ? "all" : "address",
                    caps.open(),
                    cap == Cap.ALL
                            ? "see ecluse_connections; with memory to spare raise ecluse.connections.most"
                            : "if a school or a proxy has that address, name it in ecluse.school-networks or"
                                    + " ecluse.trusted-proxies, or raise ecluse.connections.per-address");
        }
    }

    /** One connection. */
    private static final class Arrival {

        private final ConnectionCaps.Entered entered;
        private final Patience patience;
        private volatile boolean known;

        Arrival(ConnectionCaps.Entered entered, Patience patience) {
            this.entered = entered;
            this.patience = patience;
        }

        void leave() {
            entered.left();
        }
    }
}
