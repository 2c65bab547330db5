package fr.ecluse.gateway.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A plain HTTP server on the loopback address: a few daemon threads, bounded in everything it reads.
 *
 * <p>It has nothing of the gateway in it, so that what the gateway does in front of it is the gateway's own doing.
 */
final class DemoServer implements AutoCloseable {

    /** In bytes. What is longer is cut short: no page of the demo posts that much. */
    static final int LONGEST_BODY = 64 * 1024;

    static final String ADDRESS = "127.0.0.1";

    private static final int THREADS = 4;
    private static final int QUEUED_CALLS = 256;

    static {
        // without it each answer waits up to 40 ms for the client to acknowledge its headers
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    /** What answers. May be called by several threads at once. */
    interface Handler {
        Answer answer(Call call);
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private DemoServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Binds at once, answers from {@link #start} on, so that a handler can be made that knows the address.
     *
     * @param preferredPort any free one is taken if this one is in use, or if it is 0
     */
    static DemoServer bind(String name, int preferredPort) throws IOException {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED_CALLS),
                task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        HttpServer server = bind(preferredPort);
        server.setExecutor(threads);
        return new DemoServer(server, threads);
    }

    private static HttpServer bind(int preferredPort) throws IOException {
        InetAddress loopback = InetAddress.getByName(ADDRESS);
        try {
            return HttpServer.create(new InetSocketAddress(loopback, preferredPort), 0);
        } catch (BindException inUse) {
            return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        }
    }

    void start(Handler handler) {
        server.createContext("/", exchange -> serve(handler, exchange));
        server.start();
    }

    /** Such as {@code http://127.0.0.1:9000}, without a slash at the end. */
    URI address() {
        return URI.create("http://" + ADDRESS + ":" + server.getAddress().getPort());
    }

    private static void serve(Handler handler, HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream in = exchange.getRequestBody()) {
            TreeMap<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            Call call = new Call(
                    exchange.getRequestMethod(), exchange.getRequestURI(), headers, in.readNBytes(LONGEST_BODY));
            Answer answer = handler.answer(call);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (call.method().equals("HEAD") || answer.body().length == 0) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
