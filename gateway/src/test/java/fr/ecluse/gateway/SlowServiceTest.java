package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.console.Point;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** One service of the portal hangs or is dead, and the others go on. */
class SlowServiceTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(6);
    private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes[%d].%s";

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static int deadPort;
    private static String token;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        deadPort = FreePorts.next();
        List<String> settings = new ArrayList<>();
        settings.add("ecluse.guards.upstream.at-once=50");
        settings.add("server.shutdown=immediate"); // for those who are held, and what stays open
        route(settings, 1, "lent", portal.uri(), "/slow,/pareil", "messagerie");
        settings.add(ROUTE.formatted(1, "metadata.at-once") + "=3");
        route(settings, 2, "mort", "http://127.0.0.1:" + deadPort, "/mort", "agenda");
        route(settings, 3, "flux", portal.uri(), "/events,/echo", "flux");
        settings.add(ROUTE.formatted(3, "metadata.at-once") + "=2");
        route(settings, 4, "vitrine", portal.uri(), "/vitrine", "annonces");
        settings.add(ROUTE.formatted(4, "metadata.access") + "=public");
        settings.add(ROUTE.formatted(4, "metadata.at-once") + "=4");
        settings.add(ROUTE.formatted(4, "filters[0]") + "=SetPath=/slow");
        route(settings, 5, "annonces", portal.uri(), "/annonces", "annonces");
        settings.add(ROUTE.formatted(5, "metadata.at-once") + "=4");
        route(settings, 6, "depot", portal.uri(), "/upload", "depot");
        route(settings, 8, "videos", portal.uri(), "/videos/upload", "videos");
        settings.add(ROUTE.formatted(8, "filters[0]") + "=StripPrefix=1");
        settings.add(ROUTE.formatted(8, "metadata.response-timeout") + "=" + ANSWER_TIME.toMillis());
        settings.add(ROUTE.formatted(6, "metadata.at-once") + "=1");
        route(settings, 7, "perdu", "http://127.0.0.1:" + FreePorts.next(), "/perdu", "perdu");
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
    void aServiceThatHangsTakesNoMoreThanItsPlacesAndTheOthersGoOn() {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        for (int i = 0; i < 3; i++) {
            waiting.add(http.sendAsync(request("/slow"), BodyHandlers.ofString()));
        }
        Eventually.within(
                SOON,
                () -> assertThat(metric("ecluse_guard_inside{kind=\"upstream\",name=\"messagerie\"}"))
                        .isEqualTo(3));

        HttpResponse<String> told = gateway.getAs(token, "/pareil");
        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(told.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
        assertThat(told.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(gateway.getAs(token, "/").statusCode()).as("another service").isEqualTo(200);
        assertThat(metric("ecluse_guard_refusals_total{kind=\"upstream\",name=\"messagerie\",why=\"full\"}"))
                .isPositive();

        waiting.forEach(each -> each.cancel(true));
        Eventually.within(
                SOON,
                () -> assertThat(gateway.getAs(token, "/pareil").statusCode())
                        .as("those who waited went away")
                        .isEqualTo(200));
        assertThat(metric("ecluse_guard_open{kind=\"upstream\",name=\"messagerie\"}"))
                .as("whoever goes away says nothing of the service")
                .isZero();
    }

    @Test
    void theConsoleSeesHowEachServiceAnswersAndWhichDoesNot() {
        assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(token, "/perdu").statusCode()).isEqualTo(502);
        Live live = gateway.bean(Live.class);
        Eventually.within(SOON, () -> {
            live.beat();
            assertThat(live.history()).anyMatch(point -> {
                Point.Portal answers = point.portal().get("portail");
                return answers != null && answers.p50Millis() != null;
            });
            assertThat(live.history()).anyMatch(point -> {
                Point.Portal answers = point.portal().get("perdu");
                return answers != null && answers.errors() > 0;
            });
            assertThat(live.history()).anyMatch(point -> point.ceiling() != null && point.ceiling() == 10);
        });

        HttpRequest console = HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/console"))
                .build();
        HttpResponse<String> page = gateway.send(console);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("script-src 'self'");
        assertThat(gateway.get("/console").statusCode()).as("the public port").isEqualTo(401);
    }

    @Test
    void strangersHavePlacesOfTheirOwnAndTakeNoneOfThoseWhoAreKnown() {
        HttpClient http = HttpClient.newHttpClient();
        CompletableFuture<?> hangs = http.sendAsync(gateway.request("/vitrine").build(), BodyHandlers.ofString());
        Eventually.within(
                SOON,
                () -> assertThat(metric("ecluse_guard_inside{kind=\"upstream\",name=\"annonces/strangers\"}"))
                        .isEqualTo(1));
        assertThat(gateway.get("/vitrine").statusCode()).isEqualTo(503);
        for (int i = 0; i < 5; i++) {
            assertThat(gateway.getAs(token, "/annonces").statusCode()).isEqualTo(200);
        }
        hangs.cancel(true);
    }

    @Test
    void whoeverUploadsSlowlyTakesNoPlace() throws Exception {
        try (Socket slow = new Socket("127.0.0.1", gateway.port())) {
            slow.getOutputStream()
                    .write(("POST /upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Length: 4\r\n\r\nab")
                            .getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();
            Eventually.within(
                    SOON,
                    () -> assertThat(metric("ecluse_guard_inside{kind=\"upstream\",name=\"depot\"}"))
                            .as("the request has reached the guard")
                            .isZero());
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> whole = gateway.send(gateway.request("/upload")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString("abcd"))
                        .build());
                assertThat(whole.statusCode()).isEqualTo(200);
                assertThat(whole.body()).isEqualTo("4");
            }
            slow.getOutputStream().write("cd".getBytes(StandardCharsets.US_ASCII));
            slow.getOutputStream().flush();
            slow.setSoTimeout((int) SOON.toMillis());
            assertThat(new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(metric("ecluse_guard_inside{kind=\"upstream\",name=\"depot\"}"))
                .isZero();
    }

    @Test
    void anUploadMayTakeLongerThanAnAnswer() throws Exception {
        try (Socket slow = new Socket("127.0.0.1", gateway.port())) {
            slow.setSoTimeout((int) SOON.toMillis());
            slow.getOutputStream()
                    .write(("POST /videos/upload HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            long begun = System.nanoTime();
            Eventually.within(SOON, () -> {
                send(slow, "1\r\nx\r\n");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(ANSWER_TIME.plusSeconds(1));
            });
            send(slow, "0\r\n\r\n");
            assertThat(new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .isEqualTo("HTTP/1.1 200 OK");
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServiceThatIsDeadIsLeftAloneUntilItIsBack() {
        HttpClient http = HttpClient.newHttpClient();
        Eventually.within(SOON, () -> {
            // only many who got no answer within some seconds tell; one after the other they could be too few
            Stream.generate(() -> http.sendAsync(request("/mort"), BodyHandlers.discarding()))
                    .limit(25)
                    .toList()
                    .forEach(CompletableFuture::join);
            HttpResponse<String> answer = gateway.getAs(token, "/mort");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
            assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                    .isBetween(1L, 5L);
        });
        assertThat(gateway.getAs(token, "/").statusCode()).as("another service").isEqualTo(200);

        DisposableServer back = HttpServer.create()
                .host("127.0.0.1")
                .port(deadPort)
                .handle((request, response) -> response.sendString(Mono.just("de retour")))
                .bindNow();
        try {
            Eventually.within(
                    SOON,
                    () -> assertThat(gateway.getAs(token, "/mort").statusCode()).isEqualTo(200));
        } finally {
            back.disposeNow(SOON);
        }
    }

    @Test
    void whatStaysOpenTakesNoPlace() {
        HttpClient http = HttpClient.newHttpClient();
        List<HttpResponse<?>> streams = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            HttpResponse<?> stream = http.sendAsync(request("/events"), BodyHandlers.ofInputStream())
                    .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
            assertThat(stream.statusCode()).as("event stream %d", i).isEqualTo(200);
            streams.add(stream);
        }
        for (int i = 0; i < 5; i++) {
            WebSocket socket = http.newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/echo"), new WebSocket.Listener() {})
                    .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
            assertThat(socket.isInputClosed()).isFalse();
            // the visitor's side opens before the portal has answered, and until then a place is taken
            Eventually.within(
                    SOON,
                    () -> assertThat(metric("ecluse_guard_inside{kind=\"upstream\",name=\"flux\"}"))
                            .isZero());
        }
    }

    private static HttpRequest request(String path) {
        return gateway.request(path).header("Authorization", "Bearer " + token).build();
    }

    private static void route(List<String> settings, int number, String id, String uri, String paths, String service) {
        settings.add(ROUTE.formatted(number, "id") + "=" + id);
        settings.add(ROUTE.formatted(number, "uri") + "=" + uri);
        settings.add(ROUTE.formatted(number, "predicates[0]") + "=Path=" + paths);
        settings.add(ROUTE.formatted(number, "metadata.service") + "=" + service);
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
