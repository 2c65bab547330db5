package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The policy: what is in force, what a file would give, and what is decided for a role at an hour. */
final class PolicyCalls {

    /** Above the loader's own bound, so that it is the loader that says what the bound is. */
    private static final int LARGEST_FILE = 2 * 1024 * 1024;

    private static final String CHECKED_FILE = "policy.yaml";

    private final PolicyInForce policy;
    private final Clock clock;

    PolicyCalls(PolicyInForce policy, Clock clock) {
        this.policy = policy;
        this.clock = clock;
    }

    Mono<ServerResponse> read(ServerRequest request) {
        return Json.ok(PolicyView.of(policy, language(request)));
    }

    Mono<ServerResponse> check(ServerRequest request) {
        Locale locale = language(request);
        return Json.bytes(request, LARGEST_FILE)
                .publishOn(Schedulers.boundedElastic()) // a megabyte of YAML is too long a breath for an event loop
                .map(bytes -> checked(PolicyLoader.load(CHECKED_FILE, bytes, PolicyInForce.today(clock)), locale))
                .flatMap(Json::ok);
    }

    Mono<ServerResponse> explain(ServerRequest request) {
        Policy rules = policy.current().policy();
        String name = request.queryParam("role").orElse("");
        Role role = role(rules, name);
        Instant at = request.queryParam("at")
                .map(text -> instant(text, rules.timeZone()))
                .orElseGet(clock::instant);
        String service =
                request.queryParam("service").filter(text -> !text.isBlank()).orElse(null);
        return Json.ok(new VerdictView.Question(role, service, at, rules.timeZone(), language(request))
                .answer(rules.verdict(role, service, at)));
    }

    /** The role of that name, or a problem that lists those there are. */
    static Role role(Policy rules, String name) {
        Role role = new Role(name);
        if (!rules.knows(role)) {
            throw new Problem(
                    Problem.Kind.ROLE_UNKNOWN,
                    name,
                    String.join(", ", rules.roles().stream().map(Role::name).toList()));
        }
        return role;
    }

    private static Instant instant(String text, ZoneId zone) {
        // an unescaped + of an offset arrives as a space
        String given = text.strip().replace(' ', '+');
        try {
            return OffsetDateTime.parse(given).toInstant();
        } catch (DateTimeException e) {
            try {
                return LocalDateTime.parse(given).atZone(zone).toInstant();
            } catch (DateTimeException f) {
                throw new Problem(Problem.Kind.AT_UNREADABLE, text);
            }
        }
    }

    private static Check checked(Loaded loaded, Locale locale) {
        List<PolicyIssue> issues =
                loaded instanceof Loaded.Valid valid ? valid.warnings() : ((Loaded.Invalid) loaded).issues();
        return new Check(
                loaded instanceof Loaded.Valid,
                issues.stream().map(issue -> IssueView.of(issue, locale)).toList());
    }

    private static Locale language(ServerRequest request) {
        return Words.language(request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /** @param valid whether the file could be put in force: no error, warnings perhaps */
    private record Check(boolean valid, List<IssueView> issues) {}
}
