package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.report.DayReport;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Policy;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /api/v1/report?day=}: what happened on a day of the ENT, today if none is named.
 *
 * <p>A day of which nothing was noted is a problem and no row of zeros: that nobody came and that nobody counted are two things,
 * and a report goes to the press. A gateway that runs notes at least its peak, so a quiet day has a report.
 */
final class ReportCall {

    private static final int LAST_YEAR = 9999;

    private final Node node;
    private final PolicyInForce policy;
    private final Clock clock;

    ReportCall(Node node, PolicyInForce policy, Clock clock) {
        this.node = node;
        this.policy = policy;
        this.clock = clock;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        Policy rules = policy.current().policy();
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, rules.timeZone());
        LocalDate day = request.queryParam("day").map(text -> day(text, today)).orElse(today);
        return node.days()
                .apply(day)
                .switchIfEmpty(Mono.defer(() -> day.equals(today)
                        ? Mono.just(DayTotals.NOTHING) // the first seconds of a day
                        : Mono.error(new Problem(Problem.Kind.NO_REPORT, day.toString(), DayBook.KEPT.toDays()))))
                .map(totals -> DayReport.of(totals, day, rules, now))
                .flatMap(Json::ok);
    }

    private static LocalDate day(String text, LocalDate today) {
        try {
            LocalDate day = LocalDate.parse(text.strip());
            if (day.getYear() >= 1 && day.getYear() <= LAST_YEAR) {
                return day;
            }
        } catch (DateTimeException e) {
            // the same mistake as a year of five digits
        }
        throw new Problem(Problem.Kind.DAY_UNREADABLE, text, today.toString());
    }
}
