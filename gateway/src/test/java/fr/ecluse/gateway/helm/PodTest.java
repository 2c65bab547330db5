package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialProcess;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A pod without a cluster: the rendered folders and variables, the real program, the signal. */
class PodTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String TOKEN_SHA256 = "0".repeat(64);
    private static final String OPEN = "version: 1\nent: Essai\nceiling: {sessions: 10}\n";
    private static final String CLOSED = OPEN + "rules:\n  - {name: soir, roles: [parent], effect: refuse}\n";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = FreePorts.next();
    private final int adminPort = FreePorts.next();
    private final CompletableFuture<Void> slowRequestAtThePortal = new CompletableFuture<>();
    private final Sinks.One<String> slowAnswer = Sinks.one();

    @TempDir
    private Path folder;

    @Test
    void itStartsFromWhatTheChartWritesHearsOfANewPolicyAndEndsWhatHasBegun() throws Exception {
        DisposableServer portal = portal();
        try (TrialIssuer issuer = new TrialIssuer()) {
            Chart chart = render("http://127.0.0.1:" + portal.port(), issuer);
            mount("settings", "application.yaml", chart.settings());
            mount(
                    "policy",
                    "policy.yaml",
                    chart.the(ConfigMap.class, Chart.NAME + "-policy").getData().get("policy.yaml"));
            try (TrialProcess pod =
                    TrialProcess.start("256m", Map.of("ADMIN_TOKEN_SHA256", TOKEN_SHA256), arguments(chart))) {
                String parent = issuer.token("msmith", "National_TUT", Instant.now());
                String ready =
                        chart.container().getReadinessProbe().getHttpGet().getPath();
                Eventually.within(
                        PATIENCE,
                        () -> assertThat(status(pod, adminPort, ready, null)).isEqualTo(200));
                Eventually.within(
                        PATIENCE,
                        () -> assertThat(status(pod, port, "/", parent)).isEqualTo(200));

                swap("policy", "policy.yaml", CLOSED);
                Eventually.within(
                        PATIENCE,
                        () -> assertThat(status(pod, port, "/", parent)).isEqualTo(403));

                CompletableFuture<HttpResponse<String>> begun = http.sendAsync(
                        request(port, "/slow", issuer.token("ines", "National_ELV", Instant.now())),
                        HttpResponse.BodyHandlers.ofString());
                slowRequestAtThePortal.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                pod.terminate();
                Eventually.within(PATIENCE, () -> assertThat(isOpen(port)).isFalse());
                assertThat(begun).as("the door is closed, but she is inside").isNotDone();
                slowAnswer.tryEmitValue("enfin").orThrow();

                HttpResponse<String> answer = begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("enfin");
                assertThat(pod.exitCode()).as(pod.output()).isEqualTo(128 + 15);
            }
        } finally {
            portal.disposeNow(PATIENCE);
        }
    }

    private DisposableServer portal() {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/slow", (request, response) -> {
                            slowRequestAtThePortal.complete(null);
                            return response.sendString(slowAnswer.asMono());
                        })
                        .get("/**", (request, response) -> response.sendString(Mono.just("bienvenue"))))
                .bindNow();
    }

    private Chart render(String portal, TrialIssuer issuer) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), OPEN);
        Path values = Files.writeString(
                folder.resolve("values.yaml"), """
                settings:
                  spring: {cloud: {gateway: {server: {webflux: {routes: [{id: portail, uri: "%s", predicates: ["Path=/**"]}]}}}}}
                  ecluse:
                    identity: {bearer: [{issuer: "%s", jwks-uri: "%s", audience: ent, algorithms: [RS256]}]}
                """.formatted(portal, issuer.issuer(), issuer.jwksUri()));
        return Chart.render(Chart.command("minimal").withValuesFile(values).setFile("policy", policy));
    }

    /** The container's, with this machine's folders and ports in the place of the pod's. */
    private String[] arguments(Chart chart) {
        List<String> arguments = new ArrayList<>(chart.container().getArgs());
        arguments.replaceAll(word -> word.replace("/etc/ecluse/", folder + "/"));
        arguments.addAll(List.of(
                "--ecluse.policy=" + folder.resolve("policy/policy.yaml"),
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--ecluse.admin.address=127.0.0.1",
                "--ecluse.admin.port=" + adminPort));
        return arguments.toArray(String[]::new);
    }

    /** As the kubelet does it: NAME -> ..data/NAME, ..data -> a folder with a date. */
    private void mount(String volume, String name, String content) throws IOException {
        Path at = Files.createDirectory(folder.resolve(volume));
        Files.writeString(
                Files.createDirectory(at.resolve("..2026_11_24_06_00_00.1")).resolve(name), content);
        Files.createSymbolicLink(at.resolve("..data"), Path.of("..2026_11_24_06_00_00.1"));
        Files.createSymbolicLink(at.resolve(name), Path.of("..data", name));
    }

    /** As the kubelet does it: a new folder, one rename, and the old folder goes. */
    private void swap(String volume, String name, String content) throws IOException {
        Path at = folder.resolve(volume);
        Path before = at.resolve(Files.readSymbolicLink(at.resolve("..data")));
        Files.writeString(
                Files.createDirectory(at.resolve("..2026_11_24_07_00_00.2")).resolve(name), content);
        Path link = Files.createSymbolicLink(at.resolve("..data_tmp"), Path.of("..2026_11_24_07_00_00.2"));
        Files.move(link, at.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(before.resolve(name));
        Files.delete(before);
    }

    private static HttpRequest request(int port, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        return (token == null ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    private int status(TrialProcess pod, int port, String path, String token) {
        assertThat(pod.isAlive()).as(pod.output()).isTrue();
        try {
            return http.send(request(port, path, token), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOpen(int port) {
        try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return visitor.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
