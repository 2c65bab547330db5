package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.week.Difference;
import fr.ecluse.policy.week.Week;
import fr.ecluse.policy.week.WeekView;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The week as a picture needs it: of the policy in force, or of a file that somebody writes, with what it would change. Nothing
 * here changes the policy in force; that is for the file.
 */
final class WeekCalls {

    /** RFC 9512. */
    private static final MediaType YAML = MediaType.valueOf("application/yaml;charset=utf-8");

    private static final int LAST_YEAR = 9999;

    private final PolicyInForce policy;
    private final Clock clock;

    WeekCalls(PolicyInForce policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    /** {@code GET /api/v1/policy/text}: the policy in force as it is written. */
    Mono<ServerResponse> text(ServerRequest request) {
        return ServerResponse.ok()
                .contentType(YAML)
                .eTag('"' + policy.current().policy().sha256() + '"')
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .bodyValue(policy.text());
    }

    /** {@code GET /api/v1/week?from=&service=}. */
    Mono<ServerResponse> inForce(ServerRequest request) {
        Locale locale = language(request);
        Policy rules = policy.current().policy();
        LocalDate from = from(request, rules);
        return Mono.fromSupplier(() -> WeekView.of(Week.of(rules, service(request), from), null, locale))
                .subscribeOn(Schedulers.boundedElastic()) // hundreds of rules over seven days are a long breath
                .flatMap(Json::ok);
    }

    /** {@code POST /api/v1/policy/week?from=&service=}: YAML in; its issues out, its week, and what it changes. */
    Mono<ServerResponse> compared(ServerRequest request) {
        Locale locale = language(request);
        return Json.bytes(request, PolicyCalls.LARGEST_FILE)
                .publishOn(Schedulers.boundedElastic())
                .map(bytes -> compared(request, bytes, locale))
                .flatMap(Json::ok);
    }

    private Compared compared(ServerRequest request, byte[] bytes, Locale locale) {
        Loaded loaded = PolicyLoader.load(PolicyCalls.CHECKED_FILE, bytes, PolicyInForce.today(clock));
        List<IssueView> issues = issues(loaded).stream()
                .map(issue -> IssueView.of(issue, locale))
                .toList();
        if (!(loaded instanceof Loaded.Valid valid)) {
            return new Compared(false, issues, null);
        }
        Policy running = policy.current().policy();
        Policy written = valid.policy();
        Week week = Week.of(written, service(request), from(request, written));
        Difference difference = Difference.between(running, policy.file().toString(), week);
        return new Compared(true, issues, WeekView.of(week, difference, locale));
    }

    private static List<PolicyIssue> issues(Loaded loaded) {
        return loaded instanceof Loaded.Valid valid ? valid.warnings() : ((Loaded.Invalid) loaded).issues();
    }

    private LocalDate from(ServerRequest request, Policy rules) {
        LocalDate monday = LocalDate.ofInstant(clock.instant(), rules.timeZone())
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        String text = request.queryParam("from").orElse("");
        if (text.isBlank()) {
            return monday;
        }
        try {
            LocalDate day = LocalDate.parse(text.strip());
            if (day.getYear() >= 1 && day.getYear() < LAST_YEAR) {
                return day;
            }
        } catch (DateTimeException e) {
            // the same mistake as a year of five digits
        }
        throw new Problem(Problem.Kind.FROM_UNREADABLE, text, monday.toString());
    }

    private static @Nullable String service(ServerRequest request) {
        return request.queryParam("service").filter(text -> !text.isBlank()).orElse(null);
    }

    private static Locale language(ServerRequest request) {
        return Words.language(request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /**
     * @param valid whether the file could be put in force
     * @param week null: it could not
     */
    private record Compared(
            boolean valid, List<IssueView> issues, @Nullable WeekView week) {}
}
