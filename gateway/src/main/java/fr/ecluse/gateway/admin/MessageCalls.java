package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admin.Problem.Kind;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.admission.VisitorMessage;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /api/v1/message}: what is said to people who wait. Plain text of one line in each language. */
final class MessageCalls implements OrderCalls.Words {

    private static final int LONGEST = 500;
    private static final String EXAMPLE =
            "{\"fr\":\"La messagerie revient à 10 h.\",\"en\":\"Mail is back at 10:00.\",\"until\":\"2026-11-24T10:00:00+01:00\"}";

    private final OrderCalls calls;

    MessageCalls(SeatLedger ledger, PolicyInForce policy, Clock clock) {
        this.calls = new OrderCalls(Subject.MESSAGE, ledger, policy, clock, this);
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return calls.read(request);
    }

    Mono<ServerResponse> set(ServerRequest request) {
        Long expected = Version.expected(request);
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE)
                .map(order -> order.checked(by, expected, calls.now()))
                .flatMap(change -> calls.make(change, "message-set"));
    }

    Mono<ServerResponse> clear(ServerRequest request) {
        String by = Operator.of(request).name();
        String reason = Reason.optional(request.queryParam("reason").orElse(null));
        return calls.make(
                new Change(Subject.MESSAGE, null, null, Version.expected(request), by, reason), "message-cleared");
    }

    @Override
    public MessageView view(Orders orders, OrderCalls.Moment moment) {
        return MessageView.of(orders, moment.now(), moment.zone());
    }

    @Override
    public Problem changed(Orders standing, OrderCalls.Moment moment) {
        MessageView view = view(standing, moment);
        return new Problem(Kind.MESSAGE_CHANGED, Long.toString(view.version())).with("message", view);
    }

    private record Order(
            @Nullable String fr,
            @Nullable String en,
            @Nullable String until,
            @Nullable String reason) {

        Change checked(String by, @Nullable Long expected, Instant now) {
            String french = text(fr);
            String english = text(en);
            if (french.isEmpty() && english.isEmpty()) {
                throw new Problem(Kind.MESSAGE_MISSING, EXAMPLE);
            }
            String value = VisitorMessage.line(french, english);
            return new Change(Subject.MESSAGE, value, Until.left(until, now), expected, by, Reason.optional(reason));
        }

        private static String text(@Nullable String given) {
            if (given == null) {
                return "";
            }
            String text = given.strip();
            if (text.codePoints().anyMatch(Character::isISOControl)) {
                throw new Problem(Kind.MESSAGE_NOT_PLAIN);
            }
            if (text.codePointCount(0, text.length()) > LONGEST) {
                throw new Problem(Kind.MESSAGE_TOO_LONG, LONGEST);
            }
            return text;
        }
    }
}
