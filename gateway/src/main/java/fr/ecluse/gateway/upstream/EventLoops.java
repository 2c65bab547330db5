package fr.ecluse.gateway.upstream;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The event loop that serves a request, as a scheduler.
 *
 * <p>Timers set there touch no other thread. And an answer must be written there: written from another thread, it can race
 * with the server's own reading, and the next request on that connection is then never read. Its map has one entry an event
 * loop; thread-safe.
 */
public final class EventLoops {

    private final Map<EventLoop, Scheduler> schedulers = new ConcurrentHashMap<>();

    /** The loop of this request's connection. */
    public Scheduler of(ServerHttpRequest request) {
        Object served = ServerHttpRequestDecorator.getNativeRequest(request);
        if (!(served instanceof HttpServerRequest received)) {
            return Schedulers.parallel();
        }
        Scheduler[] found = {Schedulers.parallel()};
        received.withConnection(connection -> found[0] =
                schedulers.computeIfAbsent(connection.channel().eventLoop(), Schedulers::fromExecutorService));
        return found[0];
    }
}
