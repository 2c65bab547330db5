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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/ceiling}. The bounds and the version are compared in the ledger, in one step with the change. */
final class CeilingCalls {

    private static final Logger log = LoggerFactory.getLogger(CeilingCalls.class);
    private static final String EXAMPLE =
            "{\"sessions\":144000,\"reason\":\"renfort\",\"until\":\"2026-11-24T18:00:00+01:00\"}";
    private static final Pattern VERSION = Pattern.compile("\"?([0-9]{1,18})\"?");

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
        Long expected = expectedVersion(request);
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
        return ledger.clear(new CeilingClearance(expectedVersion(request), by, reason))
                .doOnNext(state -> log.info(
                        "event=ceiling-cleared sessions={} version={} by={}", state.sessions(), state.version(), by))
                .onErrorMap(CeilingRefusedException.class, refused -> problem(refused, 0))
                .flatMap(this::show);
    }

    private Mono<ServerResponse> show(CeilingState state) {
        return Json.ok(view(state), '"' + Long.toString(state.version()) + '"');
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

    /** What If-Match names; null: whatever the version is. */
    private static @Nullable Long expectedVersion(ServerRequest request) {
        List<String> given = request.headers().header(HttpHeaders.IF_MATCH);
        if (given.isEmpty() || given.equals(List.of("*"))) {
            return null;
        }
        Matcher version = VERSION.matcher(String.join(",", given));
        if (!version.matches()) {
            throw new Problem(Kind.VERSION_UNREADABLE);
        }
        return Long.valueOf(version.group(1));
    }

    private record Order(
            @Nullable Integer sessions,
            @Nullable String reason,
            @Nullable String until) {

        CeilingOrder checked(String by, @Nullable Long expected, Instant now) {
            if (sessions == null) {
                throw new Problem(Kind.SESSIONS_MISSING, EXAMPLE);
            }
            return new CeilingOrder(sessions, endsIn(now), expected, by, Reason.required(reason));
        }

        private @Nullable Duration endsIn(Instant now) {
            if (until == null) {
                return null;
            }
            Duration left;
            try {
                left = Duration.between(now, OffsetDateTime.parse(until).toInstant());
            } catch (DateTimeException e) {
                throw new Problem(Kind.UNTIL_UNREADABLE);
            }
            if (left.isZero() || left.isNegative()) {
                throw new Problem(Kind.UNTIL_PAST);
            }
            return left;
        }
    }
}
