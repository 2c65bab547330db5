package fr.ecluse.gateway.upstream;

import java.util.List;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/** The rules of {@link PortalHeaders} where Spring Cloud Gateway does the copying: the opening of a WebSocket. */
public final class WebSocketHeaders implements HttpHeadersFilter, Ordered {

    private final PortalHeaders headers;

    public WebSocketHeaders(PortalHeaders headers) {
        this.headers = headers;
    }

    @Override
    public HttpHeaders filter(HttpHeaders visitor, ServerWebExchange exchange) {
        HttpHeaders portal = new HttpHeaders();
        visitor.forEach((name, values) -> {
            if (!ForgedHeaders.contains(name)) {
                portal.put(name, values);
            }
        });
        List<String> cookies = portal.get(HttpHeaders.COOKIE);
        if (cookies != null) {
            String kept = headers.withoutOwnCookies(cookies);
            if (kept == null) {
                portal.remove(HttpHeaders.COOKIE);
            } else {
                portal.set(HttpHeaders.COOKIE, kept);
            }
        }
        if (exchange.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller) {
            PortalHeaders.introduce(caller, portal::set);
        }
        return portal;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE; // after Spring's own, so that nothing is added behind our back
    }
}
