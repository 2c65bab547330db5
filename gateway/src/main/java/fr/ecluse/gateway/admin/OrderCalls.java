package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.OrderRefusedException;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * What the calls about one standing order have in common: it is read in a census, changed in the ledger, which compares the
 * version in one step with the change, and shown with that version as its ETag.
 */
final class OrderCalls {

    private static final Logger log = LoggerFactory.getLogger(OrderCalls.class);

    private final Subject subject;
    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Clock clock;
    private final Words words;

    /** How one subject looks. */
    interface Words {

        /** As JSON. */
        Object view(Orders orders, Moment moment);

        /** What somebody is told who decided on a version that is over. */
        Problem changed(Orders standing, Moment moment);
    }

    /**
     * When an answer is given.
     *
     * @param now on the gateway's clock
     * @param zone of the ENT
     */
    record Moment(Instant now, ZoneId zone) {}

    OrderCalls(Subject subject, SeatLedger ledger, PolicyInForce policy, Clock clock, Words words) {
        this.subject = subject;
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
        this.words = words;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return census().map(Census::orders).flatMap(this::show);
    }

    Mono<Census> census() {
        return ledger.census(policy.current().open());
    }

    Instant now() {
        return clock.instant();
    }

    /** @param event as the log says it */
    Mono<ServerResponse> make(Change change, String event) {
        return ledger.order(change)
                .doOnNext(order ->
                        log.info("event={} version={} by={}{}", event, order.version(), change.by(), logged(order)))
                .map(OrderCalls::alone)
                .onErrorMap(OrderRefusedException.class, refused -> words.changed(alone(refused.standing()), moment()))
                .flatMap(this::show);
    }

    private static String logged(StandingOrder order) {
        return order.subject() == Subject.MODE ? " mode=" + alone(order).mode().word() : "";
    }

    Mono<ServerResponse> show(Orders orders) {
        return Json.ok(
                words.view(orders, moment()), Version.eTag(orders.about(subject).version()));
    }

    private Moment moment() {
        return new Moment(clock.instant(), policy.current().policy().timeZone());
    }

    private static Orders alone(StandingOrder order) {
        return Orders.of(List.of(order));
    }
}
