package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.Released;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Role;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /api/v1/seats/release}: frees the seat of a person, or every seat of a role. */
final class SeatCalls {

    private static final Logger log = LoggerFactory.getLogger(SeatCalls.class);
    private static final String EXAMPLE = "{\"role\":\"parent\",\"reason\":\"…\"} | {\"user\":\"…\",\"reason\":\"…\"}";

    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Function<String, ? extends Collection<Pseudonym>> people;

    /** @param people from the value of {@code Ecluse-User} to whoever may be meant by it */
    SeatCalls(SeatLedger ledger, PolicyInForce policy, Function<String, ? extends Collection<Pseudonym>> people) {
        this.ledger = ledger;
        this.policy = policy;
        this.people = people;
    }

    Mono<ServerResponse> release(ServerRequest request) {
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE)
                .flatMap(order -> {
                    String reason = Reason.required(order.reason);
                    return order.user != null && order.role == null
                            ? releaseUser(order.user, by, reason)
                            : releaseRole(order, by, reason);
                })
                .flatMap(released -> Json.ok(Map.of("released", released.seats())));
    }

    private Mono<Released> releaseRole(Order order, String by, String reason) {
        if (order.role == null || order.user != null) {
            throw new Problem(Problem.Kind.ROLE_OR_USER, EXAMPLE);
        }
        Role role = PolicyCalls.role(policy.current().policy(), order.role);
        return ledger.releaseRole(role)
                .doOnNext(released -> log.info(
                        "event=role-released role={} released={} by={} reason=\"{}\"",
                        role,
                        released.seats(),
                        by,
                        reason));
    }

    private Mono<Released> releaseUser(String user, String by, String reason) {
        return Flux.fromIterable(people.apply(user))
                .concatMap(person -> ledger.release(person, null)
                        .doOnNext(released -> log.info(
                                "event=person-released person={} released={} by={} reason=\"{}\"",
                                person,
                                released.seats(),
                                by,
                                reason)))
                .reduce(0, (sum, released) -> sum + released.seats())
                .map(Released::new);
    }

    private record Order(
            @Nullable String role,
            @Nullable String user,
            @Nullable String reason) {}
}
