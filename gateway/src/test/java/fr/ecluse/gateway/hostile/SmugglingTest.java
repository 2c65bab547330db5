package fr.ecluse.gateway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.hostile.BytePortal.Request;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two servers in a row could take for two different ones (RFC 9112 §11.2). One connection to the portal serves
 * everybody here, so whatever one visitor leaves on it would be read into the next request.
 */
class SmugglingTest {

    private static final String GET = "GET /libre/a HTTP/1.1\r\nHost: x\r\n";
    private static final String POST = "POST /libre/a HTTP/1.1\r\nHost: x\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n";
    private static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";
    private static final String SMUGGLED = "GET /prive HTTP/1.1\r\nHost: x\r\n\r\n";

    private static BytePortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

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
                "spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1",
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

    @BeforeEach
    void forget() {
        portal.take();
    }

    static final List<String> heads = List.of(
            // two lengths for one body: CL.TE and TE.CL
            POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
            CHUNKED + "Content-Length: 4\r\n\r\n" + CHUNKS + SMUGGLED,
            // bytes that are none of HTTP's
            GET + "X-A: b\rc\r\n\r\n",
            GET + "X-A: b\nX-C: d\r\n\r\n",
            GET + "X-A: b\0c\r\n\r\n",
            GET + "X-A: b\1c\r\n\r\n",
            GET + "X-A\0: b\r\n\r\n",
            GET + "X-\u00e9: b\r\n\r\n",
            GET + "X-A : b\r\n\r\n",
            GET + ": b\r\n\r\n",
            GET + "X-A\r\n\r\n",
            "GET /libre/a HTTP/1.1\nHost: x\n\n",
            "GET /libre/a HTTP/1.1\n\rHost: x\n\r\n\r",
            "GET /libre/a HTTP/1.1\r\n Host: x\r\n\r\n",
            // the host
            "GET /libre/a HTTP/1.1\r\n\r\n",
            GET + "Host: y\r\n\r\n",
            GET + "Host: x\r\n\r\n",
            // methods, versions and what is not HTTP/1.1
            "get /libre/a HTTP/1.1\r\nHost: x\r\n\r\n",
            "G\u00e9T /libre/a HTTP/1.1\r\nHost: x\r\n\r\n",
            "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n",
            "TRACE /libre/a HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /libre/a HTTP/1.2\r\nHost: x\r\n\r\n",
            "GET /libre/a HTTP/2.0\r\nHost: x\r\n\r\n",
            "GET /libre/a\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\26\3\1\2\0\1\0\1\374\3\3 no TLS here\r\n\r\n",
            "POST /libre/a HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS);

    static final List<String> codings = List.of(
            "xchunked",
            "chunked, identity",
            "identity, chunked",
            "identity",
            "gzip, chunked",
            "chunked, gzip",
            "gzip",
            "\13chunked",
            "chunked\13",
            "\"chunked\"",
            "chunked;q=1",
            "chunked,",
            ",chunked",
            "chunked chunked",
            "chunked\r\nTransfer-Encoding: chunked",
            "chunked\r\nTransfer-Encoding: identity",
            "identity\r\nTransfer-Encoding: chunked",
            "chunked\r\n ,identity",
            "\r\n chunked",
            "chunk\u00e9d",
            "",
            "cow");

    static final List<String> codingNames = List.of(
            "Transfer-Encoding ",
            " Transfer-Encoding",
            "Transfer-Encoding\t",
            "Transfer-Encoding\0",
            "Transfer\u00adEncoding",
            "X: y\nTransfer-Encoding",
            "X: y\rTransfer-Encoding");

    static final List<String> lengths = List.of(
            "5\r\nContent-Length: 5",
            "5\r\nContent-Length: 6",
            "5\r\nContent-Length: 0",
            "5, 5",
            "5, 6",
            "+5",
            "-5",
            "0x5",
            "5.0",
            "5e0",
            "5 5",
            "",
            "\u00b2",
            "99999999999999999999",
            "5;x",
            "5,",
            "\"5\"",
            "5\13",
            "5\r\n 6",
            "5_0");

    static final List<String> brokenChunks = List.of(
            "5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n",
            "-1\r\nhello\r\n0\r\n\r\n",
            "5\nhello\n0\n\n",
            "5\rhello\r0\r\r",
            "5\r\nhelloXX0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
            "g\r\nhello\r\n0\r\n\r\n",
            "\r\n5\r\nhello\r\n0\r\n\r\n",
            "fffffffff5\r\nhello\r\n0\r\n\r\n",
            "100000005\r\nhello\r\n0\r\n\r\n",
            "5;\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\n\r");

    static final List<String> oddHosts = List.of(
            "",
            "a b",
            "a/b",
            "a@b",
            "x:80:80",
            "x:99999",
            "x:abc",
            "x:",
            "x:-1",
            "[::1",
            "[]",
            "x\\y",
            "x?y",
            "x#y",
            "a,b",
            "x\u00e9",
            "%00",
            "http://x",
            "x\ty",
            "<script>",
            "x'\"");

    static final List<String> oddTargets = List.of(
            "http://y/libre/a",
            "ftp://x/libre/a",
            "http://u:p@x/libre/a",
            "http:/libre/a",
            "http:///libre/a",
            "http://x#@y/libre/a",
            "http://x\\@y/libre/a",
            "http://x.y/libre/a",
            "http://127.0.0.1:1/libre/a",
            "*",
            "libre/a",
            "x:80",
            "",
            "/libre/a#/x",
            "/libre/a b",
            "/libre/a%",
            "/libre/%zz",
            "/libre/a\0b",
            "\\libre\\a",
            "/libre\\a");

    @ParameterizedTest
    @FieldSource("heads")
    void whatServersReadInSeveralWaysIsAnsweredInOne(String request) {
        refused(request);
    }

    @ParameterizedTest
    @FieldSource("codings")
    void noCodingButChunkedEndsABody(String coding) {
        refused(POST + "Transfer-Encoding: " + coding + "\r\n\r\n" + CHUNKS + SMUGGLED);
        refused(POST + "Transfer-Encoding: " + coding + "\r\nContent-Length: 15\r\n\r\n" + CHUNKS + SMUGGLED);
    }

    @ParameterizedTest
    @FieldSource("codingNames")
    void aHeaderThatOnlyLooksLikeTheCodingIsNotPassedOn(String name) {
        refused(POST + name + ": chunked\r\nContent-Length: 15\r\n\r\n" + CHUNKS + SMUGGLED);
        refused(POST + name + ": chunked\r\n\r\n" + CHUNKS + SMUGGLED);
    }

    @ParameterizedTest
    @FieldSource("lengths")
    void aLengthIsOneNumberInDigits(String length) {
        refused(POST + "Content-Length: " + length + "\r\n\r\nhello" + SMUGGLED);
    }

    @ParameterizedTest
    @FieldSource("brokenChunks")
    void aBodyThatBreaksOnItsWayNeverReachesThePortalAsAWhole(String chunks) {
        refused(CHUNKED + "\r\n" + chunks + SMUGGLED);
        refused(CHUNKED + "\r\n4\r\nbien\r\n" + chunks + SMUGGLED);
    }

    @ParameterizedTest
    @FieldSource("oddHosts")
    void aHostIsANameOrAnAddress(String host) {
        refused("GET /libre/a HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @FieldSource("oddTargets")
    void aTargetIsAPathOfThisHost(String target) {
        refused("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    /** What a request is and what the portal must have read: method, target and body. */
    record Case(String request, String line, String body) {}

    static Stream<Case> harmless() {
        String get = "GET /libre/a HTTP/1.1";
        String post = "POST /libre/a HTTP/1.1";
        return Stream.of(
                new Case(POST + "Transfer-Encoding: CHUNKED\r\n\r\n" + CHUNKS, post, "hello"),
                new Case(POST + "Transfer-Encoding: \t chunked \r\n\r\n" + CHUNKS, post, "hello"),
                new Case(POST + "Content-Length:  05 \r\n\r\nhello", post, "hello"),
                new Case(POST + "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello", post, "hello"),
                new Case(POST + "Content_Length: 9\r\nContent-Length: 5\r\n\r\nhello", post, "hello"),
                new Case(POST + "Connection: close, Content-Length\r\nContent-Length: 5\r\n\r\nhello", post, "hello"),
                new Case(CHUNKED + "Connection: Transfer-Encoding\r\n\r\n" + CHUNKS, post, "hello"),
                new Case(CHUNKED + "\r\n5;ext=1\r\nhello\r\n0;x\r\n\r\n", post, "hello"),
                new Case(CHUNKED + "\r\n5 \r\nhello\r\n0\r\n\r\n", post, "hello"),
                new Case(CHUNKED + "\r\n00000000000000005\r\nhello\r\n0\r\n\r\n", post, "hello"),
                new Case(CHUNKED + "\r\n5\r\nhello\r\n0\r\nEcluse-User: x\r\nContent-Length: 9\r\n\r\n", post, "hello"),
                new Case(CHUNKED + "TE: trailers, chunked\r\nTrailer: Content-Length\r\n\r\n" + CHUNKS, post, "hello"),
                new Case(GET + "Content-Length: 5\r\n\r\nhello", get, "hello"),
                new Case(GET + "X-A: b\r\n c\r\n\r\n", get, ""),
                new Case(GET + "X-A: b\r\n\tContent-Length: 5\r\n\r\n", get, ""),
                new Case(GET + "X-A: \u00e9\u00ff\r\n\r\n", get, ""),
                new Case(GET + "Ecluse_User: x\r\nEcluse.User: x\r\nX_Forwarded_For: 192.0.2.1\r\n\r\n", get, ""),
                new Case(GET + "Connection: Host, X-Forwarded-For, Ecluse-User\r\n\r\n", get, ""),
                new Case("\r\n" + GET + "\r\n", get, ""),
                new Case("GET\t/libre/a\tHTTP/1.1\r\nHost: x\r\n\r\n", get, ""),
                new Case("GET http://x/libre/a HTTP/1.1\r\nHost: x\r\n\r\n", get, ""),
                new Case("GET HTTPS://X/libre/a HTTP/1.1\r\nHost: x\r\n\r\n", get, ""),
                new Case(
                        "GET /libre/a?b={c|d}^`\"<>\\%&e=[] HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /libre/a?b=%7Bc%7Cd%7D%5E%60%22%3C%3E%5C%25&e=%5B%5D HTTP/1.1", ""),
                new Case("GET /libre/\u00c3\u00a9 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /libre/%C3%A9 HTTP/1.1", ""),
                new Case("GET /libre/a HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", get, ""),
                new Case("GET /libre/a HTTP/1.1\r\nHost: mon-ent.example.fr:8443\r\n\r\n", get, ""));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatIsOnlyOddReachesThePortalAsOneRequestOfTheSameMeaning(Case odd) {
        String answers = ByteClient.exchange(gateway.port(), odd.request + ByteClient.LAST);
        assertThat(answers).startsWith("HTTP/1.1 200 ");
        List<Request> seen = portal.take();
        assertThat(portal.faults()).isEmpty();
        assertThat(seen.get(0).line()).isEqualTo(odd.line);
        assertThat(seen.get(0).body()).isEqualTo(odd.body);
        assertThat(seen.get(0).all("Ecluse-User")).isEmpty();
        assertThat(seen.get(0).all("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(seen.subList(1, seen.size())).extracting(Request::target).allMatch("/libre/fin"::equals);
    }

    private static void refused(String request) {
        String answer = ByteClient.exchange(gateway.port(), request + ByteClient.LAST);

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("ecluse-decision: bad-request")
                .contains("connection: close")
                .contains("cache-control: no-store");
        assertThat(answer.split("HTTP/1\\.1 ", -1))
                .as("one answer, and nothing after it")
                .hasSize(2);
        // the answer may be here before what broke has given up its wait for the one connection, and only one more may
        // wait
        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(ByteClient.exchange(gateway.port(), ByteClient.LAST))
                        .startsWith("HTTP/1.1 200 "));
        assertThat(portal.take()).extracting(Request::target).containsExactly("/libre/fin");
        assertThat(portal.faults()).isEmpty();
    }
}
