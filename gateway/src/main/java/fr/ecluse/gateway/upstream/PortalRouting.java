package fr.ecluse.gateway.upstream;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.isAlreadyRouted;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.setAlreadyRouted;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * Sends a request to the portal and takes in the head of its answer; {@link PortalBody} then passes the body on.
 *
 * <p>Stands where Spring Cloud Gateway's {@code NettyRoutingFilter} would, for the same routes, filters and settings. What it
 * does otherwise, it does for speed, because this is where a gateway's time goes: each head is copied once instead of four
 * times, a request without a body is one write, and the wait for an answer is timed by the event loop that serves it instead
 * of another thread.
 */
public final class PortalRouting implements GlobalFilter, Ordered {

    private final HttpClient known;
    private final HttpClient strangers;
    private final HttpClientProperties properties;
    private final PortalHeaders headers;
    private final EventLoops loops;
    private final PortalGuard guard;

    /**
     * @param known calls the portal for people who are identified
     * @param strangers and for nobody in particular, on connections of their own
     */
    public PortalRouting(
            HttpClient known,
            HttpClient strangers,
            HttpClientProperties properties,
            PortalHeaders headers,
            EventLoops loops,
            PortalGuard guard) {
        this.guard = guard;
        this.loops = loops;
        this.known = known;
        this.strangers = strangers;
        this.properties = properties;
        this.headers = headers;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        URI url = exchange.getRequiredAttribute(GATEWAY_REQUEST_URL_ATTR);
        if (isAlreadyRouted(exchange) || !isHttp(url.getScheme())) {
            return chain.filter(exchange);
        }
        setAlreadyRouted(exchange);
        ServerHttpRequest request = exchange.getRequest();
        boolean keepHost = Boolean.TRUE.equals(exchange.getAttribute(PRESERVE_HOST_HEADER_ATTRIBUTE));
        HttpHeaders head = headers.forPortal(exchange, keepHost);
        PortalGuard.Who who = PortalGuard.Who.of(exchange);
        HttpClient.RequestSender sender = (who == PortalGuard.Who.KNOWN ? known : strangers)
                .headers(portal -> portal.set(head))
                .request(HttpMethod.valueOf(request.getMethod().name()))
                .uri(address(url, request));
        boolean hasBody = PortalHeaders.hasBody(head);
        PortalGuard.Passage passage = guard.enter(exchange.getRequiredAttribute(GATEWAY_ROUTE_ATTR), who);
        Upload upload = hasBody ? new Upload(request, passage, System::nanoTime) : null;
        HttpClient.ResponseReceiver<?> receiver =
                upload == null ? sender : sender.send((sent, out) -> out.send(upload.pieces()));
        Flux<HttpClientResponse> answer = receiver.responseConnection(
                (response, connection) -> received(exchange, passage, response, connection));
        Duration limit = AnswerTime.most(exchange.getRequiredAttribute(GATEWAY_ROUTE_ATTR), properties);
        if (limit != null) {
            answer = answer.timeout(
                    upload == null ? Mono.delay(limit, loops.of(request)) : upload.quietFor(limit, loops.of(request)),
                    received -> Mono.never(),
                    Mono.error(() -> new TimeoutException("no answer within " + limit)));
        }
        return answer.onErrorMap(PortalRouting::isCrowded, error -> new PortalOverloadedException(passage.crowdedOut()))
                .doOnError(error -> unanswered(passage, error, hasBody))
                .doFinally(end -> passage.left())
                .then(chain.filter(exchange));
    }

    /** Of two slashes in a row Spring makes one on the way from the request to its address; the portal gets the path that was judged. */
    private static String address(URI url, ServerHttpRequest request) {
        String path = request.getURI().getRawPath();
        if (!path.contains("//")) {
            return url.toASCIIString();
        }
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return url.getScheme() + "://" + url.getRawAuthority() + path + query;
    }

    private Mono<HttpClientResponse> received(
            ServerWebExchange exchange,
            PortalGuard.Passage passage,
            HttpClientResponse response,
            Connection connection) {
        passage.answered(response.status().code());
        exchange.getAttributes().put(CLIENT_RESPONSE_ATTR, response);
        exchange.getAttributes().put(CLIENT_RESPONSE_CONN_ATTR, connection);
        exchange.getResponse()
                .setStatusCode(HttpStatusCode.valueOf(response.status().code()));
        headers.forVisitor(response.responseHeaders(), exchange);
        return Mono.just(response);
    }

    /** Every connection is taken, and as many wait for one as may, or this one has waited for long enough. */
    private static boolean isCrowded(Throwable error) {
        return error instanceof PoolAcquirePendingLimitException || error instanceof PoolAcquireTimeoutException;
    }

    /** Where a body is sent, it may be the visitor who is slow or broke it off: then only a connection that is refused tells. */
    private static void unanswered(PortalGuard.Passage passage, Throwable error, boolean hasBody) {
        boolean refused = error instanceof ConnectException;
        boolean silent = error instanceof TimeoutException || error instanceof IOException;
        if (refused || (silent && !hasBody)) {
            passage.failed(error);
        }
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
