package fr.ecluse.gateway.admin;

import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.console.ConsoleFiles;
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

/** Every call of the admin API, the scope it needs and what answers it; and the console, which lives on it. */
public final class AdminApi {

    private final AdminTokens tokens;
    private final Gate gate;
    private final LiveCall live;
    private final List<Call> calls;
    private final RouterFunction<ServerResponse> console = new ConsoleFiles().routes();

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
        ModeCalls mode = new ModeCalls(ledger, policy, clock);
        MessageCalls message = new MessageCalls(ledger, policy, clock);
        BlockCalls blocks = new BlockCalls(ledger, policy, clock, node.blockBounds());
        LimitCalls limits = new LimitCalls(ledger, policy, clock, node.limits());
        PolicyCalls rules = new PolicyCalls(policy, clock);
        SeatCalls seats = new SeatCalls(ledger, policy, users);
        ReportCall report = new ReportCall(node, policy, clock);
        AuditCall audit = new AuditCall(ledger, policy);
        this.live = new LiveCall(node.live(), status);
        WeekCalls weeks = new WeekCalls(policy, clock);
        this.calls = List.of(
                new Call(HttpMethod.GET, "/api/v1/status", Scope.VIEW, status::read),
                new Call(HttpMethod.GET, "/api/v1/live", Scope.VIEW, live::read),
                new Call(HttpMethod.GET, "/api/v1/me", Scope.VIEW, Operator::me),
                new Call(HttpMethod.GET, "/api/v1/ceiling", Scope.VIEW, ceiling::read),
                new Call(HttpMethod.PUT, "/api/v1/ceiling", Scope.OPERATE, ceiling::set),
                new Call(HttpMethod.DELETE, "/api/v1/ceiling", Scope.OPERATE, ceiling::clear),
                new Call(HttpMethod.GET, "/api/v1/mode", Scope.VIEW, mode::read),
                new Call(HttpMethod.PUT, "/api/v1/mode", Scope.OPERATE, mode::set),
                new Call(HttpMethod.GET, "/api/v1/message", Scope.VIEW, message::read),
                new Call(HttpMethod.PUT, "/api/v1/message", Scope.OPERATE, message::set),
                new Call(HttpMethod.DELETE, "/api/v1/message", Scope.OPERATE, message::clear),
                new Call(HttpMethod.GET, "/api/v1/blocks", Scope.VIEW, blocks::read),
                new Call(HttpMethod.PUT, "/api/v1/blocks", Scope.OPERATE, blocks::set),
                new Call(HttpMethod.DELETE, "/api/v1/blocks", Scope.OPERATE, blocks::clear),
                new Call(HttpMethod.GET, "/api/v1/limits", Scope.VIEW, limits::read),
                new Call(HttpMethod.PUT, "/api/v1/limits", Scope.OPERATE, limits::set),
                new Call(HttpMethod.DELETE, "/api/v1/limits", Scope.OPERATE, limits::clear),
                new Call(HttpMethod.GET, "/api/v1/policy", Scope.VIEW, rules::read),
                new Call(HttpMethod.GET, "/api/v1/policy/text", Scope.VIEW, weeks::text),
                new Call(HttpMethod.POST, "/api/v1/policy/check", Scope.VIEW, rules::check),
                new Call(HttpMethod.POST, "/api/v1/policy/week", Scope.VIEW, weeks::compared),
                new Call(HttpMethod.GET, "/api/v1/week", Scope.VIEW, weeks::inForce),
                new Call(HttpMethod.GET, "/api/v1/policy/schema", null, rules::schema),
                new Call(HttpMethod.GET, "/api/v1/explain", Scope.VIEW, rules::explain),
                new Call(HttpMethod.POST, "/api/v1/seats/release", Scope.OPERATE, seats::release),
                new Call(HttpMethod.GET, "/api/v1/report", Scope.VIEW, report::read),
                new Call(HttpMethod.GET, "/api/v1/audit", Scope.VIEW, audit::read));
    }

    /** How many follow the live stream. */
    int listeners() {
        return live.listeners();
    }

    AdminTokens tokens() {
        return tokens;
    }

    RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route().add(console);
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
