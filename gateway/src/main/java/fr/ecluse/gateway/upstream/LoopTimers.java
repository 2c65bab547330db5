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
 * Times things on the event loop that serves a request: setting and cancelling a timer then touches no other thread. Its map
 * has one entry an event loop.
 */
final class LoopTimers {

    private final Map<EventLoop, Scheduler> schedulers = new ConcurrentHashMap<>();

    Scheduler of(ServerHttpRequest request) {
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
