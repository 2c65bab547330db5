package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What {@link Patience} is for the bodies of HTTP/1.1, for those of HTTP/2, many of which share a connection: a body must come with a
 * least pace, or its request fails and leaves the place that it has at the portal. Only the client's own time counts: while
 * nobody asks for more, because the portal does not, nobody is late. Thread-safe.
 */
final class BodyPace {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int HTTP_2 = 2;

    private final long leastBytes;
    private final ConnectionListener listener;
    private final Scheduler scheduler;
    private final LongSupplier nanoTime;

    /**
     * @param scheduler on which it is looked whether somebody is late
     * @param nanoTime a ticker that never goes back
     */
    BodyPace(Patience.Limits limits, ConnectionListener listener, Scheduler scheduler, LongSupplier nanoTime) {
        this.leastBytes = limits.bodyPace() * Patience.BODY_PERIOD.toSeconds();
        this.listener = listener;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    /** The same exchange, with a body that fails when it comes too slowly, if nobody else sees to that. */
    ServerWebExchange watch(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        return isHttp2(request)
                ? exchange.mutate().request(new Watched(request)).build()
                : exchange;
    }

    private static boolean isHttp2(ServerHttpRequest request) {
        return ServerHttpRequestDecorator.getNativeRequest(request) instanceof HttpServerRequest received
                && received.version().majorVersion() == HTTP_2;
    }

    /** The same bytes, or an error once they come too slowly. */
    Flux<DataBuffer> watch(Flux<DataBuffer> body) {
        return Flux.defer(() -> {
            Progress progress = new Progress();
            Mono<Long> late = Flux.interval(Patience.BODY_PERIOD, LOOK, scheduler)
                    .filter(look -> progress.isTooSlow())
                    .next();
            return body.doOnRequest(progress::asked)
                    .doOnNext(progress::came)
                    .takeUntilOther(late) // ends the client's side, too, as an error of it would not
                    .concatWith(Mono.defer(progress::ended));
        });
    }

    /** Of one body. Bytes come on an event loop, and are looked at on another thread. */
    private final class Progress {

        private long asked;
        private long bytes;
        private long waitedNanos;
        private long sinceNanos;
        private boolean tooSlow;

        synchronized void asked(long more) {
            if (asked == 0) {
                sinceNanos = nanoTime.getAsLong();
            }
            asked = Operators.addCap(asked, more);
        }

        synchronized void came(DataBuffer piece) {
            waited();
            asked = asked == Long.MAX_VALUE ? asked : asked - 1;
            bytes += piece.readableByteCount();
        }

        synchronized boolean isTooSlow() {
            if (asked > 0) {
                waited();
            }
            if (waitedNanos < Patience.BODY_PERIOD.toNanos()) {
                return false;
            }
            tooSlow = bytes < leastBytes;
            waitedNanos = 0;
            bytes = 0;
            return tooSlow;
        }

        synchronized Mono<DataBuffer> ended() {
            if (!tooSlow) {
                return Mono.empty();
            }
            listener.cut(Cut.BODY);
            return Mono.error(new TooSlowException());
        }

        private void waited() {
            long now = nanoTime.getAsLong();
            waitedNanos += now - sinceNanos;
            sinceNanos = now;
        }
    }

    private final class Watched extends ServerHttpRequestDecorator {

        Watched(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return watch(super.getBody());
        }
    }

    /** A body came too slowly. */
    static final class TooSlowException extends IOException {

        private static final long serialVersionUID = 1;

        TooSlowException() {
            super("the body came too slowly");
        }
    }
}
