package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** What HTTP/2 leaves open as HTTP/1.1 does: methods in small letters, and hosts that are none. */
class Http2GrammarTest {

    @TempDir
    Path folder;

    @Test
    void aRequestOfHttp2HasOneMethodAndOneHostToo() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        try (BytePortal portal = new BytePortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialGateway gateway = TrialGateway.start(
                        portal.uri(),
                        issuer,
                        policy,
                        "server.http2.enabled=true",
                        "spring.cloud.gateway.server.webflux.routes[1].id=libre",
                        "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                        "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/libre/**",
                        "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public")) {
            assertThat(answer(gateway, "GET", "ent.example.fr")).isEqualTo("200 HTTP/2.0 null");
            assertThat(portal.take()).hasSize(1);

            for (String method : new String[] {"get", "Get", "TRACE"}) {
                assertThat(answer(gateway, method, "ent.example.fr")).isEqualTo("400 HTTP/2.0 bad-request");
            }
            for (String host : new String[] {"a,b", "a/b", "x:99999", "<script>"}) {
                assertThat(answer(gateway, "GET", host)).isEqualTo("400 HTTP/2.0 bad-request");
            }
            assertThat(portal.take()).isEmpty();
        }
    }

    private static String answer(TrialGateway gateway, String method, String host) {
        return HttpClient.create()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> headers.set(HttpHeaderNames.HOST, host))
                .request(HttpMethod.valueOf(method))
                .uri(gateway.uri() + "/libre/a")
                .responseSingle((response, body) -> Mono.just(response.status().code() + " " + response.version() + " "
                        + response.responseHeaders().get("Ecluse-Decision")))
                .block(Duration.ofSeconds(60));
    }
}
