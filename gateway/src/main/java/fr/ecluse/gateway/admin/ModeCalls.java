package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/mode}. */
final class ModeCalls implements OrderCalls.Words {

    private static final String EXAMPLE =
            "{\"mode\":\"hold\",\"reason\":\"incident\",\"until\":\"2026-11-24T18:00:00+01:00\"}";

    private final OrderCalls calls;

    ModeCalls(SeatLedger ledger, PolicyInForce policy, Clock clock) {
        this.calls = new OrderCalls(Subject.MODE, ledger, policy, clock, this);
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return calls.read(request);
    }

    Mono<ServerResponse> set(ServerRequest request) {
        Long expected = Version.expected(request);
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE)
                .map(order -> order.checked(by, expected, calls.now()))
                .flatMap(change -> calls.make(change, "mode-set"));
    }

    @Override
    public ModeView view(Orders orders, OrderCalls.Moment moment) {
        return ModeView.of(orders, moment.now(), moment.zone());
    }

    @Override
    public Problem changed(Orders standing, OrderCalls.Moment moment) {
        ModeView view = view(standing, moment);
        return new Problem(Kind.MODE_CHANGED, view.mode(), Long.toString(view.version())).with("mode", view);
    }

    private record Order(
            @Nullable String mode,
            @Nullable String reason,
            @Nullable String until) {

        Change checked(String by, @Nullable Long expected, Instant now) {
            Mode wanted = Mode.of(mode);
            if (wanted == null) {
                throw new Problem(Kind.MODE_UNKNOWN, EXAMPLE);
            }
            if (wanted == Mode.ON && until != null) {
                throw new Problem(Kind.ON_HAS_NO_END);
            }
            // the usual mode is what there is where nothing is ordered
            String value = wanted == Mode.ON ? null : wanted.word();
            return new Change(Subject.MODE, value, Until.left(until, now), expected, by, Reason.required(reason));
        }
    }
}
