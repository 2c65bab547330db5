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
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Sends a request to the portal and takes in the head of its answer; {@link PortalBody} then passes the body on.
 *
 * <p>Stands where Spring Cloud Gateway's {@code NettyRoutingFilter} would, for the same routes, filters and settings. What it
 * does otherwise, it does for speed, because this is where a gateway's time goes: each head is copied once instead of four
 * times, a request without a body is one write, and the wait for an answer is timed by the event loop that serves it instead
 * of another thread.
 */
public final class PortalRouting implements GlobalFilter, Ordered {

    private final HttpClient client;
    private final HttpClientProperties properties;
    private final PortalHeaders headers;
    private final EventLoops loops;

    public PortalRouting(HttpClient client, HttpClientProperties properties, PortalHeaders headers, EventLoops loops) {
        this.loops = loops;
        this.client = client;
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
        HttpClient.RequestSender sender = client.headers(portal -> portal.set(head))
                .request(HttpMethod.valueOf(request.getMethod().name()))
                .uri(url.toASCIIString());
        HttpClient.ResponseReceiver<?> receiver = PortalHeaders.hasBody(head)
                ? sender.send((sent, out) -> out.send(request.getBody().map(Buffers::toNetty)))
                : sender;
        Flux<HttpClientResponse> answer =
                receiver.responseConnection((response, connection) -> received(exchange, response, connection));
        Duration limit = limit(exchange.getAttribute(GATEWAY_ROUTE_ATTR));
        if (limit != null) {
            answer = answer.timeout(
                    Mono.delay(limit, loops.of(request)),
                    received -> Mono.never(),
                    Mono.error(() -> new TimeoutException("no answer within " + limit)));
        }
        return answer.then(chain.filter(exchange));
    }

    private Mono<HttpClientResponse> received(
            ServerWebExchange exchange, HttpClientResponse response, Connection connection) {
        exchange.getAttributes().put(CLIENT_RESPONSE_ATTR, response);
        exchange.getAttributes().put(CLIENT_RESPONSE_CONN_ATTR, connection);
        exchange.getResponse()
                .setStatusCode(HttpStatusCode.valueOf(response.status().code()));
        headers.forVisitor(response.responseHeaders(), exchange);
        return Mono.just(response);
    }

    /** How long the portal may take to begin its answer; a route may say otherwise in its metadata, as in Spring's. */
    private @Nullable Duration limit(@Nullable Object route) {
        Object own =
                route instanceof Route known ? known.getMetadata().get(RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR) : null;
        if (own == null) {
            return properties.getResponseTimeout();
        }
        long millis = Long.parseLong(own.toString());
        return millis < 0 ? null : Duration.ofMillis(millis);
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
