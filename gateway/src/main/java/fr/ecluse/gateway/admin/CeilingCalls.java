package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingRefusedException;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/ceiling}. The bounds and the version are compared in the ledger, in one step with the change. */
final class CeilingCalls {

    private static final Logger log = LoggerFactory.getLogger(CeilingCalls.class);
    private static final String EXAMPLE =
            "{\"sessions\":144000,\"reason\":\"renfort\",\"until\":\"2026-11-24T18:00:00+01:00\"}";

    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Clock clock;

    CeilingCalls(SeatLedger ledger, PolicyInForce policy, Clock clock) {
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return ledger.census(policy.current().open()).map(Census::ceiling).flatMap(this::show);
    }

    Mono<ServerResponse> set(ServerRequest request) {
        Long expected = Version.expected(request);
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE)
                .map(order -> order.checked(by, expected, clock.instant()))
                .flatMap(order -> ledger.raise(order)
                        .doOnNext(state -> log.info(
                                "event=ceiling-set sessions={} version={} by={}",
                                state.sessions(),
                                state.version(),
                                by))
                        .onErrorMap(CeilingRefusedException.class, refused -> problem(refused, order.sessions())))
                .flatMap(this::show);
    }

    Mono<ServerResponse> clear(ServerRequest request) {
        String by = Operator.of(request).name();
        String reason = Reason.optional(request.queryParam("reason").orElse(null));
        return ledger.clear(new CeilingClearance(Version.expected(request), by, reason))
                .doOnNext(state -> log.info(
                        "event=ceiling-cleared sessions={} version={} by={}", state.sessions(), state.version(), by))
                .onErrorMap(CeilingRefusedException.class, refused -> problem(refused, 0))
                .flatMap(this::show);
    }

    private Mono<ServerResponse> show(CeilingState state) {
        return Json.ok(view(state), Version.eTag(state.version()));
    }

    private CeilingView view(CeilingState state) {
        return CeilingView.of(state, clock.instant(), policy.current().policy().timeZone());
    }

    private Problem problem(CeilingRefusedException refused, int asked) {
        CeilingState inForce = refused.inForce();
        Problem problem = refused.reason() == CeilingRefusedException.Reason.STALE_VERSION
                ? new Problem(Kind.CEILING_CHANGED, inForce.sessions(), Long.toString(inForce.version()))
                : asked < inForce.atLeast()
                        ? new Problem(Kind.CEILING_TOO_LOW, asked, inForce.atLeast())
                        : new Problem(Kind.CEILING_TOO_HIGH, asked, inForce.atMost());
        return problem.with("ceiling", view(inForce));
    }

    private record Order(
            @Nullable Integer sessions,
            @Nullable String reason,
            @Nullable String until) {

        CeilingOrder checked(String by, @Nullable Long expected, Instant now) {
            if (sessions == null) {
                throw new Problem(Kind.SESSIONS_MISSING, EXAMPLE);
            }
            return new CeilingOrder(sessions, Until.left(until, now), expected, by, Reason.required(reason));
        }
    }
}
