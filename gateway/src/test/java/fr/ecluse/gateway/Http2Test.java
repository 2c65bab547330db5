package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.RawConnection;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.HttpProtocol;

/** HTTP/2 by real clients, in the clear and over TLS, and byte by byte. */
class Http2Test {

    private static final String PASSWORD = "changeit";
    private static final int PING = 6;
    private static final int SETTINGS = 4;
    private static final int RST_STREAM = 3;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Long enough for a slow machine's clients, and far shorter than a connection may be idle. */
    private static final String HEADER_TIME = "ecluse.connections.header-time=8s";

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway clear;
    private static TrialGateway secure;
    private static SSLContext trust;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        Path store = keys();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        token = issuer.token("ines", "National_ELV", Instant.now());
        clear = TrialGateway.start(
                portal,
                issuer,
                policy,
                "server.http2.enabled=true",
                "spring.lifecycle.timeout-per-shutdown-phase=1s", // clients keep their connections
                HEADER_TIME);
        secure = TrialGateway.start(
                portal,
                issuer,
                policy,
                "server.http2.enabled=true",
                "spring.lifecycle.timeout-per-shutdown-phase=1s",
                HEADER_TIME,
                "server.ssl.key-store=file:" + store,
                "server.ssl.key-store-password=" + PASSWORD);
    }

    @AfterAll
    static void stop() {
        clear.close();
        secure.close();
        issuer.close();
        portal.close();
    }

    @Test
    void inTheClearAClientMayAskForHttp2() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> page = get(client, clear.uri(), token);
            assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(get(client, clear.uri(), null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void inTheClearAClientMayKnowThatItIsHttp2() {
        reactor.netty.http.client.HttpClient client = reactor.netty.http.client.HttpClient.create()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> headers.set("Authorization", "Bearer " + token));

        for (int i = 0; i < 3; i++) {
            assertThat(client.get()
                            .uri(clear.uri() + "/")
                            .response()
                            .map(response -> response.status().code() + " " + response.version())
                            .block(PATIENCE))
                    .isEqualTo("200 HTTP/2.0");
        }
    }

    @Test
    void inTheClearHttp1GoesOnAsEver() throws IOException {
        try (RawConnection connection = new RawConnection(clear.port())) {
            for (int i = 0; i < 3; i++) {
                connection.send(
                        "GET / HTTP/1.1\r\nHost: ent\r\n\r\nGET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer "
                                + token + "\r\n\r\nGET / HTTP/1.1\r\nHost: ent\r\n\r\n");
                assertThat(connection.answer().status()).isEqualTo(401);
                assertThat(connection.answer().status()).isEqualTo(200);
                assertThat(connection.answer().status()).isEqualTo(401);
            }
        }
    }

    @Test
    void overTlsManyRequestsShareOneConnection() throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(trust)
                .build();
        String uri = "https://localhost:" + secure.port();
        assertThat(get(client, uri, token).version()).isEqualTo(HttpClient.Version.HTTP_2);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            answers.add(
                    client.sendAsync(request(uri, i % 2 == 0 ? token : null), HttpResponse.BodyHandlers.ofString()));
        }

        for (int i = 0; i < 60; i++) {
            HttpResponse<String> answer = answers.get(i).get(60, TimeUnit.SECONDS);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).isEqualTo(i % 2 == 0 ? 200 : 401);
        }
    }

    @Test
    void overTlsAClientMaySpeakHttp1() throws Exception {
        try (RawConnection connection = new RawConnection(tls("http/1.1"))) {
            for (int i = 0; i < 3; i++) {
                connection.send(
                        "GET / HTTP/1.1\r\nHost: ent\r\n\r\nGET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer "
                                + token + "\r\n\r\nGET / HTTP/1.1\r\nHost: ent\r\n\r\n");
                assertThat(connection.answer().status()).isEqualTo(401);
                assertThat(connection.answer().status()).isEqualTo(200);
                assertThat(connection.answer().status()).isEqualTo(401);
            }
        }
    }

    /** All at once, since each takes as long as the gateway waits. */
    @Test
    void whateverComesByteByByteIsCut() throws Exception {
        double before = cut("head");
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        String headers = "\0\100\0\1\4\0\0\0\1" + "x".repeat(10_000); // 16 KiB, they say
        Map<String, CompletableFuture<Boolean>> cut = Map.of(
                "a TLS handshake",
                trickled(
                        new Socket(InetAddress.getLoopbackAddress(), secure.port()),
                        "",
                        "\26\3\1\2\0" + "\1".repeat(10_000)),
                "a head after the handshake",
                trickled(tls("http/1.1"), "", "GET / HTTP/1.1\r\nX: " + "x".repeat(10_000)),
                "a preface after the handshake",
                trickled(tls("h2"), preface.substring(0, 5), ""),
                "a preface in the clear",
                trickled(socket(), preface.substring(0, 10), ""),
                "a first frame",
                trickled(socket(), preface, "\0\100\0\4\0\0\0\0\0" + "\0".repeat(10_000)),
                "headers",
                trickled(socket(), preface + "\0\0\0\4\0\0\0\0\0", headers),
                "a head in the clear",
                trickled(socket(), "", "GET / HTTP/1.1\r\nX: " + "x".repeat(10_000)));

        for (Map.Entry<String, CompletableFuture<Boolean>> each : cut.entrySet()) {
            assertThat(each.getValue().get(120, TimeUnit.SECONDS))
                    .as(each.getKey())
                    .isTrue();
        }
        assertThat(cut("head")).as("long before they would count as idle").isEqualTo(before + 4);
    }

    @Test
    void aBodyThatStopsBetweenTwoFramesIsGivenUp() throws Exception {
        double before = cut("body");
        byte[] authorization = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer head = ByteBuffer.allocate(2_000)
                .put(new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 3, 'e', 'n', 't'}) // POST http / ent
                .put(new byte[] {0x0f, 8, 0x7f, (byte) ((authorization.length - 127) & 0x7f | 0x80)})
                .put((byte) ((authorization.length - 127) >> 7))
                .put(authorization); // authorization, by RFC 7541 §6.2.2
        byte[] headers = new byte[head.position()];
        head.flip().get(headers);
        try (Socket socket = socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(SETTINGS, 0, 0, new byte[0]));
            out.write(frame(HEADERS, 4, 1, headers));
            out.write(frame(DATA, 0, 1, new byte[100]));

            Eventually.within(PATIENCE, () -> assertThat(cut("body")).isEqualTo(before + 1));
        }
    }

    private static Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), clear.port());
    }

    /** Whether the gateway ends the connection after the one text, or while the other comes byte by byte. */
    private static CompletableFuture<Boolean> trickled(Socket socket, String first, String rest) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (RawConnection connection = new RawConnection(socket)) {
                        connection.send(first);
                        return rest.isEmpty()
                                ? connection.isEndedWhateverItSays()
                                : connection.isEndedWhileSending(rest);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                command -> new Thread(command).start());
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, SETTINGS, 2, 99})
    void aFloodOfFramesThatAskForNothingEndsTheConnection(int type) throws IOException {
        byte[] payload = new byte[type == PING ? 8 : type == SETTINGS ? 0 : 5];
        byte[] flood = frame(type, 0, type == PING || type == SETTINGS ? 0 : 1, payload);
        double before = cut("frames");

        endUnder(flood);

        Eventually.within(PATIENCE, () -> assertThat(cut("frames")).isEqualTo(before + 1));
    }

    @Test
    void aFloodOfResetsEndsTheConnection() throws IOException {
        ByteBuffer flood = ByteBuffer.allocate(1_000 * 50);
        for (int stream = 1; stream < 1_000; stream += 2) {
            flood.put(frame(
                    HEADERS, 5, stream, new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 3, 'e', 'n', 't'}));
            flood.put(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
        }
        byte[] bytes = new byte[flood.position()];
        flood.flip().get(bytes);
        endUnder(bytes);
    }

    /** Sends this again and again, the first with the preface, until the connection has ended. */
    private static void endUnder(byte[] flood) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(100 + flood.length)
                .put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .put(frame(SETTINGS, 0, 0, new byte[0]))
                .put(flood);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), clear.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(first.array(), 0, first.position());
            for (int i = 0; i < 2_000; i++) {
                socket.getOutputStream().write(flood);
            }
            socket.getInputStream().readAllBytes(); // to the end, or in vain
        } catch (SocketException ended) {
            return;
        }
    }

    /** Connections in the clear that were cut for this reason. */
    private static double cut(String reason) {
        Matcher count = Pattern.compile("ecluse_connections_cut_total\\{reason=\"" + reason + "\"} ([0-9.]+)")
                .matcher(clear.admin("GET", "/actuator/prometheus", "").body());
        assertThat(count.find()).isTrue();
        return Double.parseDouble(count.group(1));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) 0)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static HttpResponse<String> get(HttpClient client, String uri, String token) throws Exception {
        return client.send(request(uri, token), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String uri, String token) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri + "/")).timeout(PATIENCE);
        return (token == null ? request : request.header("Authorization", "Bearer " + token)).build();
    }

    private static Socket tls(String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket("localhost", secure.port());
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
        return socket;
    }

    /** A certificate for localhost that signs itself. */
    private static Path keys() throws Exception {
        Path store = folder.resolve("keys.p12");
        Path log = folder.resolve("keytool.log");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "ecluse",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(Files.readString(log)).isZero();
        KeyStore known = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("ecluse", known.getCertificate("ecluse"));
        trusted.init(certificates);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, trusted.getTrustManagers(), null);
        return store;
    }
}
