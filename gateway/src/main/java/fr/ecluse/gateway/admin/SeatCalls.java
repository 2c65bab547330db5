package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Role;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/v1/seats/release}: frees the seat of a person and ends their cookie sessions, or frees every seat of a role.
 * Whoever loses the seat with a role stays logged in: a role is released to make room, and everybody's login at once would
 * bring the provider down.
 */
final class SeatCalls {

    private static final Logger log = LoggerFactory.getLogger(SeatCalls.class);
    private static final String EXAMPLE = "{\"role\":\"parent\",\"reason\":\"…\"} | {\"user\":\"…\",\"reason\":\"…\"}";

    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Function<String, Meant> users;

    /** @param users from the value of {@code Ecluse-User} to whoever may be meant by it */
    SeatCalls(SeatLedger ledger, PolicyInForce policy, Function<String, Meant> users) {
        this.ledger = ledger;
        this.policy = policy;
        this.users = users;
    }

    Mono<ServerResponse> release(ServerRequest request) {
        String by = Operator.of(request).name();
        return Json.order(request, Order.class, EXAMPLE).flatMap(order -> {
            String reason = Reason.required(order.reason);
            return order.user != null && order.role == null
                    ? releaseUser(users.apply(order.user), by, reason)
                    : releaseRole(order, by, reason);
        });
    }

    private Mono<ServerResponse> releaseRole(Order order, String by, String reason) {
        if (order.role == null || order.user != null) {
            throw new Problem(Problem.Kind.ROLE_OR_USER, EXAMPLE);
        }
        Role role = PolicyCalls.role(policy.current().policy(), order.role);
        return ledger.releaseRole(role).flatMap(released -> {
            log.info("event=role-released role={} released={} by={} reason=\"{}\"", role, released.seats(), by, reason);
            String before = "seats=" + released.seats();
            return ledger.note(new AuditNote(by, "seats/role/" + role, before, "seats=0", reason))
                    .then(Json.ok(Map.of("released", released.seats())));
        });
    }

    private Mono<ServerResponse> releaseUser(Meant meant, String by, String reason) {
        return ledger.end(meant.sessions(), null)
                .flatMap(ended -> seatsOf(meant).flatMap(seats -> {
                    int released = ended.seats() + seats;
                    Pseudonym user = meant.sessions().get(0);
                    log.info(
                            "event=user-released user={} people={} released={} sessions={} by={} reason=\"{}\"",
                            user,
                            meant.people(),
                            released,
                            ended.sessions(),
                            by,
                            reason);
                    String before = "seats=" + released + " sessions=" + ended.sessions();
                    return ledger.note(new AuditNote(by, "seats/user/" + user, before, "seats=0 sessions=0", reason))
                            .then(Json.ok(new OfUser(released, ended.sessions())));
                }));
    }

    /** Those that no cookie session held: of a bearer token, or of a login while the ledger was lost. */
    private Mono<Integer> seatsOf(Meant meant) {
        return Flux.fromIterable(meant.people())
                .concatMap(person -> ledger.release(person, null))
                .reduce(0, (sum, released) -> sum + released.seats());
    }

    private record OfUser(int released, int sessions) {}

    private record Order(
            @Nullable String role,
            @Nullable String user,
            @Nullable String reason) {}
}
