package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers hold connections to the portal for as long as they like, and take none from people who are seated. */
class StrangersConnectionsTest {

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void strangersWhoHoldEveryConnectionOfTheirsLeaveThoseOfPeopleWhoAreKnown(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(
                        portal,
                        issuer,
                        policy,
                        "server.shutdown=immediate", // for the one who is held
                        "spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1",
                        "spring.cloud.gateway.server.webflux.httpclient.pool.acquire-timeout=500",
                        "spring.cloud.gateway.server.webflux.routes[1].id=ouvert",
                        "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                        "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/slow",
                        "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public")) {
            CompletableFuture<Integer> one = ask(gateway);
            CompletableFuture<Integer> other = ask(gateway);
            assertThat(CompletableFuture.anyOf(one, other).get(1, TimeUnit.MINUTES))
                    .as("the stranger who finds the connection taken")
                    .isEqualTo(503);

            assertThat(gateway.getAs(issuer.token("ines", "National_ELV", Instant.now()), "/cahier")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(one.isDone() && other.isDone()).as("it is still held").isFalse();
        }
    }

    private CompletableFuture<Integer> ask(TrialGateway gateway) {
        return http.sendAsync(gateway.request("/slow").build(), HttpResponse.BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }
}
