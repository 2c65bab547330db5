package fr.ecluse.gateway.upstream;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_CONN_ATTR;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/**
 * Passes the body of the portal's answer on, once every filter of the route has seen its head.
 *
 * <p>Stands where Spring Cloud Gateway's {@code NettyWriteResponseFilter} would. A small body of known length goes out in one
 * write with its head; streams are flushed at each piece; everything else passes as it comes, and is never kept.
 */
public final class PortalBody implements GlobalFilter, Ordered {

    /** Bodies up to this length are gathered, in bytes: what one read of a socket usually brings. */
    private static final long SMALL = 16 * 1024;

    private final List<MediaType> streamed;

    /** @param streamed types that are flushed at each piece */
    public PortalBody(List<MediaType> streamed) {
        this.streamed = List.copyOf(streamed);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange)
                .then(Mono.defer(() -> write(exchange)))
                .doOnError(error -> breakOff(exchange))
                .doOnCancel(() -> breakOff(exchange));
    }

    private Mono<Void> write(ServerWebExchange exchange) {
        Connection portal = exchange.getAttribute(CLIENT_RESPONSE_CONN_ATTR);
        if (portal == null) {
            return Mono.empty(); // answered by somebody else: another kind of route
        }
        ServerHttpResponse response = exchange.getResponse();
        NettyDataBufferFactory factory = (NettyDataBufferFactory) response.bufferFactory();
        Flux<ByteBuf> pieces = portal.inbound().receive().retain();
        long length = response.getHeaders().getContentLength();
        if (length >= 0 && length <= SMALL) {
            return response.writeWith(
                    portal.inbound().receive().aggregate().retain().map(bytes -> Buffers.toSpring(bytes, factory)));
        }
        Flux<DataBuffer> body = pieces.map(bytes -> Buffers.toSpring(bytes, factory));
        return isStreamed(response)
                ? response.writeAndFlushWith(body.map(PortalBody::flushed))
                : response.writeWith(body);
    }

    private static Publisher<DataBuffer> flushed(DataBuffer piece) {
        return Mono.just(piece);
    }

    private boolean isStreamed(ServerHttpResponse response) {
        MediaType type = typeOf(response);
        return type != null && streamed.stream().anyMatch(each -> each.isCompatibleWith(type));
    }

    private static @Nullable MediaType typeOf(ServerHttpResponse response) {
        try {
            return response.getHeaders().getContentType();
        } catch (RuntimeException e) {
            return null; // the portal says something that is no media type: that is between it and the visitor
        }
    }

    private static void breakOff(ServerWebExchange exchange) {
        Connection portal = exchange.getAttribute(CLIENT_RESPONSE_CONN_ATTR);
        if (portal != null) {
            portal.dispose();
        }
    }

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
    }
}
