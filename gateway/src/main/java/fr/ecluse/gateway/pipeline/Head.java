package fr.ecluse.gateway.pipeline;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What stands above the body of a request, whoever has read it: Netty at the doorstep, or Spring inside. */
interface Head {

    String method();

    /** Path and query as sent. */
    String target();

    /** Whose connection it is: perhaps a proxy's. */
    InetAddress peer();

    /** Whether that connection is HTTPS. */
    boolean secure();

    /** The first field of that name, in any case; null: there is none. */
    @Nullable
    String first(String name);

    /** Every field of that name, in their order. */
    List<String> all(String name);

    /** Nobody's address in a connection that has none, as in tests. */
    static InetAddress peerOf(@Nullable SocketAddress remote) {
        return remote instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    static Head of(ServerHttpRequest request) {
        return new OfSpring(request);
    }

    /** As Spring reads it. */
    record OfSpring(ServerHttpRequest request) implements Head {

        @Override
        public String method() {
            return request.getMethod().name();
        }

        @Override
        public String target() {
            String query = request.getURI().getRawQuery();
            String path = request.getURI().getRawPath();
            return query == null ? path : path + "?" + query;
        }

        @Override
        public InetAddress peer() {
            return peerOf(request.getRemoteAddress());
        }

        @Override
        public boolean secure() {
            return request.getSslInfo() != null;
        }

        @Override
        public @Nullable String first(String name) {
            return request.getHeaders().getFirst(name);
        }

        @Override
        public List<String> all(String name) {
            return request.getHeaders().getOrEmpty(name);
        }
    }
}
