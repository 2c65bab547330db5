package fr.ecluse.gateway.upstream;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * WebSockets to the portal, opened by Spring's own means on both sides, with the bounds that those leave open: the opening passes
 * the guard like any request, and the portal must answer it in time. Once open a socket takes no place.
 *
 * <p>Spring answers the visitor before it asks the portal, and reads nothing of theirs until that answers. Whoever finds no place is
 * told so by a status; where the portal then fails, the socket is closed; a visitor who goes away meanwhile is noticed when the
 * portal's time is over. Thread-safe.
 */
public final class PortalSockets implements WebSocketService, WebSocketClient {

    private final WebSocketService visitors;
    private final WebSocketClient portal;
    private final PortalGuard guard;
    private final HttpClientProperties properties;

    /**
     * @param visitors opens the visitor's side
     * @param portal opens the portal's side
     */
    public PortalSockets(
            WebSocketService visitors, WebSocketClient portal, PortalGuard guard, HttpClientProperties properties) {
        this.visitors = visitors;
        this.portal = portal;
        this.guard = guard;
        this.properties = properties;
    }

    @Override
    public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler handler) {
        Route route = exchange.getRequiredAttribute(GATEWAY_ROUTE_ATTR);
        PortalGuard.Passage passage = guard.enter(route, PortalGuard.Who.of(exchange));
        VisitorSide side = new VisitorSide(handler, new Opening(passage, AnswerTime.most(route, properties)));
        return visitors.handleRequest(exchange, side).doFinally(end -> side.notBegun());
    }

    @Override
    public Mono<Void> execute(URI url, WebSocketHandler handler) {
        return execute(url, new HttpHeaders(), handler);
    }

    @Override
    public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
        return Mono.deferContextual(context -> {
            Opening opening = context.get(Opening.class);
            Sinks.Empty<Void> open = Sinks.empty();
            Mono<Void> socket = portal.execute(url, headers, new PortalSide(handler, () -> {
                opening.passage.answered(HttpStatus.SWITCHING_PROTOCOLS.value());
                open.tryEmitEmpty();
            }));
            return Mono.firstWithSignal(socket, opening.tooLate(open.asMono()))
                    .doOnError(error -> unanswered(opening.passage, error));
        });
    }

    private static void unanswered(PortalGuard.Passage passage, Throwable error) {
        if (error instanceof WebSocketClientHandshakeException refused && refused.response() != null) {
            passage.answered(refused.response().status().code());
        } else {
            passage.failed(error);
        }
    }

    /** @param most how long the portal may take to answer; null: as long as it likes */
    private record Opening(
            PortalGuard.Passage passage, @Nullable Duration most) {

        /** Fails where the portal takes too long; never where it opens the socket before. */
        Mono<Void> tooLate(Mono<Void> open) {
            return most == null
                    ? Mono.never()
                    : Mono.delay(most)
                            .takeUntilOther(open)
                            .flatMap(late -> Mono.<Void>error(new TimeoutException("no answer within " + most)))
                            .switchIfEmpty(Mono.never());
        }
    }

    /** Carries the opening on to the portal's side; Spring's filter hands on nothing of ours. */
    private static final class VisitorSide implements WebSocketHandler {

        private final WebSocketHandler handler;
        private final Opening opening;
        private volatile boolean begun;

        VisitorSide(WebSocketHandler handler, Opening opening) {
            this.handler = handler;
            this.opening = opening;
        }

        @Override
        public List<String> getSubProtocols() {
            return handler.getSubProtocols();
        }

        @Override
        public Mono<Void> handle(WebSocketSession visitor) {
            begun = true;
            return handler.handle(visitor)
                    .contextWrite(context -> context.put(Opening.class, opening))
                    .doFinally(end -> opening.passage.left());
        }

        /** The visitor is answered; if they are not to have a socket, nobody will ask the portal. */
        void notBegun() {
            if (!begun) {
                opening.passage.left();
            }
        }
    }

    private record PortalSide(WebSocketHandler handler, Runnable opened) implements WebSocketHandler {

        @Override
        public List<String> getSubProtocols() {
            return handler.getSubProtocols();
        }

        @Override
        public Mono<Void> handle(WebSocketSession socket) {
            opened.run();
            return handler.handle(socket);
        }
    }
}
