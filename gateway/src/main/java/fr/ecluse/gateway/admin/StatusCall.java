package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
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
                .map(census -> of(census, true))
                .onErrorResume(
                        LedgerUnavailableException.class,
                        lost -> Mono.fromSupplier(() -> of(node.lastCensus().get(), false)))
                .flatMap(Json::ok);
    }

    /** The status as of that census. */
    Object of(@Nullable Census census, boolean healthy) {
        Policy rules = policy.current().policy();
        Instant now = clock.instant();
        Orders orders = census == null ? Orders.NONE : census.orders();
        ModeView mode = ModeView.of(orders, now, rules.timeZone());
        MessageView message = MessageView.of(orders, now, rules.timeZone());
        return new Status(
                rules.ent(),
                String.valueOf(Json.time(now, rules.timeZone())),
                node.name(),
                mode.mode(),
                mode.until(),
                message.by() == null ? null : new Message(message.fr(), message.en(), message.until()),
                new Ledger(node.ledgerKind(), healthy),
                census == null
                        ? CeilingView.of(rules.ceiling())
                        : CeilingView.of(census.ceiling(), now, rules.timeZone()),
                census == null ? null : Count.of(rules.roles(), census.seats()),
                census == null ? null : Count.of(rules.roles(), waiting(census)),
                census == null ? null : services(census),
                node.rates().get(),
                census == null ? null : lanes(census));
    }

    private Map<String, LaneView> lanes(Census census) {
        Map<String, LaneView> lanes = new LinkedHashMap<>();
        for (Census.Lane lane : census.lanes()) {
            Duration estimate = node.live().ent().waitOf(lane.role());
            lanes.put(
                    lane.role().name(),
                    new LaneView(
                            lane.waiting(),
                            lane.notCalled(),
                            lane.callable(),
                            lane.admittedBelowPercent(),
                            lane.line().isEmpty() ? null : waited(census, lane),
                            estimate == null ? null : estimate.toSeconds()));
        }
        return lanes;
    }

    private static long waited(Census census, Census.Lane lane) {
        long millis = census.ledgerMillis() - lane.line().get(0).arrivalMillis();
        return Math.max(0, Duration.ofMillis(millis).toSeconds());
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

    /** @param fr null, as {@code en}: nothing is said in that language */
    private record Message(
            @Nullable String fr,
            @Nullable String en,
            @Nullable String until) {}

    /**
     * @param modeUntil when the mode falls back to {@code on} by itself; null: it does not
     * @param message null: nothing is said to people who wait
     * @param occupancy null, like {@code waiting} and {@code services}: the ledger has not been reached yet, so nobody
     *     knows
     * @param lanes by role, most favoured first; null like {@code waiting}
     */
    private record Status(
            String ent,
            String time,
            String node,
            String mode,
            @Nullable String modeUntil,
            @Nullable Message message,
            Ledger ledger,
            CeilingView ceiling,
            @Nullable Count occupancy,
            @Nullable Count waiting,
            @Nullable Map<String, Service> services,
            Node.Rates rates,
            @Nullable Map<String, LaneView> lanes) {}

    /**
     * Who waits, of one role.
     *
     * @param notCalled those of {@code waiting} whose turn has not come; the others may enter and have not yet
     * @param callable whether the role's threshold and the rules leave it seats to hope for
     * @param firstWaitsSeconds how long the first of those not called waits already; null: there is none
     * @param estimateSeconds how long somebody would wait who came now; null: nobody can honestly say
     */
    private record LaneView(
            long waiting,
            long notCalled,
            boolean callable,
            int admittedBelowPercent,
            @Nullable Long firstWaitsSeconds,
            @Nullable Long estimateSeconds) {}

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
