package fr.ecluse.gateway.pages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Serves pages as the gateway would, with their policy and what they load, and answers the polls of their script. */
final class PageServer implements AutoCloseable {

    private final Assets assets;
    private final Pages pages;
    private final HttpServer server;
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final AtomicInteger polls = new AtomicInteger();
    private final AtomicInteger entries = new AtomicInteger();
    private volatile String place = "";

    PageServer() throws IOException {
        assets = new Assets();
        pages = new Pages(assets);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "pages");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::serve);
        server.start();
    }

    /** The address of that page in that language. */
    String serve(Page page, Pages.Setting setting, Language language) {
        String path = "/" + language.code() + "/"
                + Integer.toHexString(List.of(page, setting).hashCode());
        served.put(path, new Served(pages.html(page, setting, language), Pages.contentSecurityPolicy(page)));
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** What polls are answered from now on; an empty text: 503. */
    void answersPolls(String json) {
        place = json;
    }

    int polls() {
        return polls.get();
    }

    /** How often the portal's page was asked for. */
    int entries() {
        return entries.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Served page = served.get(path);
        @Nullable
        Asset asset = path.startsWith(Pages.ASSETS) ? assets.asset(path.substring(Pages.ASSETS.length())) : null;
        if (page != null) {
            exchange.getResponseHeaders().set("Content-Security-Policy", page.policy);
            send(exchange, 200, "text/html;charset=utf-8", page.html.getBytes(StandardCharsets.UTF_8));
        } else if (asset != null) {
            send(exchange, 200, asset.contentType(), asset.bytes());
        } else if (path.equals("/.ecluse/place")) {
            String answer = place;
            polls.incrementAndGet(); // first: whoever has seen what an answer does must find it counted
            send(exchange, answer.isEmpty() ? 503 : 200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
        } else {
            if (path.startsWith("/messagerie")) {
                entries.incrementAndGet();
            }
            byte[] portal = "<!DOCTYPE html><title>Portail</title><h1>Portail</h1>".getBytes(StandardCharsets.UTF_8);
            send(exchange, 200, "text/html;charset=utf-8", portal);
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private record Served(String html, String policy) {}
}
