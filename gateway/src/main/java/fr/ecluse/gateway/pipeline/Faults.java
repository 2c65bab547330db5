package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.upstream.PortalOverloadedException;
import io.netty.handler.timeout.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Every error that comes out of the gateway, as a decision. The exception itself goes to the log and nowhere else. Like
 * {@link FrontDoor}, it leaves the admin port alone.
 */
final class Faults implements ErrorWebExceptionHandler, Ordered, ApplicationContextAware {

    private static final Logger log = LoggerFactory.getLogger(Faults.class);
    private static final int BEFORE_BOOTS_OWN = -2;

    private final Answers answers;
    private final VisitReader reader;
    private @Nullable ApplicationContext publicSide;

    Faults(Answers answers, VisitReader reader) {
        this.answers = answers;
        this.reader = reader;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getApplicationContext() != publicSide
                || exchange.getResponse().isCommitted()) {
            return Mono.error(error); // not ours; or the answer is under way: all that is left is to break it off
        }
        Visit visit = exchange.getAttribute(FrontDoor.VISIT) instanceof Visit seen
                ? seen
                : reader.read(exchange.getRequest());
        Decision decision = decision(error);
        if (decision instanceof Decision.UpstreamFailed || decision instanceof Decision.Overloaded) {
            log.debug("event=upstream-failed cause={}", error.toString());
        }
        exchange.getResponse().getHeaders().clear();
        return answers.write(exchange, visit, decision);
    }

    private static Decision decision(Throwable error) {
        if (error instanceof ResponseStatusException status) {
            return switch (HttpStatus.valueOf(status.getStatusCode().value())) {
                case NOT_FOUND -> new Decision.NotFound();
                case GATEWAY_TIMEOUT -> new Decision.UpstreamFailed(Decision.UpstreamFailed.How.TOO_SLOW);
                case BAD_REQUEST, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE -> new Decision.BadRequest();
                default -> new Decision.UpstreamFailed(Decision.UpstreamFailed.How.BROKEN);
            };
        }
        if (error instanceof PortalOverloadedException overloaded) {
            return new Decision.Overloaded(overloaded.retryAfter());
        }
        if (error instanceof TimeoutException || error instanceof java.util.concurrent.TimeoutException) {
            return new Decision.UpstreamFailed(Decision.UpstreamFailed.How.TOO_SLOW);
        }
        // whoever hangs up in the middle says nothing of the gateway
        if (!(error instanceof java.io.IOException) && !(error instanceof AbortedException)) {
            log.error("event=unexpected-error", error);
        }
        return new Decision.UpstreamFailed(Decision.UpstreamFailed.How.BROKEN);
    }

    @Override
    public void setApplicationContext(ApplicationContext context) {
        this.publicSide = context;
    }

    @Override
    public int getOrder() {
        return BEFORE_BOOTS_OWN;
    }
}
