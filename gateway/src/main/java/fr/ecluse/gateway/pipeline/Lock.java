package fr.ecluse.gateway.pipeline;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.PRESERVE_HOST_HEADER_ATTRIBUTE;

import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.settings.RouteLimit;
import fr.ecluse.gateway.upstream.Caller;
import fr.ecluse.gateway.upstream.EventLoops;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The gate between a matched route and the portal: from HTTP to the stages after routing, and on or back. */
final class Lock implements GlobalFilter, Ordered {

    private final RequestWay way;
    private final Callers callers;
    private final Answers answers;
    private final DecisionListener listener;
    private final EventLoops loops;
    private final PortalLogouts logouts;
    private final Namesakes namesakes;
    private final Consumer<ServerHttpRequest> known;
    private final BodyPace bodies;

    /** @param known hears of each request of somebody who may go on */
    Lock(
            RequestWay way,
            Callers callers,
            Answers answers,
            DecisionListener listener,
            EventLoops loops,
            PortalLogouts logouts,
            Namesakes namesakes,
            Consumer<ServerHttpRequest> known,
            BodyPace bodies) {
        this.known = known;
        this.bodies = bodies;
        this.logouts = logouts;
        this.namesakes = namesakes;
        this.loops = loops;
        this.way = way;
        this.callers = callers;
        this.answers = answers;
        this.listener = listener;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (!(exchange.getAttribute(FrontDoor.VISIT) instanceof Visit visit)
                || !(exchange.getAttribute(GATEWAY_ROUTE_ATTR) instanceof Route route)) {
            return Mono.error(new IllegalStateException("a request reached the lock past the front door"));
        }
        ServerHttpRequest request = exchange.getRequest();
        if (isPreflight(request)) {
            return pass(exchange, chain, visit); // CORS: carries no credential and shows nothing
        }
        RouteFacts facts = RouteFacts.of(route.getMetadata());
        visit.on(facts.access() == RouteFacts.Access.PUBLIC && isDoubtful(route, request) ? facts.required() : facts);
        Object limit = route.getMetadata().get(RouteLimit.KEY);
        if (limit != null) {
            visit.isLimited(new Visit.Limited(
                    route.getId(), Objects.requireNonNull(RouteLimit.parse(limit.toString()), "checked at the start")));
        }
        return take(exchange, chain, visit, way.afterRouting(visit));
    }

    private Mono<Void> take(ServerWebExchange exchange, GatewayFilterChain chain, Visit visit, Step step) {
        if (step instanceof Step.Later later) {
            return later.step()
                    .publishOn(loops.of(exchange.getRequest()))
                    .flatMap(found -> take(exchange, chain, visit, found));
        }
        if (step instanceof Step.Answer answer) {
            Decision decision = answer.decision();
            return logouts.mayBe(visit, exchange.getRequest(), decision)
                    ? logouts.hear(exchange, visit, decision)
                            .publishOn(loops.of(exchange.getRequest()))
                            .flatMap(outcome -> heard(exchange, chain, visit, outcome))
                    : refuse(exchange, visit, decision);
        }
        return pass(exchange, chain, visit);
    }

    private Mono<Void> heard(
            ServerWebExchange exchange, GatewayFilterChain chain, Visit visit, PortalLogouts.Outcome outcome) {
        return outcome instanceof PortalLogouts.Outcome.Passes passes
                ? pass(passes.exchange(), chain, visit)
                : refuse(exchange, visit, ((PortalLogouts.Outcome.Stays) outcome).decision());
    }

    private Mono<Void> refuse(ServerWebExchange exchange, Visit visit, Decision decision) {
        way.ended(visit, decision);
        return answers.write(exchange, visit, decision);
    }

    private Mono<Void> pass(ServerWebExchange exchange, GatewayFilterChain chain, Visit visit) {
        listener.decided(DecisionListener.ADMITTED, visit.role(), visit.nanosSoFar());
        if (visit.person() != null) {
            known.accept(exchange.getRequest());
        }
        if (visit.mode() == Mode.OBSERVE && visit.person() != null) {
            listener.observed(visit.observed() == null ? DecisionListener.ADMITTED : visit.observed(), visit.role());
        }
        // a portal builds its links from the host that visitors use; a route may still say otherwise
        exchange.getAttributes().put(PRESERVE_HOST_HEADER_ATTRIBUTE, true);
        Caller known = callers.known(visit);
        return known != null
                ? pass(exchange, chain, known)
                : callers.introduce(visit)
                        .publishOn(loops.of(exchange.getRequest()))
                        .flatMap(caller -> pass(exchange, chain, caller));
    }

    private Mono<Void> pass(ServerWebExchange exchange, GatewayFilterChain chain, Caller caller) {
        exchange.getAttributes().put(Caller.ATTRIBUTE, caller);
        return chain.filter(bodies.watch(exchange));
    }

    private boolean isDoubtful(Route route, ServerHttpRequest request) {
        String path = request.getURI().getRawPath();
        return Paths.ambiguous(path) || namesakes.isClosed(route, path);
    }

    private static boolean isPreflight(ServerHttpRequest request) {
        return request.getMethod() == HttpMethod.OPTIONS
                && request.getHeaders().getFirst(HttpHeaders.ORIGIN) != null
                && request.getHeaders().getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
