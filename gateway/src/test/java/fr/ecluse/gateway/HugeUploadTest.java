package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.gateway.trial.TrialProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gigabyte passes through a gateway that has a quarter of it. */
class HugeUploadTest {

    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    void aGigabyteStreamsThroughAHeapOf256Megabytes() throws Exception {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        int port = FreePorts.next();
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialProcess gateway = TrialProcess.start(
                        "256m",
                        "--server.address=127.0.0.1",
                        "--server.port=" + port,
                        "--ecluse.admin.port=" + FreePorts.next(),
                        "--ecluse.policy=" + policy,
                        "--spring.cloud.gateway.server.webflux.routes[0].id=portail",
                        "--spring.cloud.gateway.server.webflux.routes[0].uri=" + portal.uri(),
                        "--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**",
                        // a gigabyte may take a slow machine longer than the minute in which an answer must begin
                        "--spring.cloud.gateway.server.webflux.routes[0].metadata.response-timeout=600000",
                        "--ecluse.identity.bearer[0].issuer=" + issuer.issuer(),
                        "--ecluse.identity.bearer[0].jwks-uri=" + issuer.jwksUri(),
                        "--ecluse.identity.bearer[0].audience=ent",
                        "--ecluse.identity.bearer[0].algorithms=RS256")) {
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            URI base = URI.create("http://127.0.0.1:" + port);
            Eventually.within(
                    Duration.ofMinutes(5),
                    () -> assertThat(health(http, base, gateway)).isEqualTo(200));

            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(base.resolve("/upload"))
                            .header("Authorization", "Bearer " + issuer.token("ines", "National_ELV", Instant.now()))
                            .POST(HttpRequest.BodyPublishers.ofByteArrays(
                                    Collections.nCopies(1024, new byte[MEBIBYTE])))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Long.toString(1024L * MEBIBYTE));
            assertThat(gateway.output()).doesNotContain("OutOfMemory");
        }
    }

    private static int health(HttpClient http, URI base, TrialProcess gateway) {
        assertThat(gateway.isAlive()).as(gateway.output()).isTrue();
        try {
            return http.send(
                            HttpRequest.newBuilder(base.resolve("/.ecluse/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (java.io.IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
