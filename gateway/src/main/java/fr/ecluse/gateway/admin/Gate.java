package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import fr.ecluse.gateway.upstream.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Stands before every call: who asks, may they, and what a failure looks like. */
final class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);
    private static final String BEARER = "bearer ";
    private static final long LEDGER_RETRY_SECONDS = 2;

    private final AdminTokens tokens;
    private final FailureLimit limit;
    private final EventLoops loops = new EventLoops();

    Gate(AdminTokens tokens, FailureLimit limit) {
        this.tokens = tokens;
        this.limit = limit;
    }

    /** The call, for everybody who reaches the port: its answer holds nothing to protect. */
    HandlerFunction<ServerResponse> open(HandlerFunction<ServerResponse> call) {
        return request -> Mono.defer(() -> call.handle(request))
                .onErrorResume(error -> answer(request, error))
                .publishOn(loops.of(request.exchange().getRequest()));
    }

    /** The call, for those whose token has the scope. */
    HandlerFunction<ServerResponse> before(HandlerFunction<ServerResponse> call, Scope needed) {
        return open(request -> {
            admit(request, needed).asks(request);
            return call.handle(request);
        });
    }

    private Operator admit(ServerRequest request, Scope needed) {
        InetAddress from =
                request.remoteAddress().map(InetSocketAddress::getAddress).orElseThrow();
        if (limit.isReached(from)) {
            throw new Problem(Problem.Kind.TOO_MANY_FAILURES, FailureLimit.WINDOW.toSeconds());
        }
        String token = token(request.headers().firstHeader(HttpHeaders.AUTHORIZATION));
        if (token == null) {
            throw new Problem(Problem.Kind.TOKEN_MISSING);
        }
        Operator operator = tokens.holder(token);
        if (operator == null) {
            limit.failed(from);
            log.warn("event=admin-token-refused path={}", request.path());
            throw new Problem(Problem.Kind.TOKEN_WRONG);
        }
        if (!operator.may(needed)) {
            throw new Problem(Problem.Kind.SCOPE_TOO_NARROW, operator.name());
        }
        return operator;
    }

    private static @Nullable String token(@Nullable String authorization) {
        return authorization != null
                        && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                        && authorization.length() > BEARER.length()
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Throwable error) {
        if (error instanceof Problem problem) {
            return said(request, problem);
        }
        if (error instanceof LedgerUnavailableException) {
            return said(request, new Problem(Problem.Kind.LEDGER_UNAVAILABLE));
        }
        log.error("event=admin-call-failed method={} path={}", request.method(), request.path(), error);
        return said(request, new Problem(Problem.Kind.FAULT));
    }

    private static Mono<ServerResponse> said(ServerRequest request, Problem problem) {
        var response = ServerResponse.status(problem.kind().status());
        switch (problem.kind()) {
            case TOKEN_MISSING -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case TOKEN_WRONG -> response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            case SCOPE_TOO_NARROW ->
                response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"insufficient_scope\"");
            case TOO_MANY_FAILURES ->
                response.header(HttpHeaders.RETRY_AFTER, Long.toString(FailureLimit.WINDOW.toSeconds()));
            case LEDGER_UNAVAILABLE -> response.header(HttpHeaders.RETRY_AFTER, Long.toString(LEDGER_RETRY_SECONDS));
            case NO_SUCH_METHOD -> response.header(HttpHeaders.ALLOW, problem.text("allowed"));
            default -> {
                // the document says it all
            }
        }
        if (request.headers().contentLength().orElse(0) > 0
                || request.headers().firstHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            // what is left of the body is not read, and the next request on this connection would wait behind it
            response.header(HttpHeaders.CONNECTION, "close");
        }
        String accepted = request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE);
        return Json.send(response, MediaType.APPLICATION_PROBLEM_JSON, problem.document(Words.language(accepted)));
    }
}
