package fr.ecluse.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Oidc.ClientAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A small OIDC provider on the loopback, strict where the standard is: it checks the client, the redirect address and
 * PKCE, and redeems a code once. Everybody is logged in already.
 */
final class TestProvider implements AutoCloseable {

    static final String SECRET = "s3cret: & more";

    private static final String REALM = "/realms/ent";

    final TestIssuer issuer;
    UnaryOperator<JWTClaimsSet.Builder> idToken = claims -> claims;
    String userinfo = "{\"sub\":\"marie\",\"type\":\"ENSEIGNANT\"}";
    String authenticationMethods = "[\"client_secret_basic\",\"client_secret_post\"]";
    Runnable beforeTokens = () -> {};
    String lastAuthorization = "";
    String lastForm = "";

    private final Map<String, Map<String, String>> asked = new ConcurrentHashMap<>();

    TestProvider(Clock clock) {
        issuer = new TestIssuer(clock);
        issuer.server.on(REALM + "/.well-known/openid-configuration", this::metadata);
        issuer.server.on("/authorize", this::authorize);
        issuer.server.on("/token", this::token);
        issuer.server.on("/userinfo", this::userinfo);
    }

    Settings.Oidc byMetadata() {
        return byMetadata(SECRET, null);
    }

    Settings.Oidc byMetadata(String secret, ClientAuthentication authentication) {
        return new Settings.Oidc(
                issuer.name(),
                TestIssuer.AUDIENCE,
                secret,
                authentication,
                Set.of("openid", "profile"),
                null,
                null,
                null,
                null,
                null);
    }

    Settings.Oidc byHand() {
        return byHand(null);
    }

    Settings.Oidc byHand(ClientAuthentication authentication) {
        return new Settings.Oidc(
                issuer.name(),
                TestIssuer.AUDIENCE,
                SECRET,
                authentication,
                Set.of("openid"),
                uri("/authorize"),
                uri("/token"),
                uri(TestIssuer.KEYS),
                null,
                null);
    }

    URI uri(String path) {
        return issuer.server.uri(path);
    }

    /** Goes where the gateway sends the visitor; gives the query with which the provider sends them back. */
    static String visit(URI loginPage) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(loginPage).build(), HttpResponse.BodyHandlers.ofString());
        return URI.create(answer.headers().firstValue("Location").orElseThrow()).getRawQuery();
    }

    static Map<String, String> form(String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String field : encoded.split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return fields;
    }

    @Override
    public void close() {
        issuer.close();
    }

    private void metadata(HttpExchange exchange) throws IOException {
        LoopbackServer.answer(exchange, 200, "application/json", """
                {"issuer":"%s","authorization_endpoint":"%s","token_endpoint":"%s","jwks_uri":"%s",
                "userinfo_endpoint":"%s","end_session_endpoint":"%s","token_endpoint_auth_methods_supported":%s}
                """.formatted(
                        issuer.name(),
                        uri("/authorize"),
                        uri("/token"),
                        uri(TestIssuer.KEYS),
                        uri("/userinfo"),
                        uri("/logout"),
                        authenticationMethods));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> request = form(exchange.getRequestURI().getRawQuery());
        String code = "code-" + asked.size();
        asked.put(code, request);
        String location = request.get("redirect_uri") + "?code=" + code + "&state=" + encoded(request.get("state"))
                + "&iss=" + encoded(issuer.name());
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        beforeTokens.run();
        lastForm = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        lastAuthorization = header == null ? "" : header;
        Map<String, String> form = form(lastForm);
        if (!clientIsProven(form)) {
            LoopbackServer.answer(exchange, 401, "application/json", "{\"error\":\"invalid_client\"}");
            return;
        }
        Map<String, String> request = asked.remove(form.getOrDefault("code", ""));
        if (request == null
                || !request.get("redirect_uri").equals(form.get("redirect_uri"))
                || !"S256".equals(request.get("code_challenge_method"))
                || !request.get("code_challenge").equals(challenge(form.get("code_verifier")))) {
            LoopbackServer.answer(exchange, 400, "application/json", "{\"error\":\"invalid_grant\"}");
        } else {
            String token = issuer.token(claims -> idToken.apply(claims.claim("nonce", request.get("nonce"))));
            LoopbackServer.answer(
                    exchange,
                    200,
                    "application/json;charset=UTF-8",
                    "{\"access_token\":\"access\",\"token_type\":\"Bearer\",\"id_token\":\"" + token + "\"}");
        }
    }

    private void userinfo(HttpExchange exchange) throws IOException {
        boolean allowed = "Bearer access".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        LoopbackServer.answer(exchange, allowed ? 200 : 401, "application/json", userinfo);
    }

    /** RFC 6749 §2.3.1: by one of the methods that are taken and no other; in Basic both parts are form-encoded first. */
    private boolean clientIsProven(Map<String, String> form) {
        String basic = encoded(TestIssuer.AUDIENCE) + ":" + encoded(SECRET);
        boolean byHeader = lastAuthorization.equals(
                "Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
        boolean byBody = TestIssuer.AUDIENCE.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
        return byHeader != byBody
                && authenticationMethods.contains(byHeader ? "client_secret_basic" : "client_secret_post");
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
