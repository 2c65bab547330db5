package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/status}: the ENT at a glance. Answers while the ledger is away too, with what was known last. */
final class StatusCall {

    /** The only mode there is. */
    private static final String MODE = "on";

    private final Node node;
    private final SeatLedger ledger;
    private final PolicyInForce policy;
    private final Clock clock;

    StatusCall(Node node, SeatLedger ledger, PolicyInForce policy, Clock clock) {
        this.node = node;
        this.ledger = ledger;
        this.policy = policy;
        this.clock = clock;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return ledger.census(policy.current().open())
                .map(census -> status(census, true))
                .onErrorResume(
                        LedgerUnavailableException.class,
                        lost -> Mono.fromSupplier(() -> status(node.lastCensus().get(), false)))
                .flatMap(Json::ok);
    }

    private Status status(@Nullable Census census, boolean healthy) {
        Policy rules = policy.current().policy();
        Instant now = clock.instant();
        return new Status(
                rules.ent(),
                String.valueOf(Json.time(now, rules.timeZone())),
                node.name(),
                MODE,
                new Ledger(node.ledgerKind(), healthy),
                census == null
                        ? CeilingView.of(rules.ceiling())
                        : CeilingView.of(census.ceiling(), now, rules.timeZone()),
                census == null ? null : Count.of(rules.roles(), census.seats()),
                census == null ? null : Count.of(rules.roles(), waiting(census)),
                census == null ? null : services(census),
                node.rates().get());
    }

    private static Map<Role, Long> waiting(Census census) {
        Map<Role, Long> waiting = new LinkedHashMap<>();
        census.lanes().forEach(lane -> waiting.merge(lane.role(), lane.waiting(), Long::sum));
        return waiting;
    }

    private static Map<String, Service> services(Census census) {
        Map<String, Service> services = new LinkedHashMap<>();
        census.services().forEach(own -> services.put(own.name(), new Service(own.sessions(), own.taken())));
        return services;
    }

    /** @param occupancy null, like {@code waiting} and {@code services}: the ledger has not been reached yet, so nobody knows */
    private record Status(
            String ent,
            String time,
            String node,
            String mode,
            Ledger ledger,
            CeilingView ceiling,
            @Nullable Count occupancy,
            @Nullable Count waiting,
            @Nullable Map<String, Service> services,
            Node.Rates rates) {}

    /** @param sessions the service's own ceiling */
    private record Service(int sessions, long taken) {}

    private record Ledger(String kind, boolean healthy) {}

    /** @param byRole every role of the policy, most favoured first, and those of which somebody is still there */
    private record Count(long total, Map<String, Long> byRole) {

        static Count of(Set<Role> roles, Map<Role, Long> counted) {
            Map<String, Long> byRole = new LinkedHashMap<>();
            roles.forEach(role -> byRole.put(role.name(), 0L));
            counted.forEach((role, count) -> byRole.put(role.name(), count));
            return new Count(
                    counted.values().stream().mapToLong(Long::longValue).sum(), byRole);
        }
    }
}
