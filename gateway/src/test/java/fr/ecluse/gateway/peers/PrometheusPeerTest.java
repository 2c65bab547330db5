package fr.ecluse.gateway.peers;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** promtool and Prometheus themselves (Debian's) on the alert rules, the dashboard and a gateway. */
class PrometheusPeerTest {

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path DASHBOARDS =
            Path.of("..", "src", "dashboards").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void promtoolFindsTheRulesRightAndTheirTestsPass() throws Exception {
        assertThat(promtool("check", "rules", "alerts.yaml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "alerts-test.yaml")).contains("SUCCESS");
    }

    @Test
    void prometheusScrapesAGatewayEvaluatesTheRulesAndAnswersTheDashboard() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "version: 1\nent: Essai\nceiling: {sessions: 1}\nrules: [{name: jour, roles: [parent], effect: refuse}]\n");
        int port = FreePorts.next();
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            for (String name : List.of("ines", "adam")) {
                gateway.getAs(issuer.token(name, "National_ELV", Instant.now()), "/");
            }
            gateway.getAs(issuer.token("paul", "National_TUT", Instant.now()), "/");
            Process prometheus = prometheus(URI.create(gateway.adminUri()).getPort(), port);
            try {
                Eventually.within(PATIENCE, () -> {
                    assertThat(number(port, "sum(ecluse_waiting{role=\"eleve\"})"))
                            .isEqualTo("1");
                    assertThat(number(port, "sum(ecluse_refusals_total{rule=\"jour\"})"))
                            .isEqualTo("1");
                });
                JsonNode target = get(port, "/api/v1/targets").at("/data/activeTargets/0");
                assertThat(target.path("health").asString()).as("%s", target).isEqualTo("up");

                Eventually.within(
                        PATIENCE,
                        () -> assertThat(rules(port))
                                .hasSizeGreaterThan(15)
                                .allMatch(rule -> rule.path("health").asString().equals("ok")));
                Eventually.within(
                        PATIENCE,
                        () -> assertThat(rules(port))
                                .filteredOn(
                                        rule -> !rule.path("state").asString().equals("inactive"))
                                .extracting(rule -> rule.path("name").asString())
                                .contains("EclusePlein"));
                dashboard()
                        .forEach(expression -> assertThat(get(port, "/api/v1/query?query=" + encoded(expression))
                                        .path("status")
                                        .asString())
                                .as(expression)
                                .isEqualTo("success"));
            } finally {
                prometheus.destroy();
                assertThat(prometheus.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private Process prometheus(int scraped, int port) throws IOException {
        installed(PROMETHEUS);
        Path settings = Files.writeString(
                folder.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: ecluse
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(DASHBOARDS.resolve("alerts.yaml"), scraped));
        return new ProcessBuilder(
                        PROMETHEUS.toString(),
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        installed(PROMTOOL);
        List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(DASHBOARDS.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void installed(Path program) {
        if (!Files.isExecutable(program)) {
            throw new AssertionError("Prometheus is not installed (no " + program + "); src/peers/install installs it");
        }
    }

    /** What the panels ask, as Grafana would put it. */
    private static List<String> dashboard() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARDS.resolve("ecluse.json")));
        return dashboard.findValuesAsString("expr").stream()
                .map(expression -> expression
                        .replace("$__rate_interval", "1m")
                        .replace("$job", "ecluse")
                        .replace("$instance", ".*"))
                .toList();
    }

    private List<JsonNode> rules(int port) {
        return get(port, "/api/v1/rules").path("data").findValues("rules").stream()
                .flatMap(JsonNode::valueStream)
                .toList();
    }

    private String number(int port, String expression) {
        return get(port, "/api/v1/query?query=" + encoded(expression))
                .at("/data/result/0/value/1")
                .asString("");
    }

    private JsonNode get(int port, String path) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as("%s: %s", path, response.body())
                    .isEqualTo(200);
            return JsonMapper.shared().readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("Prometheus does not answer: " + e, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
