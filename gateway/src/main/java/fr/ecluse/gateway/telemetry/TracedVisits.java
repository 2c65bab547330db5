package fr.ecluse.gateway.telemetry;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;

import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.upstream.Caller;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * A span for each request that comes in, in the words of OpenTelemetry's HTTP conventions but without whatever says who the visitor
 * is or what they look at: no path, no query, no address, no user. A trace begins here unless a trusted proxy has begun it: else any
 * stranger would choose what is recorded.
 */
final class TracedVisits implements WebFilter {

    /** The key of the trace's number in the log and in Reactor's context. */
    static final String TRACE_ID = "traceId";

    /** The exchange attribute that holds the span. */
    static final String SPAN = TracedVisits.class.getName() + ".span";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final Tracer tracer;
    private final Propagator propagator;
    private final List<Network> trustedProxies;

    TracedVisits(Tracer tracer, Propagator propagator, List<Network> trustedProxies) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> {
            Span span = begin(exchange.getRequest());
            exchange.getAttributes().put(SPAN, span);
            Visit visit = new Visit(exchange, span);
            exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(visit::answered));
            return chain.filter(exchange)
                    .doOnError(error -> visit.broken())
                    .doOnSuccess(done -> span.end())
                    .doOnCancel(span::end)
                    .contextWrite(
                            context -> context.put(TRACE_ID, span.context().traceId()));
        });
    }

    private Span begin(ServerHttpRequest request) {
        Span.Builder span = isTrusted(request.getRemoteAddress())
                ? propagator.extract(request, (from, name) -> from.getHeaders().getFirst(name))
                : tracer.spanBuilder().setNoParent();
        return span.kind(Span.Kind.SERVER).name(method(request)).start();
    }

    private boolean isTrusted(@Nullable InetSocketAddress peer) {
        return peer != null
                && peer.getAddress() != null
                && trustedProxies.stream().anyMatch(network -> network.contains(peer.getAddress()));
    }

    private static String method(ServerHttpRequest request) {
        String method = request.getMethod().name();
        return METHODS.contains(method) ? method : "_OTHER";
    }

    /** What of a route may be said: whose it is. */
    static String service(ServerWebExchange exchange) {
        if (!(exchange.getAttribute(GATEWAY_ROUTE_ATTR) instanceof Route route)) {
            return "ecluse";
        }
        return route.getMetadata().getOrDefault("service", route.getId()).toString();
    }

    /** One request. What breaks before it has an answer gets one further out, from {@code pipeline.Faults}. */
    private static final class Visit {

        private final ServerWebExchange exchange;
        private final Span span;
        private volatile boolean broken;

        Visit(ServerWebExchange exchange, Span span) {
            this.exchange = exchange;
            this.span = span;
        }

        void answered() {
            ServerHttpResponse response = exchange.getResponse();
            String service = service(exchange);
            String decision = response.getHeaders().getFirst("Ecluse-Decision");
            span.name(method(exchange.getRequest()) + " " + service)
                    .tag("http.request.method", method(exchange.getRequest()))
                    .tag("ecluse.service", service)
                    .tag("ecluse.decision", decision == null ? "admitted" : decision);
            HttpStatusCode status = response.getStatusCode();
            if (status != null) {
                span.tag("http.response.status_code", status.value());
            }
            if (exchange.getAttribute(Caller.ATTRIBUTE) instanceof Caller caller && caller.identified() != null) {
                span.tag("ecluse.role", caller.identified().roles().replaceFirst(",.*", ""));
            }
            if (broken) {
                span.end();
            }
        }

        void broken() {
            broken = true;
            if (exchange.getResponse().isCommitted()) {
                span.tag("error.type", "broken").end();
            }
        }
    }
}
