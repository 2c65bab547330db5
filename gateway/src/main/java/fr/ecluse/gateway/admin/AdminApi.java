package fr.ecluse.gateway.admin;

import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings.Admin.Scope;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Every call of the admin API, the scope it needs and what answers it. */
public final class AdminApi {

    private final AdminTokens tokens;
    private final Gate gate;
    private final List<Call> calls;

    /**
     * @param users from the value of {@code Ecluse-User} to whoever may be meant by it
     * @param clock the gateway's
     */
    public AdminApi(
            Node node,
            SeatLedger ledger,
            PolicyInForce policy,
            Function<String, Meant> users,
            AdminTokens tokens,
            Clock clock) {
        Words.prepare();
        this.tokens = tokens;
        this.gate = new Gate(tokens, new FailureLimit(Ticker.systemTicker()));
        StatusCall status = new StatusCall(node, ledger, policy, clock);
        CeilingCalls ceiling = new CeilingCalls(ledger, policy, clock);
        PolicyCalls rules = new PolicyCalls(policy, clock);
        SeatCalls seats = new SeatCalls(ledger, policy, users);
        ReportCall report = new ReportCall(node, policy, clock);
        AuditCall audit = new AuditCall(ledger, policy);
        this.calls = List.of(
                new Call(HttpMethod.GET, "/api/v1/status", Scope.VIEW, status::read),
                new Call(HttpMethod.GET, "/api/v1/ceiling", Scope.VIEW, ceiling::read),
                new Call(HttpMethod.PUT, "/api/v1/ceiling", Scope.OPERATE, ceiling::set),
                new Call(HttpMethod.DELETE, "/api/v1/ceiling", Scope.OPERATE, ceiling::clear),
                new Call(HttpMethod.GET, "/api/v1/policy", Scope.VIEW, rules::read),
                new Call(HttpMethod.POST, "/api/v1/policy/check", Scope.VIEW, rules::check),
                new Call(HttpMethod.GET, "/api/v1/policy/schema", null, rules::schema),
                new Call(HttpMethod.GET, "/api/v1/explain", Scope.VIEW, rules::explain),
                new Call(HttpMethod.POST, "/api/v1/seats/release", Scope.OPERATE, seats::release),
                new Call(HttpMethod.GET, "/api/v1/report", Scope.VIEW, report::read),
                new Call(HttpMethod.GET, "/api/v1/audit", Scope.VIEW, audit::read));
    }

    AdminTokens tokens() {
        return tokens;
    }

    RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        calls.forEach(call -> routes.route(
                RequestPredicates.method(call.method).and(RequestPredicates.path(call.path)),
                call.scope == null ? gate.open(call.answer) : gate.before(call.answer, call.scope)));
        return routes.route(RequestPredicates.all(), gate.before(this::unknown, Scope.VIEW))
                .build();
    }

    private Mono<ServerResponse> unknown(ServerRequest request) {
        String allowed = calls.stream()
                .filter(call -> call.path.equals(request.path()))
                .map(call -> call.method.name())
                .collect(Collectors.joining(", "));
        return Mono.error(
                allowed.isEmpty()
                        ? new Problem(Problem.Kind.NO_SUCH_CALL, request.path())
                        : new Problem(
                                        Problem.Kind.NO_SUCH_METHOD,
                                        request.method().name(),
                                        allowed)
                                .with("allowed", allowed));
    }

    /** @param scope null: no token is asked for */
    private record Call(
            HttpMethod method, String path, @Nullable Scope scope, HandlerFunction<ServerResponse> answer) {}
}
