package fr.ecluse.gateway.upstream;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The heads of requests and answers on their way through: one pass over each.
 *
 * <p>The portal receives the visitor's headers without those that belong to one connection and those that only a gateway may
 * set, then the canonical ones. The visitor receives the portal's without those of the connection and without Écluse's own,
 * which the portal may only say to Écluse.
 */
public final class PortalHeaders {

    /** The exchange attribute that holds the request as the server made it, before any filter of a route. */
    public static final String AS_RECEIVED = PortalHeaders.class.getName() + ".received";

    private static final String OWN = "ecluse-";
    private static final String RELEASE = "Ecluse-Release";

    private final List<String> ownCookies;

    /** @param ownCookies the names of the gateway's own cookies, which are none of the portal's business */
    public PortalHeaders(List<String> ownCookies) {
        this.ownCookies = ownCookies.stream().map(name -> name + "=").toList();
    }

    /** @param keepHost whether the portal is told the host that visitors use, as it needs to build its links */
    HttpHeaders forPortal(ServerWebExchange exchange, boolean keepHost) {
        HttpHeaders portal =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders untouched = untouched(exchange, request);
        if (untouched != null) {
            HopByHop connection = HopByHop.of(untouched.getAll(HttpHeaderNames.CONNECTION));
            for (Map.Entry<String, String> header : untouched) {
                take(header.getKey(), header.getValue(), connection, portal);
            }
        } else {
            HopByHop connection = HopByHop.of(request.getHeaders().getOrEmpty("Connection"));
            request.getHeaders()
                    .forEach((name, values) -> values.forEach(value -> take(name, value, connection, portal)));
        }
        if (!keepHost) {
            portal.remove(HttpHeaderNames.HOST);
        }
        withoutOwnCookies(portal);
        if (exchange.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            introduce(caller, portal::set);
        }
        return portal;
    }

    /** Hands the portal's headers on, and hears what the portal says to Écluse. */
    void forVisitor(HttpHeaders portal, ServerWebExchange exchange) {
        var visitor = exchange.getResponse().getHeaders();
        HopByHop connection = HopByHop.of(portal.getAll(HttpHeaderNames.CONNECTION));
        boolean release = false;
        for (Map.Entry<String, String> header : portal) {
            String name = header.getKey();
            if (isOwn(name)) {
                release |= name.equalsIgnoreCase(RELEASE) && "true".equalsIgnoreCase(header.getValue());
            } else if (!connection.contains(name)) {
                visitor.add(name, header.getValue());
            }
        }
        if (portal.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            visitor.remove("Transfer-Encoding"); // the server's own default; both together are not valid
        }
        if (release && exchange.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            caller.released().forEach(cookie -> visitor.add("Set-Cookie", cookie));
        }
    }

    /** Whether a request with this head has a body to pass on. */
    static boolean hasBody(HttpHeaders head) {
        return head.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || (head.contains(HttpHeaderNames.CONTENT_LENGTH)
                        && !"0".equals(head.get(HttpHeaderNames.CONTENT_LENGTH)));
    }

    static boolean isOwn(String name) {
        return name.regionMatches(true, 0, OWN, 0, OWN.length());
    }

    static void introduce(Caller caller, BiConsumer<String, String> portal) {
        portal.accept("X-Forwarded-For", caller.address());
        portal.accept("X-Forwarded-Proto", caller.scheme());
        if (!caller.host().isEmpty()) {
            portal.accept("X-Forwarded-Host", caller.host());
        }
        Caller.Identified person = caller.identified();
        if (person != null) {
            portal.accept("Ecluse-User", HeaderText.safe(person.user()));
            portal.accept("Ecluse-Roles", person.roles());
            portal.accept("Ecluse-Session", person.session());
            if (!person.assertion().isEmpty()) {
                portal.accept("Ecluse-Assertion", person.assertion());
            }
        }
    }

    /** The {@code Cookie} header without our own; null if nothing is left. */
    @Nullable
    String withoutOwnCookies(List<String> lines) {
        String kept = lines.stream()
                .flatMap(line -> Stream.of(line.split(";")))
                .map(String::strip)
                .filter(cookie -> ownCookies.stream().noneMatch(cookie::startsWith))
                .collect(Collectors.joining("; "));
        return kept.isEmpty() ? null : kept;
    }

    private void withoutOwnCookies(HttpHeaders portal) {
        String first = portal.get(HttpHeaderNames.COOKIE);
        if (first == null) {
            return;
        }
        List<String> lines = portal.getAll(HttpHeaderNames.COOKIE);
        if (lines.stream().noneMatch(line -> line.contains("ecluse"))) {
            return;
        }
        String kept = withoutOwnCookies(lines);
        if (kept == null) {
            portal.remove(HttpHeaderNames.COOKIE);
        } else {
            portal.set(HttpHeaderNames.COOKIE, kept);
        }
    }

    private static void take(String name, String value, HopByHop connection, HttpHeaders portal) {
        if (name.equalsIgnoreCase("transfer-encoding")) {
            // chunked bodies stay chunked, which the client needs to know, and in one spelling
            portal.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (!ForgedHeaders.contains(name) && !connection.contains(name)) {
            portal.add(name, value);
        }
    }

    /** Netty's own headers if no filter of a route has changed the request: reading those copies nothing. */
    private static @Nullable HttpHeaders untouched(ServerWebExchange exchange, ServerHttpRequest request) {
        return exchange.getAttribute(AS_RECEIVED) == request
                        && request instanceof AbstractServerHttpRequest own
                        && own.getNativeRequest() instanceof HttpServerRequest received
                ? received.requestHeaders()
                : null;
    }
}
