package fr.ecluse.gateway.trial;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A CAS server on the loopback, strict where the standard is: a ticket is for one service, lives ten seconds, and dies at its
 * first validation, good or not. Whoever is {@link #somebody} is logged in already.
 *
 * <p>{@code /p3/serviceValidate} answers as Apereo CAS does, in XML or JSON; {@code /serviceValidate} as the servers of portals
 * do that speak version 2, with attributes beside the user.
 */
public final class TrialCas implements AutoCloseable {

    private static final Duration TICKET_LIVES = Duration.ofSeconds(10);

    private record Issued(String service, String user, Instant at) {}

    private record Somebody(String user, Map<String, List<String>> attributes) {}

    /** What to answer in the place of the truth. */
    private record Instead(int status, String type, String body) {}

    private final Map<String, Issued> tickets = new ConcurrentHashMap<>();
    private final Queue<String> validations = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private final Clock clock;
    private volatile Somebody somebody = new Somebody("ines", Map.of("ENTPersonProfils", List.of("National_ELV")));
    private volatile Instead instead;
    private volatile boolean breaksOff;

    public TrialCas(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/cas/login", this::login);
        server.createContext("/cas/p3/serviceValidate", exchange -> validate(exchange, "attributes"));
        server.createContext("/cas/serviceValidate", exchange -> validate(exchange, null));
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/cas";
    }

    /** Whoever comes to the login page from now on is this person. */
    public void somebody(String user, Map<String, List<String>> attributes) {
        somebody = new Somebody(user, attributes);
    }

    /** Every validation is answered so from now on. */
    public void answer(int status, String type, String body) {
        instead = new Instead(status, type, body);
    }

    /** Every validation is read and then not answered at all. */
    public void breakOff() {
        breaksOff = true;
    }

    /** The queries of the validations so far, as they came. */
    public List<String> validations() {
        return List.copyOf(validations);
    }

    /** Goes where the gateway sends the visitor; gives the address to which the server sends them back. */
    public static URI visit(URI loginPage) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(loginPage).build(), HttpResponse.BodyHandlers.ofString());
            return URI.create(answer.headers().firstValue("Location").orElseThrow());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void login(HttpExchange exchange) throws IOException {
        String service = query(exchange).get("service");
        String ticket = "ST-1-" + UUID.randomUUID() + "-cas.example.fr";
        tickets.put(ticket, new Issued(service, somebody.user(), clock.instant()));
        exchange.getResponseHeaders()
                .set("Location", service + (service.contains("?") ? "&" : "?") + "ticket=" + ticket);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void validate(HttpExchange exchange, String below) throws IOException {
        validations.add(exchange.getRequestURI().getRawQuery());
        if (breaksOff) {
            exchange.close();
            return;
        }
        Map<String, String> asked = query(exchange);
        boolean json = "JSON".equals(asked.get("format"));
        Issued issued = tickets.remove(asked.getOrDefault("ticket", ""));
        String type = json ? "application/json" : "application/xml;charset=UTF-8";
        if (instead != null) {
            send(exchange, instead.status(), instead.type(), instead.body());
        } else if (issued == null || clock.instant().isAfter(issued.at().plus(TICKET_LIVES))) {
            send(exchange, 200, type, failure(json, "INVALID_TICKET"));
        } else if (!issued.service().equals(asked.get("service"))) {
            send(exchange, 200, type, failure(json, "INVALID_SERVICE"));
        } else {
            send(exchange, 200, type, json ? json(somebody) : xml(somebody, below));
        }
    }

    private static String failure(boolean json, String code) {
        return json
                ? "{\"serviceResponse\":{\"authenticationFailure\":{\"code\":\"" + code + "\",\"description\":\"no\"}}}"
                : serviceResponse("<cas:authenticationFailure code=\"" + code + "\">no</cas:authenticationFailure>");
    }

    private static String xml(Somebody somebody, String below) {
        String attributes = somebody.attributes().entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(value -> "<cas:" + each.getKey() + ">" + value + "</cas:" + each.getKey() + ">"))
                .collect(Collectors.joining("\n"));
        return serviceResponse("<cas:authenticationSuccess>\n<cas:user>" + somebody.user() + "</cas:user>\n"
                + (below == null ? attributes : "<cas:" + below + ">" + attributes + "</cas:" + below + ">")
                + "\n</cas:authenticationSuccess>");
    }

    private static String serviceResponse(String content) {
        return "<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'>" + content + "</cas:serviceResponse>";
    }

    private static String json(Somebody somebody) {
        String attributes = somebody.attributes().entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":"
                        + each.getValue().stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))
                .collect(Collectors.joining(","));
        return "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"" + somebody.user() + "\",\"attributes\":{"
                + attributes + "}}}}";
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
        }
        return fields;
    }
}
