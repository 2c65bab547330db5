package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes between a seated visitor and the portal, and what the visitor gets when the portal fails. */
class PortalSideTest {

    private static final Instant NOW = Instant.now();

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static String ines;

    @BeforeAll
    static void start() throws Exception {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s", // for the one that never comes
                "spring.cloud.gateway.server.webflux.routes[0].metadata.response-timeout=60000",
                "spring.cloud.gateway.server.webflux.routes[3].id=lent",
                "spring.cloud.gateway.server.webflux.routes[3].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[3].predicates[0]=Path=/slow",
                "spring.cloud.gateway.server.webflux.routes[1].id=mort",
                "spring.cloud.gateway.server.webflux.routes[1].uri=http://127.0.0.1:" + FreePorts.next(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/mort/**",
                "spring.cloud.gateway.server.webflux.routes[2].id=aide",
                "spring.cloud.gateway.server.webflux.routes[2].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[2].predicates[0]=Path=/aide/**",
                "spring.cloud.gateway.server.webflux.routes[2].metadata.access=public",
                "spring.cloud.gateway.server.webflux.routes[2].metadata.response-timeout=60000");
        ines = issuer.token("ines", "National_ELV", NOW);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @Test
    void aWebSocketPassesBothWays() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + ines)
                .buildAsync(URI.create(gateway.uri().replace("http", "ws") + "/echo"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket source, CharSequence text, boolean last) {
                        heard.complete(text.toString());
                        return WebSocket.Listener.super.onText(source, text, last);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        socket.sendText("bonjour", true);

        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("écho bonjour");
        socket.abort();
    }

    @Test
    void aWebSocketWithoutACredentialIsNotOpened() {
        CompletableFuture<WebSocket> opened = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(gateway.uri().replace("http", "ws") + "/echo"), new WebSocket.Listener() {});

        assertThat(opened).failsWithin(java.time.Duration.ofSeconds(60));
    }

    @Test
    void serverSentEventsArriveWhileTheStreamIsOpen() throws Exception {
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        gateway.request("/events")
                                .header("Authorization", "Bearer " + ines)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = stream.body()) {
            // the portal ends the stream seconds later, or never: two events now are two events live
            assertThat(new String(body.readNBytes("data: un\n\ndata: deux\n\n".length()), "UTF-8"))
                    .isEqualTo("data: un\n\ndata: deux\n\n");
        }
    }

    @Test
    void aPortalThatRefusesTheConnectionIsA502() {
        HttpResponse<String> answer = gateway.getAs(ines, "/mort/x");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("upstream-failed");
        assertThat(answer.body()).doesNotContain("127.0.0.1").doesNotContain("Exception");
    }

    @Test
    void aPortalThatTakesTooLongIsA504() {
        HttpResponse<String> answer = gateway.getAs(ines, "/slow");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("upstream-failed");
    }

    @Test
    void aPublicRouteNeedsNobodyAndStillNamesWhoIsKnown() {
        portal.forget();
        assertThat(gateway.get("/aide/connexion", "Ecluse-User", "forge").statusCode())
                .isEqualTo(200);
        assertThat(portal.nextRequest()).doesNotContainKey("Ecluse-User").containsKey("X-Forwarded-For");

        assertThat(gateway.getAs(ines, "/aide/connexion").statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "ines");
    }

    @Test
    void noSpellingOfAPathMakesARequiredRoutePublic() {
        for (String path :
                new String[] {"/aide/..%2fsecret", "/aide//secret", "/aide/;a=b/secret", "/aide/%2e%2e/secret"}) {
            assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void anUploadStreamsThroughWithoutBeingKept() {
        byte[] chunk = new byte[1024 * 1024];
        HttpResponse<String> answer = gateway.send(gateway.request("/upload")
                .header("Authorization", "Bearer " + ines)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(java.util.Collections.nCopies(32, chunk)))
                .build());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Long.toString(32L * 1024 * 1024));
    }

    @Test
    void aCorsPreflightIsAnsweredByThePortalWithoutASeat() {
        HttpResponse<String> answer = gateway.send(gateway.request("/api/notes")
                .header("Origin", "https://ailleurs.example")
                .header("Access-Control-Request-Method", "GET")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(answer.headers().firstValue("Ecluse-Decision")).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://ailleurs.example");
    }
}
