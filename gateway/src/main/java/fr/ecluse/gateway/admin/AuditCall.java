package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.rules.PolicyInForce;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /api/v1/audit}: who changed what, when, from, to, why; newest first. */
final class AuditCall {

    private static final int DEFAULT_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1000;

    private final SeatLedger ledger;
    private final PolicyInForce policy;

    AuditCall(SeatLedger ledger, PolicyInForce policy) {
        this.ledger = ledger;
        this.policy = policy;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        int limit = request.queryParam("limit").map(AuditCall::limit).orElse(DEFAULT_LIMIT);
        ZoneId zone = policy.current().policy().timeZone();
        return ledger.audit(limit)
                .map(entries ->
                        entries.stream().map(entry -> Entry.of(entry, zone)).toList())
                .flatMap(Json::ok);
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= HIGHEST_LIMIT) {
                return limit;
            }
        }
        throw new Problem(Problem.Kind.LIMIT_UNREADABLE, HIGHEST_LIMIT);
    }

    private record Entry(@Nullable String at, String by, String what, String from, String to, String reason) {

        static Entry of(AuditEntry entry, ZoneId zone) {
            return new Entry(
                    Json.time(entry.at(), zone), entry.by(), entry.what(), entry.from(), entry.to(), entry.reason());
        }
    }
}
