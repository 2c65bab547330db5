package fr.ecluse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.RawConnection;
import fr.ecluse.gateway.trial.TrialCertificate;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a whole gateway tells Prometheus, held against the contract, the dashboard, the alerts and strangers who try to be in it. */
class WatchedGatewayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DASHBOARDS = Path.of("..", "src", "dashboards");

    /** What Prometheus itself adds to each series. */
    private static final Set<String> OF_TARGETS = Set.of("job", "instance");

    private static final String MARK = "intrus";

    private static TestRedis redis;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static Exported ordinary;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Essai
                school-calendar: lyon
                ceiling: {sessions: 2}
                services:
                  - {name: messagerie, sessions: 1}
                rules:
                  - {name: jour, roles: [parent], effect: refuse}
                """);
        TrialCertificate certificate = new TrialCertificate(folder);
        certificate.renew(30);
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(new byte[32]),
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri(),
                "ecluse.trusted-proxies=127.0.0.1",
                "spring.cloud.gateway.server.webflux.routes[1].id=public",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/public/**",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public",
                "spring.cloud.gateway.server.webflux.routes[2].id=courrier",
                "spring.cloud.gateway.server.webflux.routes[2].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[2].predicates[0]=Path=/courrier/**",
                "spring.cloud.gateway.server.webflux.routes[2].metadata.service=messagerie",
                "spring.ssl.bundle.pem.ent.keystore.certificate="
                        + certificate.certificateFile().toUri(),
                "spring.ssl.bundle.pem.ent.keystore.private-key="
                        + certificate.keyFile().toUri());
        List.of("ines", "adam", "lea").forEach(name -> visit(name, "National_ELV", "/courrier/x"));
        visit("paul", "National_TUT", "/");
        gateway.get("/public/x");
        System.gc(); // whose pauses are named only once there was one
        Eventually.within(PATIENCE, () -> {
            ordinary = scrape();
            assertThat(ordinary.names())
                    .contains(
                            "ecluse_sessions",
                            "ecluse_calls_total",
                            "ecluse_service_sessions",
                            "jvm_gc_pause_seconds_sum");
            assertThat(ordinary.valuesOf("ecluse_portal_seconds_count", "service"))
                    .contains("messagerie", "public");
        });
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
        redis.close();
    }

    @Test
    void theMetricsOfTheContractAreThere() {
        Map<String, Set<String>> contract = new HashMap<>();
        contract.put("ecluse_sessions", Set.of("role"));
        contract.put("ecluse_ceiling_sessions", Set.of());
        contract.put("ecluse_waiting", Set.of("role"));
        contract.put("ecluse_decisions_total", Set.of("decision", "role"));
        contract.put("ecluse_decision_seconds_count", Set.of());
        contract.put("ecluse_decision_seconds_sum", Set.of());
        contract.put("ecluse_ledger_seconds_count", Set.of("operation"));
        contract.put("ecluse_ledger_healthy", Set.of());
        contract.put("ecluse_logins_total", Set.of("protocol", "outcome"));
        contract.put("ecluse_throttled_total", Set.of("scope"));
        contract.put("ecluse_unmapped_profiles_total", Set.of());
        contract.put("ecluse_policy_reloads_total", Set.of("outcome"));
        contract.put("ecluse_wait_seconds_bucket", Set.of("role", "le"));
        contract.forEach((name, labels) -> {
            assertThat(ordinary.names()).contains(name);
            assertThat(ordinary.labelsOf(name)).as(name).isEqualTo(labels);
        });
    }

    @Test
    void soAreThoseOfWhatCarriesIt() {
        assertThat(ordinary.names())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "netty_allocator_memory_used",
                        "netty_eventexecutor_tasks_pending",
                        "ecluse_portal_connections_pending",
                        "ecluse_redis_command_seconds_bucket");
        assertThat(ordinary.valuesOf("ecluse_portal_seconds_count", "service"))
                .containsExactlyInAnyOrder("messagerie", "public");
    }

    @Test
    void everyMetricOfOursHasItsLineInBothGuides() throws IOException {
        for (String guide : List.of("guide-operations.md", "guide-exploitation.md")) {
            String text = Files.readString(Path.of("..", "src", "docs", guide));
            for (String name : ordinary.names()) {
                if (name.startsWith("ecluse_") && !name.endsWith("_max")) {
                    String family = name.replaceFirst("_(bucket|count|sum)$", "");
                    assertThat(text).as(guide).containsPattern(Pattern.quote("`" + family) + "[`{]");
                }
            }
        }
    }

    @Test
    void theDashboardAsksForNothingThatIsNotThere() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARDS.resolve("ecluse.json")));
        List<String> expressions = dashboard.findValuesAsString("expr");
        assertThat(expressions).hasSizeGreaterThan(40);
        expressions.forEach(this::asks);
        for (String definition : dashboard.findValuesAsString("definition")) {
            assertThat(definition).matches("label_values\\(\\w+(\\{.*})?, (job|instance)\\)");
            asks(definition.replaceFirst("label_values\\((.*), \\w+\\)", "$1"));
        }
    }

    @Test
    void theAlertsAskForNothingThatIsNotThereAndSayWhatToDoInTwoLanguages() throws IOException {
        Object file = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(DASHBOARDS.resolve("alerts.yaml")));
        List<Map<String, Object>> rules = rules(file);
        assertThat(rules).hasSizeGreaterThan(9);
        String tested = Files.readString(DASHBOARDS.resolve("alerts-test.yaml"));
        for (Map<String, Object> rule : rules) {
            asks(rule.get("expr").toString());
            assertThat(((Map<?, ?>) rule.get("annotations")).keySet())
                    .as("%s", rule.get("alert"))
                    .map(Object::toString)
                    .containsExactlyInAnyOrder(
                            "summary", "description", "action", "summary_en", "description_en", "action_en");
            assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("info", "warning", "critical");
            assertThat(tested).contains("alertname=\"" + rule.get("alert") + "\"");
        }
    }

    @Test
    void noLabelTakesAValueFromAVisitor() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            hostile(random, i);
        }
        Exported after = scrape();

        Map<String, Set<String>> closed = new HashMap<>();
        closed.put("role", Set.of("eleve", "enseignant", "personnel", "parent", "autre", "none"));
        closed.put(
                "decision",
                Set.of(
                        ("admitted login unauthenticated invalid-token refused waiting service-full throttled unavailable"
                                        + " overloaded login-failed bad-request not-found upstream-failed")
                                .split(" ")));
        closed.put("rule", Set.of("jour", "others"));
        closed.put("service", Set.of("portail", "portail/strangers", "public", "public/strangers", "messagerie"));
        closed.put(
                "name",
                Set.of("portail", "portail/strangers", "public", "public/strangers", "messagerie", "login", "bearer"));
        closed.put("operation", words(Operation.values()));
        closed.put("command", words(CommandType.values()));
        closed.put("bundle", Set.of("ent"));
        closed.put("kind", Set.of("upstream", "provider", "tokens"));
        closed.put("why", Set.of("full", "crowded", "rate", "open"));
        closed.put("mode", Set.of("on", "observe", "hold", "off"));
        closed.put("scope", Set.of("client", "block", "route"));
        closed.put("share", Set.of("known", "strangers"));
        closed.put("state", Set.of("used", "idle"));
        closed.put("cap", Set.of("all", "address"));
        closed.put("reason", Set.of("head", "body", "answer", "frames", "room"));
        closed.put("protocol", Set.of("oidc", "cas"));
        closed.put(
                "outcome",
                ordinary.series().keySet().stream()
                        .filter(name -> name.startsWith("ecluse_"))
                        .flatMap(name -> ordinary.valuesOf(name, "outcome").stream())
                        .collect(Collectors.toSet()));

        after.series()
                .forEach((name, all) -> all.forEach(labels -> labels.forEach((label, value) -> {
                    assertThat(value).as("%s of %s", label, name).doesNotContain(MARK);
                    if (name.startsWith("ecluse_")) {
                        if (label.equals("le")) {
                            assertThat(value).matches("[0-9.E+-]+|\\+Inf");
                        } else {
                            assertThat(closed).as("labels of %s", name).containsKey(label);
                            assertThat(closed.get(label))
                                    .as("%s of %s", label, name)
                                    .contains(value);
                        }
                    } else if (!name.startsWith("jvm_")) {
                        assertThat(ordinary.valuesOf(name, label))
                                .as("%s of %s", label, name)
                                .contains(value);
                    }
                })));
        assertThat(after.series().values().stream().mapToInt(List::size).sum())
                .as("series")
                .isLessThan(2_000);
    }

    private static void hostile(Random random, int i) throws IOException {
        String mark = MARK + Integer.toHexString(random.nextInt());
        String[] heads = {
            "X-Forwarded-For", "198.51.100." + i,
            "User-Agent", mark,
            "traceparent", "00-" + "ab".repeat(15) + "%02x".formatted(i) + "-" + "cd".repeat(8) + "-01",
            "tracestate", mark + "=1",
            "baggage", mark + "=" + mark,
            "Ecluse-User", mark,
            "Ecluse-Roles", mark,
            "Ecluse-Place", mark,
            "X-Application-Context", mark
        };
        visit(mark, mark + "\\\"},x=\\\"", "/" + mark, heads);
        visit(mark, "National_" + mark, "/courrier/" + mark + "?service=" + mark, heads);
        if (i == 0) { // a key of its own takes a while
            gateway.getAs(issuer.forged(mark, "National_ELV", Instant.now()), "/" + mark, heads);
        }
        gateway.getAs(mark, "/", heads);
        gateway.get("/public/" + mark, heads);
        gateway.get("/.ecluse/callback/" + mark + "?state=" + mark, heads);
        gateway.get("/.ecluse/callback/cas?ticket=" + mark + "&login=" + mark, heads);
        gateway.get("/.ecluse/" + mark, heads);
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/api/v1/" + mark))
                .header("Authorization", "Bearer " + mark)
                .build());
        for (String request : List.of(
                mark.toUpperCase(Locale.ROOT) + " /public/" + mark + " HTTP/1.1\r\nHost: " + mark + "\r\n\r\n",
                "GET /" + mark + " HTTP/1.1\r\nHost: " + mark + "\r\nBad Header: " + mark + "\r\n\r\n")) {
            try (RawConnection connection = new RawConnection(gateway.port())) {
                connection.send(request);
                connection.answer(true);
            }
        }
    }

    private void asks(String expression) {
        PromQl asked = PromQl.of(expression);
        Set<String> known = new TreeSet<>(OF_TARGETS);
        known.addAll(asked.made());
        for (PromQl.Selector selector : asked.metrics()) {
            if (selector.metric().equals("up")) {
                continue; // Prometheus' own
            }
            assertThat(ordinary.names()).as(expression).contains(selector.metric());
            Set<String> labels = ordinary.labelsOf(selector.metric());
            known.addAll(labels);
            for (PromQl.Match match : selector.matchers()) {
                if (!OF_TARGETS.contains(match.label())) {
                    assertThat(labels).as(expression).contains(match.label());
                    assertThat(ordinary.valuesOf(selector.metric(), match.label()))
                            .as(expression)
                            .containsAll(Arrays.asList(match.value().split("\\|")));
                }
            }
        }
        assertThat(known).as(expression).containsAll(asked.groupings());
    }

    private static List<Map<String, Object>> rules(Object file) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Object group : (List<?>) ((Map<?, ?>) file).get("groups")) {
            for (Object rule : (List<?>) ((Map<?, ?>) group).get("rules")) {
                Map<String, Object> named = new HashMap<>();
                ((Map<?, ?>) rule).forEach((key, value) -> named.put(key.toString(), value));
                rules.add(named);
            }
        }
        return rules;
    }

    private static Set<String> words(Enum<?>... values) {
        return Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static void visit(String name, String profile, String path, String... headers) {
        gateway.getAs(issuer.token(name, profile, Instant.now()), path, headers);
    }

    private static Exported scrape() {
        return Exported.of(gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/actuator/prometheus"))
                        .build())
                .body());
    }
}
