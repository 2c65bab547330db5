package fr.ecluse.gateway.admin;

import java.util.regex.Pattern;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResultHandler;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * All that answers on the admin port: the API and Spring Boot's endpoints.
 *
 * <p>Left alone, a management context would also run the filters of the gateway and route to the portal, because Spring
 * looks for both in the parent: operators would be throttled together with the flood that they fight. So this filter comes
 * first and passes nothing on.
 */
final class AdminPort implements WebFilter, Ordered, SmartInitializingSingleton {

    /** In their one spelling; any other is a call of the API, and none that is known. */
    private static final Pattern ENDPOINTS = Pattern.compile("/actuator(/[A-Za-z0-9_-]+)*");

    /** Of answers that are data: a browser that is shown one does nothing with it. */
    private static final String CONTENT = "default-src 'none'; frame-ancestors 'none'; sandbox";

    private final WebHandler api;
    private final GenericApplicationContext endpoints = new GenericApplicationContext();
    private final ApplicationContext management;
    private final DispatcherHandler dispatcher = new DispatcherHandler();

    AdminPort(RouterFunction<ServerResponse> routes, ApplicationContext management) {
        this.api = RouterFunctions.toWebHandler(routes);
        this.management = management;
    }

    /** Spring's dispatcher, with the handlers of the management context and none of its parent. */
    @Override
    public void afterSingletonsInstantiated() {
        own(HandlerMapping.class);
        own(HandlerAdapter.class);
        own(HandlerResultHandler.class);
        endpoints.refresh();
        dispatcher.setApplicationContext(endpoints);
    }

    private void own(Class<?> type) {
        management.getBeansOfType(type).forEach((name, bean) -> {
            if (!endpoints.getBeanFactory().containsSingleton(name)) {
                endpoints.getBeanFactory().registerSingleton(name, bean);
            }
        });
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Content-Security-Policy", CONTENT);
        headers.set("X-Content-Type-Options", "nosniff");
        return isEndpoint(exchange.getRequest()) ? endpoint(exchange) : api.handle(exchange);
    }

    /**
     * Endpoints read nothing that is sent to them, and the server may not read on where the answer was complete before the request
     * was: so a request without a body is read to its end, and after one with a body the connection ends.
     */
    private Mono<Void> endpoint(ServerWebExchange exchange) {
        HttpHeaders asked = exchange.getRequest().getHeaders();
        if (asked.getContentLength() > 0 || asked.getFirst(HttpHeaders.TRANSFER_ENCODING) != null) {
            exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
            return dispatcher.handle(exchange);
        }
        return exchange.getRequest()
                .getBody()
                .doOnNext(DataBufferUtils::release)
                .then(Mono.defer(() -> dispatcher.handle(exchange)));
    }

    private static boolean isEndpoint(ServerHttpRequest request) {
        String path = request.getPath().value();
        return ENDPOINTS.matcher(path).matches();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
