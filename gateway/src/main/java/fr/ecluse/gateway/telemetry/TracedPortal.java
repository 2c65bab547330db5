package fr.ecluse.gateway.telemetry;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A span for each request to the portal, from sending it to the head of the answer; the portal is told of it ({@code traceparent},
 * W3C Trace Context) in place of what the visitor said.
 */
final class TracedPortal implements GlobalFilter, Ordered {

    private final Tracer tracer;
    private final Propagator propagator;

    TracedPortal(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Span visit = exchange.getAttribute(TracedVisits.SPAN);
        if (visit == null) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> {
            String service = TracedVisits.service(exchange);
            Span span = tracer.spanBuilder()
                    .setParent(visit.context())
                    .kind(Span.Kind.CLIENT)
                    .name("portal " + service)
                    .tag("ecluse.service", service)
                    .start();
            ServerHttpRequest told = exchange.getRequest()
                    .mutate()
                    .headers(headers -> {
                        headers.remove("tracestate");
                        propagator.fields().forEach(headers::remove);
                        propagator.inject(span.context(), headers, (into, name, value) -> headers.set(name, value));
                    })
                    .build();
            return chain.filter(exchange.mutate().request(told).build())
                    .doOnError(error -> span.tag("error.type", error.getClass().getSimpleName()))
                    .doFinally(signal -> {
                        HttpStatusCode status = exchange.getResponse().getStatusCode();
                        if (status != null) {
                            span.tag("http.response.status_code", status.value());
                        }
                        span.end();
                    });
        });
    }

    /** Right before whatever calls the portal, web sockets included. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 2;
    }
}
