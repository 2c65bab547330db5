package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.PolicyLoader;
import fr.ecluse.policy.PolicySchema;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.week.Explanation;
import fr.ecluse.policy.week.ExplanationView;
import fr.ecluse.policy.week.Moments;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The policy: what is in force, what a file would give, and what is decided for a role at an hour. */
final class PolicyCalls {

    /** Above the loader's own bound, so that it is the loader that says what the bound is. */
    static final int LARGEST_FILE = 2 * 1024 * 1024;

    static final String CHECKED_FILE = "policy.yaml";

    /** As JSON Schema 2020-12 names itself (core, section 14). */
    private static final MediaType SCHEMA = MediaType.valueOf("application/schema+json");

    private static final Duration SCHEMA_KEPT = Duration.ofHours(1);

    private final PolicyInForce policy;
    private final Clock clock;
    /** Read here and not when asked for, which is on an event loop. */
    private final byte[] schema = PolicySchema.text().getBytes(StandardCharsets.UTF_8);

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

    /** For editors, which send no token. */
    Mono<ServerResponse> schema(ServerRequest request) {
        return ServerResponse.ok()
                .contentType(SCHEMA)
                .cacheControl(CacheControl.maxAge(SCHEMA_KEPT))
                .bodyValue(schema);
    }

    Mono<ServerResponse> explain(ServerRequest request) {
        Policy rules = policy.current().policy();
        String name = request.queryParam("role").orElse("");
        Role role = role(rules, name);
        Moments moments = new Moments(rules.timeZone(), language(request));
        Instant at = request.queryParam("at")
                .map(text -> moments.read(text).orElseThrow(() -> new Problem(Problem.Kind.AT_UNREADABLE, text)))
                .orElseGet(clock::instant);
        String service =
                request.queryParam("service").filter(text -> !text.isBlank()).orElse(null);
        return Mono.fromSupplier(() -> Explanation.of(new Explanation.Question(rules, role, service, at)))
                .subscribeOn(Schedulers.boundedElastic()) // many rules have many edges to try until something changes
                .map(explanation -> ExplanationView.of(explanation, moments.locale()))
                .flatMap(Json::ok);
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
