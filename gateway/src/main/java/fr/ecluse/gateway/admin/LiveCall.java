package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.upstream.EventLoops;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.Exceptions;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/**
 * {@code GET /api/v1/live}: server-sent events, for the console. First {@code history}, the points of two hours; then {@code
 * status} every two seconds, which is what {@code GET /api/v1/status} says, and {@code point} every ten. Each beat is written
 * once for all who listen. Whoever does not read for half a minute is cut off: nothing piles up for them.
 */
final class LiveCall {

    static final int MOST_LISTENERS = 50;

    /** So many beats may wait for somebody who does not read. */
    private static final int PATIENCE = 15;

    private final Live live;
    private final AtomicInteger listeners = new AtomicInteger();
    private final Flux<byte[]> beats;
    private final EventLoops loops = new EventLoops();

    LiveCall(Live live, StatusCall status) {
        this.live = live;
        this.beats = live.beats().map(beat -> written(beat, status)).share();
    }

    Mono<ServerResponse> read(ServerRequest request) {
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            throw new Problem(Problem.Kind.TOO_MANY_LISTENERS, MOST_LISTENERS);
        }
        AtomicBoolean left = new AtomicBoolean();
        Flux<byte[]> events = Flux.concat(Mono.fromSupplier(this::history).subscribeOn(Schedulers.parallel()), beats)
                .onBackpressureBuffer(PATIENCE, BufferOverflowStrategy.ERROR)
                .publishOn(loops.of(request.exchange().getRequest()), 1)
                .doFinally(end -> {
                    if (left.compareAndSet(false, true)) {
                        listeners.decrementAndGet();
                    }
                });
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .header("X-Accel-Buffering", "no") // a proxy that collects answers would keep the events back
                .body(each(events));
    }

    int listeners() {
        return listeners.get();
    }

    /** Every event is sent when it happens. */
    private static BodyInserter<Void, ServerHttpResponse> each(Flux<byte[]> events) {
        return (response, context) -> response.writeAndFlushWith(
                events.map(event -> Mono.just(buffer(event))).onErrorResume(Exceptions::isOverflow, slow -> {
                    cut(response);
                    return Flux.empty();
                }));
    }

    private static DataBuffer buffer(byte[] event) {
        return DefaultDataBufferFactory.sharedInstance.wrap(event);
    }

    /** What was written is not read, so there is no way to say goodbye. */
    private static void cut(ServerHttpResponse response) {
        Object sent = ServerHttpResponseDecorator.getNativeResponse(response);
        if (sent instanceof HttpServerResponse answered) {
            answered.withConnection(connection -> connection.dispose());
        }
    }

    private byte[] history() {
        return event("history", new History(Live.STEP.toSeconds(), live.history()));
    }

    private static byte[] written(Live.Beat beat, StatusCall status) {
        byte[] now = event("status", status.of(beat.census(), beat.ledgerHealthy()));
        if (beat.point() == null) {
            return now;
        }
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(now);
        both.writeBytes(event("point", beat.point()));
        return both.toByteArray();
    }

    /** JSON has no line break of its own, so it is one line of data (HTML, 9.2.6). */
    private static byte[] event(String name, Object data) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        event.writeBytes(Json.bytes(data));
        event.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }

    private record History(long stepSeconds, List<?> points) {}
}
