package fr.ecluse.gateway.peers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keycloak from its distribution, in the role of a portal's OIDC provider. Its realm {@code ent} is the resource {@code
 * ent-realm.json}, read anew at each start: everybody's password is their name; profiles are claims as ÉduConnect (arrays of {@code
 * FrEduCtPersonAffiliation}) and SDET portals give them; the client {@code ent} must use PKCE.
 */
final class Keycloak extends Peer {

    static final String CLIENT = "ent";
    static final String SECRET = "secret-d-essai";

    private static final String REMEDY = "mvn clean verify -Ppeers unpacks it";
    private static final String ADMIN = "admin";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final FormBrowser http = new FormBrowser();

    Keycloak() {
        super("keycloak");
    }

    String issuer() {
        return "http://127.0.0.1:" + port() + "/realms/ent";
    }

    String keys() {
        return issuer() + "/protocol/openid-connect/certs";
    }

    /** An access token by the direct grant, as an app of the portal would get it. */
    String token(String user) {
        return token(
                "ent",
                Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        CLIENT,
                        "client_secret",
                        SECRET,
                        "username",
                        user,
                        "password",
                        user));
    }

    /** That access token is good for nothing from now on (RFC 7009). */
    void revoke(String accessToken) {
        succeeded(http.send(HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/revoke"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(FormBrowser.encoded(
                        Map.of("client_id", CLIENT, "client_secret", SECRET, "token", accessToken))))));
    }

    /** Whether tokens say next to nothing themselves, so that whoever wants to know must ask. */
    void saysLittleInTokens(boolean little) {
        ObjectNode client = client();
        ((ObjectNode) client.get("attributes"))
                .put("client.use.lightweight.access.token.enabled", String.valueOf(little));
        admin("PUT", "/clients/" + client.get("id").asString(), client.toString());
    }

    /** From now on the ends of the client's sessions are posted there (OIDC back-channel logout), each by its {@code sid}. */
    void tellsLogoutsTo(String url) {
        tellsLogoutsTo(url, "true");
    }

    /** The same, but it only says whose they are: {@code sub} alone. */
    void tellsLogoutsBySubjectTo(String url) {
        tellsLogoutsTo(url, "false");
    }

    private void tellsLogoutsTo(String url, String sessionRequired) {
        ObjectNode client = client();
        ((ObjectNode) client.get("attributes"))
                .put("backchannel.logout.url", url)
                .put("backchannel.logout.session.required", sessionRequired);
        admin("PUT", "/clients/" + client.get("id").asString(), client.toString());
    }

    private ObjectNode client() {
        return (ObjectNode)
                JSON.readTree(admin("GET", "/clients?clientId=" + CLIENT, "").body())
                        .get(0);
    }

    /** A call of the admin REST API on the realm; an answer that is no success fails. */
    HttpResponse<String> admin(String method, String path, String json) {
        String token = token(
                "master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", ADMIN, "password", ADMIN));
        return succeeded(
                http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/admin/realms/ent" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(json))));
    }

    private String token(String realm, Map<String, String> grant) {
        HttpResponse<String> answer = succeeded(http.send(HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + port() + "/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(FormBrowser.encoded(grant)))));
        JsonNode token = JSON.readTree(answer.body()).path("access_token");
        return token.asString();
    }

    private static HttpResponse<String> succeeded(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    @Override
    ProcessBuilder prepare() throws IOException {
        Path distribution = distribution();
        Files.createDirectories(distribution.resolve("data/import"));
        Files.writeString(distribution.resolve("data/import/ent-realm.json"), resource("ent-realm.json"));
        ProcessBuilder start = new ProcessBuilder(List.of(
                        distribution.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--db=dev-mem",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port(),
                        "--import-realm"))
                .directory(home().toFile());
        start.environment()
                .putAll(Map.of(
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN,
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx640m",
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        return start;
    }

    @Override
    URI ready() {
        return URI.create(issuer() + "/.well-known/openid-configuration");
    }

    @Override
    Duration patience() {
        return Duration.ofMinutes(3);
    }

    private Path distribution() throws IOException {
        Path unpacked = Path.of("target", "keycloak").toAbsolutePath();
        needs(unpacked, REMEDY);
        try (Stream<Path> versions = Files.list(unpacked)) {
            return versions.filter(Files::isDirectory)
                    .max(Path::compareTo)
                    .orElseThrow(() ->
                            new AssertionError("keycloak is not installed (nothing in " + unpacked + "); " + REMEDY));
        }
    }
}
