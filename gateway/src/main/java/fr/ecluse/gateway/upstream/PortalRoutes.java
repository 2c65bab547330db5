package fr.ecluse.gateway.upstream;

import java.util.Map;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.core.env.Environment;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * Spring Cloud Gateway's own look-up of routes, save that a CORS preflight takes its route to the portal, which alone knows
 * whom it lets call. Spring would answer it by itself with an empty 200, which to a browser is a no; it still does where the
 * settings give it CORS rules of its own ({@code globalcors}, or {@code cors} in the metadata of a route).
 */
public final class PortalRoutes extends RoutePredicateHandlerMapping {

    /** Without a value of its own here: it is first set while the parent is made. */
    private volatile boolean answersPreflights;

    public PortalRoutes(
            FilteringWebHandler handler, RouteLocator routes, GlobalCorsProperties cors, Environment environment) {
        super(handler, routes, cors, environment);
    }

    @Override
    public void setCorsConfigurations(Map<String, CorsConfiguration> rules) {
        super.setCorsConfigurations(rules);
        answersPreflights = !rules.isEmpty();
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        return !answersPreflights && CorsUtils.isPreFlightRequest(exchange.getRequest())
                ? getHandlerInternal(exchange).cast(WebHandler.class).flatMap(portal -> handled(portal, exchange))
                : super.getHandler(exchange);
    }

    /** Here, since Spring's dispatcher looks for the handler of a preflight and then never calls it. */
    private static Mono<Object> handled(WebHandler portal, ServerWebExchange exchange) {
        return portal.handle(exchange).thenReturn(portal);
    }
}
