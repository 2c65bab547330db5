package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Little that would become much: heads, cookies and bodies that unfold. */
class BombsTest {

    private static BytePortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new BytePortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal.uri(),
                issuer,
                policy,
                "spring.cloud.gateway.server.webflux.routes[1].id=libre",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/libre/**",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @Test
    void aHeadWithinTheLimitPassesHoweverItIsCutUp() {
        StringBuilder cookies = new StringBuilder("Cookie: ");
        for (int i = 0; i < 100; i++) {
            cookies.append("c").append(i).append("=").append("v".repeat(40)).append("; ");
        }
        assertThat(status(cookies + "z=1\r\n")).isEqualTo(200);
        assertThat(status("Cookie: " + "ecluse".repeat(5_000) + "=1\r\n")).isEqualTo(200);
        assertThat(status("Cookie: " + "ecluse=x; ".repeat(3_000) + "\r\n")).isEqualTo(200);
        assertThat(status("Cookie: " + ";".repeat(30_000) + "\r\n")).isEqualTo(200);
        assertThat(status("Cookie: " + "n".repeat(5_000) + "=" + "v".repeat(20_000) + "\r\n"))
                .isEqualTo(200);
        assertThat(status("X-A: 1\r\n".repeat(1_000))).isEqualTo(200);
        assertThat(status("A:\r\n".repeat(3_000) + "Connection: " + ",".repeat(15_000) + "\r\n"))
                .isEqualTo(200);
        assertThat(status("X-Forwarded-For: " + ":".repeat(30_000) + "x\r\n")).isEqualTo(200);
        assertThat(status("Accept-Language: " + "a-b;q=0.1,".repeat(3_000) + "\r\n"))
                .isEqualTo(200);
        assertThat(status("Accept: " + "text/html;q=,".repeat(2_000) + "\r\n")).isEqualTo(200);
        assertThat(portal.faults()).isEmpty();
    }

    @Test
    void aHeadBeyondTheLimitIsNotReadToItsEnd() {
        assertThat(status("Cookie: " + "c".repeat(33 * 1024) + "\r\n")).isEqualTo(431);
        assertThat(status("A: b\r\n".repeat(10_000))).isEqualTo(431);
        assertThat(answer("GET /libre/" + "a".repeat(9 * 1024) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .isEqualTo(414);
    }

    /** A gigabyte of zeros in a megabyte, to every address of the gateway that reads a body: none unpacks it. */
    @Test
    void aCompressedBodyIsNeverUnpacked() throws Exception {
        byte[] bomb = gzipped(256);
        for (String path : new String[] {"/.ecluse/backchannel-logout", "/.ecluse/callback/cas"}) {
            // most of it is not even read, so that the connection may end while it is still being sent
            assertThat(answer("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: "
                            + bomb.length + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
                            + new String(bomb, StandardCharsets.ISO_8859_1)))
                    .as(path)
                    .isEqualTo(400);
        }
        HttpResponse<String> order =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.adminUri() + "/api/v1/ceiling"))
                        .header("Authorization", "Bearer " + TrialGateway.TOKEN)
                        .header("Content-Encoding", "gzip")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(gzipped(1)))
                        .build());
        assertThat(order.statusCode()).isEqualTo(400);
        HttpResponse<String> check = post(gateway.adminUri() + "/api/v1/policy/check", "application/yaml", gzipped(1));
        assertThat(check.statusCode()).isEqualTo(200);
        assertThat(check.body()).as("not YAML, and not a megabyte of it").contains("error");
    }

    @Test
    void aPolicyThatUnfoldsIsRefusedWithWhatIsWrong() {
        StringBuilder aliases = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            aliases.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        for (String bomb : new String[] {
            aliases.toString(),
            "a: ".repeat(10_000),
            "[".repeat(100_000),
            "{".repeat(100_000),
            "? ".repeat(50_000),
            "- ".repeat(50_000),
            "x".repeat(1024 * 1024 + 1),
            "version: 1\n".repeat(90_000),
            "\"" + "\\x41".repeat(200_000),
            "!!java.net.URL [http://127.0.0.1/]",
            IntStream.range(0, 90_000).mapToObj(i -> "k" + i + ": 1").collect(Collectors.joining(", ", "{", "}"))
        }) {
            HttpResponse<String> answer = gateway.admin("POST", "/api/v1/policy/check", bomb);
            assertThat(answer.statusCode()).as(bomb.substring(0, 20)).isEqualTo(200);
            assertThat(answer.body()).contains("\"valid\":false");
            assertThat(answer.body().length()).as("as much as came, and some").isLessThan(2 * 1024 * 1024);
        }
        // one byte more than is read: a client that were still sending when the connection ends might not hear the
        // answer
        assertThat(gateway.admin("POST", "/api/v1/policy/check", "x".repeat(2 * 1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
        String deep = "{\"sessions\":" + "[".repeat(8_000) + "]".repeat(8_000) + "}";
        assertThat(gateway.admin("PUT", "/api/v1/ceiling", deep).statusCode()).isBetween(400, 413);
        assertThat(gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":" + "9".repeat(9_000) + "}")
                        .statusCode())
                .isEqualTo(400);
    }

    private static int status(String headers) {
        return answer("GET /libre/a HTTP/1.1\r\nHost: x\r\n" + headers + "Connection: close\r\n\r\n");
    }

    private static int answer(String request) {
        String answer = ByteClient.exchange(gateway.port(), request);
        assertThat(answer).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static HttpResponse<String> post(String uri, String type, byte[] body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Authorization", "Bearer " + TrialGateway.TOKEN)
                        .header("Content-Type", type)
                        .header("Content-Encoding", "gzip")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static byte[] gzipped(int megabytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < megabytes; i++) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
