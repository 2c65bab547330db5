package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import org.springframework.web.reactive.function.server.ServerRequest;

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
}
