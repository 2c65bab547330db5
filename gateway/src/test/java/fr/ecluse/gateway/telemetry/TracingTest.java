package fr.ecluse.gateway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import io.micrometer.tracing.Tracer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Traces and structured logs of a whole gateway; the spans go to a small real receiver of OTLP. */
@ExtendWith(OutputCaptureExtension.class)
class TracingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private static final String ALL = "management.tracing.sampling.probability=1";
    private static final String SOON = "management.opentelemetry.tracing.export.schedule-delay=100ms";

    @TempDir
    Path folder;

    private final TrialPortal portal = new TrialPortal();
    private final TrialIssuer issuer = new TrialIssuer();
    private final Spans spans = new Spans();
    private Path policy;

    @BeforeEach
    void write() throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "version: 1\n"
                        + "ent: Essai\n"
                        + "ceiling: {sessions: 10}\n"
                        + "rules: [{name: jour, roles: [parent], effect: refuse}]\n");
    }

    @AfterEach
    void stop() {
        // Spring Boot keeps it for the life of a JVM, which has more gateways here than elsewhere
        System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
        spans.close();
        issuer.close();
        portal.close();
    }

    @Test
    void withoutASettingNothingIsMadeAndATraceOfTheVisitorPassesUnchanged() {
        try (TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            get(gateway, "ines", "National_ELV", "/", "traceparent", TRACEPARENT, "tracestate", "a=b");
            assertThat(portal.nextRequest())
                    .containsEntry("traceparent", TRACEPARENT)
                    .containsEntry("tracestate", "a=b");
            assertThat(gateway.beansOf(Tracer.class)).isEmpty();
            assertThat(gateway.beansOf(TracedPortal.class)).isEmpty();
        }
    }

    @Test
    void aVisitAndItsCallOfThePortalAreSpansWithoutAnythingOfTheVisitor(CapturedOutput output) {
        try (TrialGateway gateway = traced("logging.level.fr.ecluse.gateway.pipeline=debug")) {
            get(
                    gateway,
                    "ines.martin",
                    "National_ELV",
                    "/cahier/42?eleve=ines",
                    "traceparent",
                    TRACEPARENT,
                    "tracestate",
                    "a=b");
            Map<String, String> request = portal.nextRequest();
            assertThat(request).doesNotContainKey("tracestate");
            assertThat(request.get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]");
            String[] told = request.get("traceparent").split("-");
            assertThat(told[1]).as("a stranger begins no trace of ours").isNotEqualTo(TRACE);
            get(gateway, "paul", "National_TUT", "/secret/chemin");

            Eventually.within(PATIENCE, () -> {
                assertThat(spans.text())
                        .contains("GET portail", "portal portail", "ecluse.decision", "admitted", "refused", "eleve");
                assertThat(spans.hex()).contains(told[1], told[2]);
            });
            assertThat(spans.text())
                    .doesNotContain(
                            "cahier", "secret", "chemin", "ines", "martin", "127.0.0.1", request.get("Ecluse-Session"));
            assertThat(output.getAll().lines().filter(line -> line.contains("event=decision decision=refused")))
                    .isNotEmpty()
                    .allMatch(line -> line.matches(".* : trace=[0-9a-f]{32} event=decision .*"));
        }
    }

    @Test
    void aTrustedProxysTraceGoesOnAndAStructuredLogIsOneObjectALineWhateverSomebodyPutsIntoIt(CapturedOutput output) {
        try (TrialGateway gateway = traced(
                "ecluse.trusted-proxies=127.0.0.1",
                "spring.cloud.gateway.server.webflux.routes[1].id=mort",
                "spring.cloud.gateway.server.webflux.routes[1].uri=http://127.0.0.1:" + FreePorts.next(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/mort/**",
                "logging.structured.format.console=ecs",
                "logging.level.fr.ecluse.gateway.pipeline=debug")) {
            get(gateway, "ines", "National_ELV", "/", "traceparent", TRACEPARENT);
            assertThat(portal.nextRequest().get("traceparent"))
                    .startsWith("00-" + TRACE + "-")
                    .doesNotContain("b7ad6b7169203331");
            assertThat(get(gateway, "ines", "National_ELV", "/mort/x")).isEqualTo(502);
            get(gateway, "paul", "National_TUT", "/");
            Eventually.within(PATIENCE, () -> {
                assertThat(spans.hex()).contains(TRACE, "b7ad6b7169203331");
                assertThat(spans.text()).contains("GET mort", "error.type", "upstream-failed");
            });
            LoggerFactory.getLogger("fr.ecluse.essai")
                    .warn(
                            "event=x cause={}",
                            "a\r\n\"},{\"message\":\"forged\u001b[2J\u009b2J\u2028end",
                            new IllegalStateException("b\nc"));
        }
        List<String> lines =
                output.getOut().lines().filter(line -> line.startsWith("{")).toList();
        assertThat(lines)
                .hasSizeGreaterThan(2)
                .noneMatch(line -> line.matches(".*[\\p{Cntrl}\\u0080-\\u009f\\u2028].*"));
        List<JsonNode> events =
                lines.stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(events)
                .filteredOn(event -> event.path("message").asString("").startsWith("event=x"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("message").asString()).contains("a\r\n\"},{\"message\":\"forged");
                    assertThat(event.at("/error/message").asString()).isEqualTo("b\nc");
                });
        assertThat(events)
                .filteredOn(event -> event.path("message").asString("").startsWith("event=decision decision=refused"))
                .isNotEmpty()
                .allMatch(event -> event.path("traceId").asString("").matches("[0-9a-f]{32}"));
    }

    private TrialGateway traced(String... settings) {
        String[] all = new String[settings.length + 3];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = TracingSwitch.WHERE + "=" + spans.uri();
        all[settings.length + 1] = ALL;
        all[settings.length + 2] = SOON;
        return TrialGateway.start(portal, issuer, policy, all);
    }

    private int get(TrialGateway gateway, String name, String profile, String path, String... headers) {
        return gateway.getAs(issuer.token(name, profile, Instant.now()), path, headers)
                .statusCode();
    }

    /** Keeps what is sent to it, as it came: names and tags are plain text in it, numbers of traces and spans plain bytes. */
    private static final class Spans implements AutoCloseable {

        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final DisposableServer server = HttpServer.create()
                .runOn(TrialPortal.LOOPS)
                .host("127.0.0.1")
                .route(routes -> routes.post(
                        "/v1/traces",
                        (request, response) -> request.receive()
                                .aggregate()
                                .asByteArray()
                                .doOnNext(this::keep)
                                .then(Mono.defer(() -> response.header("Content-Type", "application/x-protobuf")
                                        .send()
                                        .then()))))
                .bindNow();

        private synchronized void keep(byte[] bytes) {
            received.writeBytes(bytes);
        }

        String uri() {
            return "http://127.0.0.1:" + server.port() + "/v1/traces";
        }

        synchronized String text() {
            return received.toString(StandardCharsets.UTF_8);
        }

        synchronized String hex() {
            return HexFormat.of().formatHex(received.toByteArray());
        }

        @Override
        public void close() {
            server.disposeNow(PATIENCE);
        }
    }
}
