package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends what the gateway does not want learns why: a connection that ended with bytes unread would be reset. */
class UnwantedBodyTest {

    private static final byte[] HOMEWORK = new byte[8 * 1024 * 1024];

    @TempDir
    Path folder;

    @Test
    void homeworkSentWithoutASeatIsAnsweredInFull() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 1}\n");
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(portal, issuer, policy)) {
            assertThat(gateway.getAs(issuer.token("malo", "National_ELV", Instant.now()), "/")
                            .statusCode())
                    .isEqualTo(200);
            String token = issuer.token("ines", "National_ELV", Instant.now());
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> answer = gateway.send(gateway.request("/homework")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(HOMEWORK))
                        .build());

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Connection")).contains("close");
                assertThat(answer.body()).startsWith("{").endsWith("}");
            }
        }
    }
}
