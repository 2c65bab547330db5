package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import java.util.Locale;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Whoever holds an admin token.
 *
 * @param name of the token, for the audit
 */
record Operator(String name, Scope scope) {

    private static final String ATTRIBUTE = Operator.class.getName();

    boolean may(Scope needed) {
        return scope == Scope.OPERATE || needed == Scope.VIEW;
    }

    void asks(ServerRequest request) {
        request.attributes().put(ATTRIBUTE, this);
    }

    /** Who asks; the gate has let nobody else pass. */
    static Operator of(ServerRequest request) {
        return (Operator) request.attribute(ATTRIBUTE).orElseThrow();
    }

    /** {@code GET /api/v1/me}: whose token came, and what it may do. */
    static Mono<ServerResponse> me(ServerRequest request) {
        Operator operator = of(request);
        return Json.ok(new Me(operator.name, operator.scope.name().toLowerCase(Locale.ROOT)));
    }

    private record Me(String name, String scope) {}
}
