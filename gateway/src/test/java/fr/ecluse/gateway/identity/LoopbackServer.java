package fr.ecluse.gateway.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on the loopback that can go down and come back at the same address. */
final class LoopbackServer implements AutoCloseable {

    /** With this server on a machine that is busy with other things: what is late is no fault of anybody's. */
    static final ProviderPatience PATIENCE = new ProviderPatience(Duration.ofMinutes(1), Duration.ofMinutes(2));

    /** For the answer that never comes. */
    static final ProviderPatience NEXT_TO_NONE = new ProviderPatience(Duration.ofMillis(300), Duration.ofMillis(600));

    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port = FreePorts.next();
    private HttpServer server;

    LoopbackServer() {
        server = listen();
    }

    void on(String path, HttpHandler handler) {
        handlers.put(path, handler);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    int calls(String path) {
        return calls.getOrDefault(path, new AtomicInteger()).get();
    }

    void goDown() {
        server.stop(0);
    }

    void comeBack() {
        server = listen();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private HttpServer listen() {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            listening.setExecutor(threads);
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
        HttpHandler handler = handlers.get(path);
        if (handler == null) {
            answer(exchange, 404, "text/plain", "nothing here");
        } else {
            handler.handle(exchange);
        }
    }
}
