package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets and requests beside each other, where there is a single connection to the portal for requests. */
class PortalSocketsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes[%d].%s";

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static String token;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        List<String> settings = new ArrayList<>();
        settings.add("server.shutdown=immediate"); // for those who are held
        settings.add("spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1");
        settings.add("spring.cloud.gateway.server.webflux.httpclient.pool.acquire-timeout=50");
        route(settings, 1, "muet", "filters[0]=SetPath=/slow");
        route(settings, 2, "impatient", "filters[0]=SetPath=/slow", "metadata.response-timeout=200");
        route(settings, 3, "page", "filters[0]=SetPath=/");
        route(settings, 4, "prend", "filters[0]=SetPath=/slow");
        route(settings, 5, "rien", "filters[0]=SetPath=/");
        gateway = TrialGateway.start(portal, issuer, policy, settings.toArray(String[]::new));
        token = issuer.token("ines", "National_ELV", Instant.now());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @Test
    void whatThePortalDoesNotOpenTakesAPlace() {
        open("/muet", new WebSocket.Listener() {}).join();
        Eventually.within(SOON, () -> assertThat(inside("muet")).isEqualTo(1));

        HttpResponse<?> told = refusal(open("/muet", new WebSocket.Listener() {}));
        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(told.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
        assertThat(told.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
    }

    @Test
    void aPortalThatDoesNotAnswerInTimeLosesTheSocket() {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        open("/impatient", new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String why) {
                closed.complete(status);
                return null;
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                closed.complete(0);
            }
        });
        closed.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        Eventually.within(SOON, () -> {
            assertThat(inside("impatient")).isZero();
            assertThat(metric("ecluse_portal_seconds_count{outcome=\"failed\",service=\"impatient\"}"))
                    .isEqualTo(1);
        });
    }

    @Test
    void aPortalThatDoesNotWantASocketHasAnswered() {
        open("/page", new WebSocket.Listener() {});
        Eventually.within(
                SOON,
                () -> assertThat(metric("ecluse_portal_seconds_count{outcome=\"answered\",service=\"page\"}"))
                        .isEqualTo(1));
        assertThat(inside("page")).isZero();
    }

    @Test
    void socketsTakeNoConnectionFromRequests() {
        for (int i = 0; i < 5; i++) {
            open("/echo", new WebSocket.Listener() {}).join();
        }
        assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void whereNoConnectionIsLeftTheServiceIsNotBlamed() {
        CompletableFuture<?> holds = http.sendAsync(
                gateway.request("/prend")
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
        try {
            Eventually.within(
                    SOON,
                    () -> assertThat(metric("ecluse_portal_connections{share=\"known\",state=\"used\"}"))
                            .isEqualTo(1));
            for (int i = 0; i < 25; i++) {
                HttpResponse<String> answer = gateway.getAs(token, "/rien");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
                assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                        .isBetween(1L, 60L);
            }
            assertThat(metric("ecluse_guard_refusals_total{kind=\"upstream\",name=\"rien\",why=\"crowded\"}"))
                    .isEqualTo(25);
            assertThat(metric("ecluse_guard_open{kind=\"upstream\",name=\"rien\"}"))
                    .isZero();
        } finally {
            holds.cancel(true);
        }
        Eventually.within(
                SOON,
                () -> assertThat(gateway.getAs(token, "/rien").statusCode()).isEqualTo(200));
    }

    private CompletableFuture<WebSocket> open(String path, WebSocket.Listener listener) {
        return http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + path), listener)
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static HttpResponse<?> refusal(CompletableFuture<WebSocket> opening) {
        try {
            opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse();
            }
        }
        throw new AssertionError("it was not refused");
    }

    private static void route(List<String> settings, int number, String id, String... more) {
        settings.add(ROUTE.formatted(number, "id") + "=" + id);
        settings.add(ROUTE.formatted(number, "uri") + "=" + portal.uri());
        settings.add(ROUTE.formatted(number, "predicates[0]") + "=Path=/" + id);
        settings.add(ROUTE.formatted(number, "metadata.at-once") + "=1");
        for (String each : more) {
            settings.add(ROUTE.formatted(number, each));
        }
    }

    private static double inside(String service) {
        return metric("ecluse_guard_inside{kind=\"upstream\",name=\"" + service + "\"}");
    }

    private static double metric(String name) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }
}
