package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a gateway says of itself while people log in, strangers forge and operators order: never who they are, nor a secret. */
@ExtendWith(OutputCaptureExtension.class)
class LogTest {

    private static final String KEY = "c2VjcmV0LW9mLXRoaXMtdmVyeS10ZXN0LWRpc3RpbmM=";
    private static final String CLIENT_SECRET = "client-secret-distinctive";
    private static final String USER = "ines.martin@lycee.example.fr";
    private static final String ADDRESS = "198.51.100.77";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"info", "debug"})
    void noSecretNoNameAndNoAddressIsInTheLogsOrTheMetrics(String level, CapturedOutput output) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        List<String> secrets = new ArrayList<>(List.of(
                KEY,
                CLIENT_SECRET,
                TrialGateway.TOKEN,
                USER,
                "ines.martin",
                ADDRESS,
                "ENT-INE-12345",
                "wrong-admin-token"));
        String metrics;
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialCas cas = new TrialCas(new MovableClock());
                TrialGateway gateway = TrialGateway.start(
                        portal,
                        issuer,
                        policy,
                        "logging.level.fr.ecluse=" + level,
                        "ecluse.keys[0].id=k1",
                        "ecluse.keys[0].secret=" + KEY,
                        "ecluse.trusted-proxies=127.0.0.1",
                        "ecluse.public-url=http://ent.example.fr",
                        "ecluse.identity.login=cas",
                        "ecluse.identity.cas.url=" + cas.url(),
                        "ecluse.identity.oidc.issuer=" + issuer.issuer(),
                        "ecluse.identity.oidc.client-id=ent",
                        "ecluse.identity.oidc.client-secret=" + CLIENT_SECRET,
                        "ecluse.identity.oidc.authorization-endpoint=" + issuer.issuer() + "/authorize",
                        "ecluse.identity.oidc.token-endpoint=" + issuer.issuer() + "/token",
                        "ecluse.identity.oidc.jwks-uri=" + issuer.jwksUri(),
                        "spring.cloud.gateway.server.webflux.routes[1].id=mort",
                        "spring.cloud.gateway.server.webflux.routes[1].uri=http://127.0.0.1:" + FreePorts.next(),
                        "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/mort/**")) {
            cas.somebody(USER, Map.of("ENTPersonProfils", List.of("National_ELV"), "INE", List.of("ENT-INE-12345")));
            TrialBrowser browser = new TrialBrowser(gateway);
            String[] behind = {"X-Forwarded-For", ADDRESS};
            URI service = TrialCas.visit(URI.create(browser.open("/cahier", behind)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow()));
            secrets.add(service.getQuery().replaceFirst(".*ticket=", ""));
            browser.open(service, behind);
            browser.open("/", behind);
            secrets.addAll(browser.cookies().values());
            secrets.add(portal.nextRequest().get("Ecluse-Assertion"));
            String token = issuer.token(USER, "National_ELV", Instant.now());
            String forged = issuer.forged(USER, "National_ELV", Instant.now());
            secrets.add(token);
            secrets.add(forged);
            gateway.getAs(token, "/", behind);
            gateway.getAs(token, "/mort/x", behind);
            gateway.getAs(forged, "/", behind);
            browser.open("/.ecluse/callback/cas?ticket=ST-distinctive-ticket&login=x", behind);
            browser.open("/.ecluse/callback/oidc?code=code-distinctive&state=state-distinctive", behind);
            browser.open("/.ecluse/place", "Ecluse-Place", "place-distinctive");
            secrets.addAll(List.of("distinctive-ticket", "code-distinctive", "state-distinctive", "place-distinctive"));
            post(gateway, "/.ecluse/callback/cas", "logoutRequest=%3Csamlp%3Ax%3EST-forged-logout");
            post(gateway, "/.ecluse/backchannel-logout", "logout_token=" + forged);
            secrets.add("ST-forged-logout");
            browser.open("/.ecluse/logout", behind);
            ByteClient.exchange(
                    gateway.port(), "GET / HTTP/1.1\r\nHost: x\r\nCookie: " + USER + "\r\nBad Header: x\r\n\r\n");
            guess(gateway, "wrong-admin-token", "/api/v1/status%0d%0aWARN%20forged");
            gateway.admin(
                    "PUT", "/api/v1/ceiling", "{\"sessions\":9,\"reason\":\"renfort\\nERROR forged\\u2028line\"}");
            gateway.admin(
                    "POST", "/api/v1/seats/release", "{\"user\":\"" + USER + "\",\"reason\":\"essai\\r\\nforged\"}");
            LoggerFactory.getLogger("fr.ecluse.essai")
                    .warn("event=x cause={}", "a\r\nERROR forged", new IllegalStateException("b\nc"));
            metrics = get(gateway, "/actuator/prometheus") + get(gateway, "/actuator/health");
        }
        String said = output.getAll();

        for (String secret : secrets) {
            assertThat(said).as("the log").doesNotContain(secret);
            assertThat(metrics).as("the metrics").doesNotContain(secret);
        }
        assertThat(said)
                .contains(
                        "event=admin-token-refused", "event=x cause=a | ERROR forged java.lang.IllegalStateException");
        assertThat(said.lines()).as("each line is an event").allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*"));
    }

    @Test
    void theAdminPortAnswersNobodyElsesPagesAndNothingOfSpringsButThree() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            for (String endpoint : List.of(
                    "",
                    "/",
                    "/info",
                    "/env",
                    "/beans",
                    "/gateway",
                    "/gateway/routes",
                    "/gateway/refresh",
                    "/heapdump",
                    "/threaddump",
                    "/loggers",
                    "/shutdown",
                    "/metrics",
                    "/configprops",
                    "/conditions",
                    "/mappings",
                    "/scheduledtasks",
                    "/httpexchanges",
                    "/caches",
                    "/sbom",
                    "/startup",
                    "/refresh",
                    "/features",
                    "/logfile",
                    "/auditevents",
                    "/sessions",
                    "/quartz",
                    "/flyway",
                    "/liquibase",
                    "/integrationgraph",
                    "/health/ping",
                    "/health/diskSpace",
                    "/health/liveness/x",
                    "/prometheus/x",
                    "/ratelimiters",
                    "/circuitbreakers",
                    "/..;/env",
                    "/%65nv",
                    "//env",
                    "/health/..%2fenv")) {
                assertThat(getAnswer(gateway, "/actuator" + endpoint).statusCode())
                        .as(endpoint)
                        .isIn(400, 401, 404);
            }
            for (String endpoint : List.of("/health/liveness", "/health/readiness", "/prometheus")) {
                assertThat(getAnswer(gateway, "/actuator" + endpoint).statusCode())
                        .as(endpoint)
                        .isEqualTo(200);
                assertThat(gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/actuator" + endpoint))
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build())
                                .statusCode())
                        .as("read-only: %s", endpoint)
                        .isIn(404, 405);
            }
            Map<String, String> call = new LinkedHashMap<>();
            call.put("/api/v1/status", "GET");
            call.put("/api/v1/ceiling", "PUT");
            call.put("/actuator/prometheus", "GET");
            call.forEach((path, method) -> {
                HttpResponse<String> preflight =
                        gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + path))
                                .header("Origin", "http://evil.example")
                                .header("Access-Control-Request-Method", method)
                                .header("Access-Control-Request-Headers", "authorization")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .build());
                assertThat(preflight.headers().map().keySet())
                        .as("no page of another site may call %s", path)
                        .noneMatch(
                                name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
            });
            HttpResponse<String> byCookie = gateway.send(HttpRequest.newBuilder(
                            URI.create(gateway.adminUri() + "/api/v1/ceiling"))
                    .header("Cookie", "token=" + TrialGateway.TOKEN + "; authorization=Bearer " + TrialGateway.TOKEN)
                    .header("Content-Type", "text/plain")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"sessions\":1,\"reason\":\"x\"}"))
                    .build());
            assertThat(byCookie.statusCode())
                    .as("nothing a browser sends by itself opens the API")
                    .isEqualTo(401);
            HttpResponse<String> refused = getAnswer(gateway, "/ailleurs");
            assertThat(refused.headers().firstValue("Content-Security-Policy"))
                    .hasValue("default-src 'none'; frame-ancestors 'none'; sandbox");
            assertThat(refused.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            HttpResponse<String> console = getAnswer(gateway, "/console");
            assertThat(console.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(console.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
    }

    private static void post(TrialGateway gateway, String path, String form) {
        gateway.send(gateway.request(path, "X-Forwarded-For", ADDRESS)
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static void guess(TrialGateway gateway, String token, String path) {
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + path))
                .header("Authorization", "Bearer " + token)
                .GET()
                .build());
    }

    private static String get(TrialGateway gateway, String path) {
        return getAnswer(gateway, path).body();
    }

    private static HttpResponse<String> getAnswer(TrialGateway gateway, String path) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + path))
                .GET()
                .build());
    }
}
