package fr.ecluse.gateway.trial;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A provider that is asked about opaque tokens over real HTTP (RFC 7662). It knows its client by Basic, and nobody else; it can
 * keep its answers back, go down and come back at the same address.
 */
public final class TrialIntrospection implements AutoCloseable {

    public static final String CLIENT = "écluse:1";
    public static final String SECRET = "s3cret+ %/:&=é";

    private static final String INACTIVE = "{\"active\":false}";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int port = FreePorts.next();
    private volatile CountDownLatch open = new CountDownLatch(0);
    private volatile int status = 200;
    private HttpServer server;

    public TrialIntrospection() {
        server = listen();
    }

    public String issuer() {
        return "http://127.0.0.1:" + port;
    }

    public String uri() {
        return issuer() + "/introspect";
    }

    /** From now on this is what it says of that token; of any other it says that it is not active. */
    public void says(String token, String json) {
        answers.put(token, json);
    }

    public void revoke(String token) {
        answers.remove(token);
    }

    /** From now on it answers with this status. */
    public void fails(int status) {
        this.status = status;
    }

    /** The forms it was sent by its client, in order. */
    public List<Map<String, String>> asked() {
        return asked;
    }

    /** It takes questions and answers none until {@link #answerAll}. */
    public void keepAnswers() {
        open = new CountDownLatch(1);
    }

    public void answerAll() {
        open.countDown();
    }

    public void goDown() {
        server.stop(0);
    }

    public void comeBack() {
        server = listen();
    }

    @Override
    public void close() {
        answerAll();
        server.stop(0);
        threads.shutdownNow();
    }

    private HttpServer listen() {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            listening.setExecutor(threads);
            listening.createContext("/introspect", this::introspect);
            listening.createContext("/.well-known/openid-configuration", this::metadata);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void metadata(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "{\"issuer\":\"%s\",\"introspection_endpoint\":\"%s\"}".formatted(issuer(), uri()));
    }

    private void introspect(HttpExchange exchange) throws IOException {
        Map<String, String> form = new ConcurrentHashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            form.put(decoded(parts[0]), decoded(parts[1]));
        }
        if (!isOurClient(exchange.getRequestHeaders().getFirst("Authorization"))
                || !"POST".equals(exchange.getRequestMethod())) {
            answer(exchange, 401, "{\"error\":\"invalid_client\"}");
            return;
        }
        asked.add(form);
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, status, answers.getOrDefault(form.get("token"), INACTIVE));
    }

    /** RFC 6749 §2.3.1: name and secret are form-encoded before they are joined. */
    private static boolean isOurClient(String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        String pair = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return decoded(pair.substring(0, colon)).equals(CLIENT)
                && decoded(pair.substring(colon + 1)).equals(SECRET);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
