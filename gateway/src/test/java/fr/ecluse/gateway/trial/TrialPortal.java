package fr.ecluse.gateway.trial;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

/** A portal that remembers the heads and the forms it received, swallows uploads, streams events and echoes WebSocket frames. */
public final class TrialPortal implements AutoCloseable {

    /**
     * Of the servers of tests alone. The gateways of one process share their event loops, and the one that ends closes them: what it
     * then leaves open is never closed.
     */
    public static final LoopResources LOOPS = LoopResources.create("trial-server", 2, true);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] LARGE = new byte[4 << 20];

    private final BlockingQueue<Map<String, String>> requests = new LinkedBlockingQueue<>();
    private final AtomicLong swallowed = new AtomicLong();
    private final DisposableServer server;

    public TrialPortal() {
        server = HttpServer.create()
                .runOn(LOOPS)
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.post(
                                "/upload",
                                (request, response) -> response.sendString(request.receive()
                                        .map(chunk -> (long) chunk.readableBytes())
                                        .reduce(0L, Long::sum)
                                        .doOnNext(swallowed::addAndGet)
                                        .map(String::valueOf)))
                        .get(
                                "/events",
                                (request, response) -> response.sse()
                                        .sendString(Flux.just("data: un\n\n", "data: deux\n\n")
                                                .concatWith(Flux.<String>never().take(Duration.ofSeconds(5)))))
                        .options(
                                "/**",
                                (request, response) -> response.status(204)
                                        .header("Access-Control-Allow-Origin", "https://ailleurs.example")
                                        .send())
                        .get("/large", (request, response) -> response.sendByteArray(Flux.just(LARGE)))
                        .get("/slow", (request, response) -> response.sendString(Mono.never()))
                        .get(
                                "/release",
                                (request, response) -> response.header("Ecluse-Release", "true")
                                        .header("Ecluse-Decision", "forged")
                                        .sendString(Mono.just("au revoir")))
                        .ws(
                                "/echo",
                                (in, out) ->
                                        out.sendString(in.receive().asString().map(text -> "écho " + text)))
                        .post(
                                "/**",
                                (request, response) -> response.sendString(request.receive()
                                        .aggregate()
                                        .asString()
                                        .defaultIfEmpty("")
                                        .doOnNext(body -> requests.add(seen(request, body)))
                                        .map(body -> "reçu")))
                        .get("/**", (request, response) -> {
                            requests.add(seen(request, ""));
                            return response.header("Content-Type", "text/html; charset=utf-8")
                                    .sendString(Mono.just("<h1>Bienvenue</h1>"));
                        }))
                .bindNow();
    }

    private static Map<String, String> seen(HttpServerRequest request, String body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.requestHeaders().forEach(h -> headers.put(h.getKey(), h.getValue()));
        headers.put(":uri", request.uri());
        headers.put(":body", body);
        return headers;
    }

    public String uri() {
        return "http://127.0.0.1:" + server.port();
    }

    public int port() {
        return server.port();
    }

    /** The headers of the next request that was not looked at yet, by name without regard to case. */
    public Map<String, String> nextRequest() {
        try {
            Map<String, String> headers = requests.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (headers == null) {
                throw new AssertionError("no request reached the portal");
            }
            return headers;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public int unseenRequests() {
        return requests.size();
    }

    public void forget() {
        requests.clear();
    }

    @Override
    public void close() {
        server.disposeNow(PATIENCE);
    }
}
