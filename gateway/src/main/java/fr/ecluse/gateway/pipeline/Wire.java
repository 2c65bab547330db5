package fr.ecluse.gateway.pipeline;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** How every answer of the gateway's own is written. */
final class Wire {

    private Wire() {}

    /**
     * Writes the whole answer. A request without a body is read to its end first: the server may otherwise finish an answer
     * before it has seen that end, and then never reads the next request of the connection.
     */
    static Mono<Void> send(ServerWebExchange exchange, byte[] bytes) {
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentLength(bytes.length);
        Mono<Void> written = Mono.defer(
                () -> response.writeWith(Mono.just(response.bufferFactory().wrap(bytes))));
        ServerHttpRequest request = exchange.getRequest();
        return hasBody(request)
                ? written
                : request.getBody().doOnNext(DataBufferUtils::release).then(written);
    }

    /** What is left of a body is not worth reading: such a connection is closed after the answer. */
    static boolean hasBody(ServerHttpRequest request) {
        HttpHeaders headers = request.getHeaders();
        return headers.getFirst(HttpHeaders.TRANSFER_ENCODING) != null || headers.getContentLength() > 0;
    }
}
