package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.protection.Limits;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/limits}: what strangers may send, of one address. Until somebody orders anything, the settings say it. */
final class LimitCalls implements OrderCalls.Words {

    private static final String EXAMPLE =
            "{\"perSecond\":20,\"burst\":200,\"reason\":\"saturation\"," + "\"until\":\"2026-11-24T18:00:00+01:00\"}";

    private final OrderCalls calls;
    private final Limits usual;

    /** @param usual by the settings of this node */
    LimitCalls(SeatLedger ledger, PolicyInForce policy, Clock clock, Limits usual) {
        this.calls = new OrderCalls(Subject.LIMITS, ledger, policy, clock, this);
        this.usual = usual;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return calls.read(request);
    }

    Mono<ServerResponse> set(ServerRequest request) {
        Long expected = Version.expected(request);
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE)
                .flatMap(order -> calls.census().flatMap(census -> {
                    StandingOrder standing = census.orders().about(Subject.LIMITS);
                    Limits limits = order.over(inForce(standing));
                    Change change = new Change(
                            Subject.LIMITS,
                            limits.text(),
                            Until.left(order.until, calls.now()),
                            // what was left out is taken from this version
                            expected == null ? Long.valueOf(standing.version()) : expected,
                            by,
                            Reason.required(order.reason));
                    return calls.make(change, "limits-set");
                }));
    }

    Mono<ServerResponse> clear(ServerRequest request) {
        String by = Operator.of(request).name();
        String reason = Reason.optional(request.queryParam("reason").orElse(null));
        return calls.make(
                new Change(Subject.LIMITS, null, null, Version.expected(request), by, reason), "limits-cleared");
    }

    private Limits inForce(StandingOrder order) {
        Limits live = Limits.read(order.value());
        return live == null ? usual : live;
    }

    @Override
    public View view(Orders orders, OrderCalls.Moment moment) {
        StandingOrder order = orders.about(Subject.LIMITS);
        Limits limits = inForce(order);
        boolean stands = Limits.read(order.value()) != null;
        return new View(
                limits.perSecond(),
                limits.burst(),
                limits.schoolFactor(),
                stands ? "live" : "settings",
                order.version(),
                order.endsIn() == null ? null : Json.time(moment.now().plus(order.endsIn()), moment.zone()),
                stands ? order.by() : null,
                stands ? order.reason() : null);
    }

    @Override
    public Problem changed(Orders standing, OrderCalls.Moment moment) {
        View view = view(standing, moment);
        return new Problem(Kind.LIMITS_CHANGED, view.perSecond, view.burst, Long.toString(view.version))
                .with("limits", view);
    }

    /**
     * The limits, as JSON.
     *
     * @param source {@code settings}: of this node; {@code live}: ordered for all nodes
     * @param until when the settings hold again by themselves; null: they do not, or they do now
     */
    private record View(
            int perSecond,
            int burst,
            int schoolFactor,
            String source,
            long version,
            @Nullable String until,
            @Nullable String by,
            @Nullable String reason) {}

    private record Order(
            @Nullable Integer perSecond,
            @Nullable Integer burst,
            @Nullable Integer schoolFactor,
            @Nullable String reason,
            @Nullable String until) {

        /** What is left out stays as it is. */
        Limits over(Limits now) {
            if (perSecond == null && burst == null && schoolFactor == null) {
                throw new Problem(Kind.LIMITS_MISSING, EXAMPLE);
            }
            Limits limits = new Limits(
                    Objects.requireNonNullElse(perSecond, now.perSecond()),
                    Objects.requireNonNullElse(burst, now.burst()),
                    Objects.requireNonNullElse(schoolFactor, now.schoolFactor()));
            Limits.Fault fault = limits.fault();
            if (fault != null) {
                throw new Problem(Kind.LIMITS_OUT_OF_BOUNDS, fault.name(), fault.from(), fault.to());
            }
            return limits;
        }
    }
}
