package fr.ecluse.gateway.peers;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.gateway.trial.TrialProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways behind a real HAProxy are restarted one after the other, as in the operations guide, while a full ENT works and a line
 * waits: no request fails, nobody loses the seat or the place.
 */
class RollingRestartPeerTest {

    private static final int SEATS = 12;
    private static final int WAITING = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(50);
    private static final Pattern AHEAD = Pattern.compile("\"ahead\":([0-9]+)");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger polled = new AtomicInteger();

    @Test
    void noRequestNoSeatAndNoPlaceIsLost(@TempDir Path folder) throws Exception {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: " + SEATS + "}\n");
        List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
        int balancer = FreePorts.next();
        try (TestRedis redis = new TestRedis();
                TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer()) {
            List<TrialProcess> nodes = new ArrayList<>();
            Process haproxy = null;
            ExecutorService people = Executors.newCachedThreadPool();
            AtomicBoolean over = new AtomicBoolean();
            try {
                for (int port : ports) {
                    nodes.add(node(port, policy, redis, portal, issuer, key));
                }
                for (int i = 0; i < nodes.size(); i++) {
                    ready(ports.get(i), nodes.get(i));
                }
                haproxy = haproxy(folder, balancer, ports);
                ready(balancer, nodes.get(0));
                URI base = URI.create("http://127.0.0.1:" + balancer + "/");
                List<String> seated = IntStream.range(0, SEATS)
                        .mapToObj(i -> issuer.token("assis-" + i, "National_ELV", Instant.now()))
                        .toList();
                for (String token : seated) {
                    Eventually.within(
                            PATIENCE,
                            () -> { // a node that has just found Redis lets nobody in for a moment
                                HttpResponse<String> answer = get(base, "Authorization", "Bearer " + token);
                                assertThat(answer.statusCode())
                                        .as(answer.body())
                                        .isEqualTo(200);
                            });
                }
                List<String> tickets = new ArrayList<>();
                for (int i = 0; i < WAITING; i++) {
                    HttpResponse<String> answer = get(
                            base,
                            "Authorization",
                            "Bearer " + issuer.token("attend-" + i, "National_ELV", Instant.now()));
                    assertThat(answer.statusCode()).isEqualTo(503);
                    tickets.add(answer.headers().firstValue("Ecluse-Place").orElseThrow());
                }
                Map<String, Long> places = new HashMap<>();
                Eventually.within(
                        PATIENCE,
                        () -> { // nodes count the line once a second
                            tickets.forEach(ticket -> places.put(ticket, ahead(base, ticket)));
                            assertThat(places.values()).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
                        });
                List<Future<?>> work = new ArrayList<>();
                seated.forEach(token -> work.add(people.submit(() -> works(base, token, over))));
                places.forEach((ticket, ahead) -> work.add(people.submit(() -> waits(base, ticket, ahead, over))));
                served(SEATS * 5);

                for (int i = 0; i < nodes.size(); i++) {
                    TrialProcess old = nodes.get(i);
                    old.stop();
                    assertThat(old.output()).contains("event=draining");
                    served(SEATS * 5);
                    nodes.set(i, node(ports.get(i), policy, redis, portal, issuer, key));
                    ready(ports.get(i), nodes.get(i));
                    served(SEATS * 20); // the balancer has found it again, too
                }
                int polls = polled.get();
                Eventually.within(PATIENCE, () -> assertThat(polled.get()).isGreaterThan(polls + 2 * WAITING));
                over.set(true);
                for (Future<?> each : work) {
                    each.get();
                }
                assertThat(troubles).isEmpty();
            } finally {
                over.set(true);
                people.shutdownNow();
                nodes.forEach(TrialProcess::close);
                if (haproxy != null) {
                    haproxy.destroy();
                }
            }
        }
    }

    private void works(URI base, String token, AtomicBoolean over) {
        while (!over.get()) {
            HttpResponse<String> answer = get(base, "Authorization", "Bearer " + token);
            if (answer == null || answer.statusCode() != 200) {
                troubles.add("somebody seated got " + (answer == null ? "no answer" : answer.statusCode()));
            }
            served.incrementAndGet();
        }
    }

    private void waits(URI base, String ticket, long place, AtomicBoolean over) {
        while (!over.get()) {
            HttpResponse<String> answer = get(base.resolve("/.ecluse/place"), "Ecluse-Place", ticket);
            Matcher ahead = AHEAD.matcher(answer == null ? "" : answer.body());
            if (answer == null || answer.statusCode() != 200 || !answer.body().contains("\"state\":\"waiting\"")) {
                troubles.add("somebody at " + place + " got " + (answer == null ? "no answer" : answer.body()));
            } else if (ahead.find() && Long.parseLong(ahead.group(1)) > place) {
                troubles.add("somebody went back from " + place + " to " + ahead.group(1));
            }
            polled.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
        }
    }

    private long ahead(URI base, String ticket) {
        Matcher ahead = AHEAD.matcher(
                get(base.resolve("/.ecluse/place"), "Ecluse-Place", ticket).body());
        return ahead.find() ? Long.parseLong(ahead.group(1)) : -1;
    }

    /** Null if there was none, which is told. */
    private HttpResponse<String> get(URI uri, String name, String value) {
        try {
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofMinutes(1))
                            .header(name, value)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            troubles.add(e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** So many more pages have been seen. */
    private void served(int more) {
        int from = served.get();
        Eventually.within(PATIENCE, () -> assertThat(served.get()).isGreaterThan(from + more));
    }

    private void ready(int port, TrialProcess node) {
        Eventually.within(PATIENCE, () -> {
            assertThat(node.isAlive()).as(node.output()).isTrue();
            HttpResponse<String> health;
            try {
                health = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/.ecluse/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
            } catch (IOException notYet) {
                throw new AssertionError(notYet);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(health.statusCode()).isEqualTo(200);
        });
    }

    private static TrialProcess node(
            int port, Path policy, TestRedis redis, TrialPortal portal, TrialIssuer issuer, String key) {
        return TrialProcess.start(
                "256m",
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--ecluse.admin.port=0",
                "--ecluse.policy=" + policy,
                "--ecluse.keys[0].id=k1",
                "--ecluse.keys[0].secret=" + key,
                "--ecluse.ledger.kind=redis",
                "--ecluse.ledger.name=essai",
                "--ecluse.ledger.uri=" + redis.uri(),
                "--ecluse.connections.drain=5s",
                "--spring.cloud.gateway.server.webflux.routes[0].id=portail",
                "--spring.cloud.gateway.server.webflux.routes[0].uri=" + portal.uri(),
                "--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**",
                "--ecluse.identity.bearer[0].issuer=" + issuer.issuer(),
                "--ecluse.identity.bearer[0].jwks-uri=" + issuer.jwksUri(),
                "--ecluse.identity.bearer[0].audience=ent",
                "--ecluse.identity.bearer[0].algorithms=RS256");
    }

    /** As the operations guide sets it. */
    private static Process haproxy(Path folder, int balancer, List<Integer> ports) throws IOException {
        Path config =
                Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                  option redispatch
                  retries 3
                  retry-on conn-failure empty-response
                  option httpchk GET /.ecluse/health
                  http-check send hdr Host ent
                frontend visitors
                  bind 127.0.0.1:%d
                  default_backend ecluse
                backend ecluse
                  default-server check inter 1s fall 2 rise 2
                  server a 127.0.0.1:%d
                  server b 127.0.0.1:%d
                """.formatted(balancer, ports.get(0), ports.get(1)));
        return new ProcessBuilder("haproxy", "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
    }
}
