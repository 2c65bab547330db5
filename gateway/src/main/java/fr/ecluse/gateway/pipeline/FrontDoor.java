package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.upstream.PortalHeaders;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * From HTTP to the stages before routing, and back.
 *
 * <p>Spring also finds this filter for the admin port, whose context is a child of the gateway's: there it steps aside.
 */
final class FrontDoor implements WebFilter, Ordered, ApplicationContextAware {

    /** The exchange attribute that holds the visit. */
    static final String VISIT = Visit.class.getName();

    private final VisitReader reader;
    private final RequestWay way;
    private final OwnPaths own;
    private final Answers answers;
    private @Nullable ApplicationContext publicSide;

    FrontDoor(VisitReader reader, RequestWay way, OwnPaths own, Answers answers) {
        this.reader = reader;
        this.way = way;
        this.own = own;
        this.answers = answers;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getApplicationContext() != publicSide) {
            return chain.filter(exchange);
        }
        Visit visit = reader.read(exchange.getRequest());
        exchange.getAttributes().put(VISIT, visit);
        exchange.getAttributes().put(PortalHeaders.AS_RECEIVED, exchange.getRequest());
        if (!isPlain(exchange.getRequest())) {
            return answers.write(exchange, visit, new Decision.BadRequest());
        }
        Step step = way.beforeRouting(visit);
        if (step instanceof Step.Answer answer) {
            return answers.write(exchange, visit, answer.decision());
        }
        if (OwnPaths.owns(exchange.getRequest().getURI().getRawPath())) {
            return own.serve(exchange, visit);
        }
        return chain.filter(exchange);
    }

    /** Of HTTP/1.1 the {@link Grammar} of its connection has seen to that. */
    private static boolean isPlain(ServerHttpRequest request) {
        return !(request instanceof AbstractServerHttpRequest own)
                || !(own.getNativeRequest() instanceof HttpServerRequest received)
                || received.version().majorVersion() < 2
                || Grammar.isPlain(received);
    }

    @Override
    public void setApplicationContext(ApplicationContext context) {
        this.publicSide = context;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
