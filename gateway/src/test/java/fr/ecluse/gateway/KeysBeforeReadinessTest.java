package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A node is given visitors only when it can tell who they are. */
class KeysBeforeReadinessTest {

    /** For keys that do not come: a pause between two attempts. */
    private static final Duration WAITS_AT_LEAST = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aNodeIsAliveBeforeItHasTheProvidersKeysAndReadyOnlyThen() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        CountDownLatch answered = new CountDownLatch(1);
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer provider = provider(answered, threads);
        int admin = FreePorts.next();
        CompletableFuture<ConfigurableApplicationContext> started =
                CompletableFuture.supplyAsync(() -> gateway(provider, policy, admin), threads);
        try {
            AtomicLong notAliveNanos = new AtomicLong();
            Eventually.within(Duration.ofMinutes(3), () -> {
                long askedNanos = System.nanoTime();
                int alive = status(admin, "liveness");
                if (alive != 200) {
                    notAliveNanos.set(askedNanos);
                }
                assertThat(alive).isEqualTo(200);
            });
            int ready = status(admin, "readiness");
            // it does not wait for ever: where the machine stood still meanwhile, it may be ready without the keys
            if (System.nanoTime() - notAliveNanos.get() < WAITS_AT_LEAST.toNanos()) {
                assertThat(ready).isEqualTo(503);
            }

            answered.countDown();

            Eventually.within(
                    Duration.ofMinutes(3),
                    () -> assertThat(status(admin, "readiness")).isEqualTo(200));
        } finally {
            answered.countDown();
            started.join().close();
            provider.stop(0);
            threads.shutdownNow();
        }
    }

    private static HttpServer provider(CountDownLatch answered, ExecutorService threads) throws IOException {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setExecutor(threads);
        provider.createContext("/jwks", exchange -> {
            try {
                answered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            byte[] none = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, none.length);
            exchange.getResponseBody().write(none);
            exchange.close();
        });
        provider.start();
        return provider;
    }

    private static ConfigurableApplicationContext gateway(HttpServer provider, Path policy, int admin) {
        String issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        ConfigurableApplicationContext context = Gateway.start(
                "--server.address=127.0.0.1",
                "--server.port=" + FreePorts.next(),
                "--ecluse.policy=" + policy,
                "--ecluse.identity.bearer[0].issuer=" + issuer,
                "--ecluse.identity.bearer[0].jwks-uri=" + issuer + "/jwks",
                "--ecluse.identity.bearer[0].audience=ent",
                "--ecluse.admin.port=" + admin);
        if (context == null) {
            throw new AssertionError("the gateway did not start; its log says why");
        }
        return context;
    }

    private int status(int admin, String probe) {
        URI address = URI.create("http://127.0.0.1:" + admin + "/actuator/health/" + probe);
        try {
            return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
