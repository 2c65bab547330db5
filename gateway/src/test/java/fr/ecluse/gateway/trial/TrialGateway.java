package fr.ecluse.gateway.trial;

import fr.ecluse.gateway.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole gateway on free loopback ports, started from settings like any other. */
public final class TrialGateway implements AutoCloseable {

    /** Of the operator in the settings of every trial. */
    public static final String TOKEN = "jeton-d-essai";

    /** For one answer: a request that gets none must fail its test, not hold up all that follow. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String TOKEN_SHA256 = sha256(TOKEN);

    /** For the head of a request. As long as may be where a test does not say otherwise: its client may stand still as well. */
    private static final String HEADER_TIME = "ecluse.connections.header-time=";

    private final ConfigurableApplicationContext context;
    private final int port;
    private final int adminPort;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private TrialGateway(ConfigurableApplicationContext context, int port, int adminPort) {
        this.context = context;
        this.port = port;
        this.adminPort = adminPort;
    }

    /** Starts one before that portal with tokens of that issuer; the settings are added, as {@code name=value}. */
    public static TrialGateway start(TrialPortal portal, TrialIssuer issuer, Path policy, String... settings) {
        return start(portal.uri(), issuer, policy, settings);
    }

    /** The same before a portal of that address. */
    public static TrialGateway start(String portal, TrialIssuer issuer, Path policy, String... settings) {
        return start(new Replaced(null), portal, issuer, policy, settings);
    }

    /** The same by a clock that only the test moves. */
    public static TrialGateway startAt(
            MovableClock clock, TrialPortal portal, TrialIssuer issuer, Path policy, String... settings) {
        return start(new Replaced(clock), portal.uri(), issuer, policy, settings);
    }

    private static TrialGateway start(
            Replaced replaced, String portal, TrialIssuer issuer, Path policy, String... settings) {
        int port = FreePorts.next();
        int adminPort = FreePorts.next();
        List<String> arguments = new ArrayList<>(List.of(
                "server.address=127.0.0.1",
                "server.port=" + port,
                "spring.cloud.gateway.server.webflux.routes[0].id=portail",
                "spring.cloud.gateway.server.webflux.routes[0].uri=" + portal,
                "spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**",
                "spring.cloud.gateway.server.webflux.routes[0].metadata.service=portail",
                "spring.cloud.gateway.server.webflux.routes[0].order=100",
                "ecluse.policy=" + policy,
                "ecluse.identity.bearer[0].issuer=" + issuer.issuer(),
                "ecluse.identity.bearer[0].jwks-uri=" + issuer.jwksUri(),
                "ecluse.identity.bearer[0].audience=ent",
                "ecluse.identity.bearer[0].algorithms=RS256",
                "ecluse.admin.port=" + adminPort,
                "ecluse.admin.tokens[0].name=astreinte",
                "ecluse.admin.tokens[0].sha256=" + TOKEN_SHA256,
                "ecluse.admin.tokens[0].scope=operate"));
        Collections.addAll(arguments, settings);
        if (arguments.stream().noneMatch(argument -> argument.startsWith(HEADER_TIME))) {
            arguments.add(HEADER_TIME + "60s");
        }
        String[] all = arguments.stream().map(argument -> "--" + argument).toArray(String[]::new);
        ConfigurableApplicationContext context = SpringApplication.withHook(replaced, () -> Gateway.start(all));
        if (context == null) {
            throw new AssertionError("the gateway did not start; its log says why");
        }
        return new TrialGateway(context, port, adminPort);
    }

    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public String adminUri() {
        return "http://127.0.0.1:" + adminPort;
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> getAs(String token, String path, String... headers) {
        return send(request(path, headers)
                .header("Authorization", "Bearer " + token)
                .GET()
                .build());
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri() + path)).timeout(PATIENCE);
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** A call of the admin API by the operator. */
    public HttpResponse<String> admin(String method, String path, String json) {
        HttpRequest.BodyPublisher body =
                json.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        return send(HttpRequest.newBuilder(URI.create(adminUri() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request + " failed: " + e, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Map<String, T> beansOf(Class<T> type) {
        return context.getBeansOfType(type);
    }

    @Override
    public void close() {
        context.close();
    }

    private static String sha256(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
