package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.RawConnection;
import fr.ecluse.gateway.trial.RawConnection.Answer;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections to a whole gateway may take up, over bare sockets. */
class ConnectionsTest {

    private static final int MOST = 40;
    private static final int PER_ADDRESS = 4;
    private static final Duration HEADER_TIME = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String STRANGER = "GET / HTTP/1.1\r\nHost: ent\r\n\r\n";

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    /** Waits for heads for so short a time that no other test should speak to it. */
    private static TrialGateway hasty;

    private static String page;

    @BeforeAll
    static void start() throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "server.netty.max-keep-alive-requests=50",
                "ecluse.connections.most=" + MOST,
                "ecluse.connections.per-address=" + PER_ADDRESS);
        hasty = TrialGateway.start(
                portal, issuer, policy, "ecluse.connections.header-time=" + HEADER_TIME.toSeconds() + "s");
        page = "GET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer "
                + issuer.token("ines", "National_ELV", Instant.now()) + "\r\n\r\n";
    }

    /** The connections of the test before have ended for us, perhaps not yet for the gateway. */
    @BeforeEach
    void nobodyIsConnected() {
        Eventually.within(LIMIT, () -> assertThat(metric("ecluse_connections")).isZero());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        hasty.close();
        issuer.close();
        portal.close();
    }

    @Test
    void aConnectionThatSaysNothingIsEnded() throws IOException {
        try (RawConnection connection = new RawConnection(hasty.port())) {
            assertThat(connection.isEnded()).isTrue();
        }
        Eventually.within(
                LIMIT,
                () -> assertThat(metric(hasty, "ecluse_connections_cut_total{reason=\"head\"}"))
                        .isPositive());
    }

    @Test
    void aHeadThatComesByteByByteEndsTheConnectionAfterAnAnswerToo() throws IOException {
        try (RawConnection connection = new RawConnection(hasty.port())) {
            connection.send(STRANGER + page);
            assertThat(connection.answer().status()).isEqualTo(401);
            assertThat(connection.answer().status()).isEqualTo(200);

            assertThat(connection.isEndedWhileSending("GET / HTTP/1.1\r\nX: " + "x".repeat(10_000)))
                    .isTrue();
        }
    }

    @Test
    void aWebSocketIsNoRequestThatComesTooSlowly() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + issuer.token("ines", "National_ELV", Instant.now()))
                .buildAsync(URI.create("ws://127.0.0.1:" + hasty.port() + "/echo"), new WebSocket.Listener() {
                    private final StringBuilder message = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket source, CharSequence text, boolean last) {
                        message.append(text);
                        if (last) {
                            heard.add(message.toString());
                            message.setLength(0);
                        }
                        return WebSocket.Listener.super.onText(source, text, last);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        long beyondTheHead = System.nanoTime() + HEADER_TIME.plusSeconds(1).toNanos();
        do {
            socket.sendText("encore", true).get(60, TimeUnit.SECONDS);
            assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("écho encore");
        } while (System.nanoTime() < beyondTheHead);
        socket.abort();
    }

    @Test
    void aRequestLineBeyond8KiBIsTooLong() throws IOException {
        assertThat(once("GET /" + "a".repeat(7_000) + " HTTP/1.1\r\nHost: ent\r\n\r\n")
                        .status())
                .isEqualTo(401);
        Answer answer = once("GET /" + "a".repeat(8_200) + " HTTP/1.1\r\nHost: ent\r\n\r\n");
        assertThat(answer.status()).isEqualTo(414);
        assertThat(answer.headers()).containsEntry("Connection", "close");
    }

    @Test
    void headersBeyond32KiBAreTooLarge() throws IOException {
        assertThat(once("GET / HTTP/1.1\r\nHost: ent\r\nX: " + "a".repeat(31_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(401);
        Answer answer = once("GET / HTTP/1.1\r\nHost: ent\r\nX: " + "a".repeat(33_000) + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.headers()).containsEntry("Connection", "close");
    }

    @ParameterizedTest
    @ValueSource(strings = {STRANGER, "page"})
    void aConnectionEndsAfterSoManyRequests(String request) throws IOException {
        try (RawConnection connection = connect()) {
            for (int i = 1; i <= 50; i++) {
                connection.send(request.equals("page") ? page : request);
                assertThat(connection.answer().headers().getOrDefault("Connection", "keep-alive"))
                        .as("request %d", i)
                        .isEqualTo(i < 50 ? "keep-alive" : "close");
            }
            assertThat(connection.isEnded()).isTrue();
        }
    }

    @Test
    void anAddressHasOnlySoManyConnectionsUntilTheirPeopleAreSeated() throws IOException {
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < PER_ADDRESS; i++) {
                open.add(taken("127.0.0.2", STRANGER, 401));
            }
            assertThat(isRefused("127.0.0.2")).isTrue();
            open.add(taken("127.0.0.3", STRANGER, 401));
            for (int i = 0; i < PER_ADDRESS; i++) {
                open.get(i).send(page);
                assertThat(open.get(i).answer().status()).isEqualTo(200);
            }
            open.add(taken("127.0.0.2", STRANGER, 401));
            assertThat(metric("ecluse_connections_refused_total{cap=\"address\"}"))
                    .isPositive();
        } finally {
            closeAll(open);
        }
    }

    @Test
    void aFullGatewayKeepsTheSeatedTheAdminPortAndTheProbes() throws IOException {
        List<RawConnection> open = new ArrayList<>();
        try (RawConnection seated = connect()) {
            seated.send(page);
            assertThat(seated.answer().status()).isEqualTo(200);
            for (int i = 0; i < 3 * MOST; i++) {
                open.add(taken("127.0.1." + (i + 1), STRANGER, 401));
                if (i % 10 == 0) {
                    seated.send(page);
                    assertThat(seated.answer().status()).isEqualTo(200);
                }
            }

            assertThat(gateway.admin("GET", "/api/v1/status", "").statusCode()).isEqualTo(200);
            assertThat(gateway.admin("GET", "/actuator/health/readiness", "").statusCode())
                    .isEqualTo(200);
            assertThat(metric("ecluse_connections_cut_total{reason=\"room\"}")).isPositive();
            assertThat(metric("ecluse_connections")).isLessThanOrEqualTo(MOST);
            try (RawConnection another = connect()) {
                another.send(page);
                assertThat(another.answer().status()).as("a newcomer").isEqualTo(200);
            }
            seated.send(page);
            assertThat(seated.answer().status()).isEqualTo(200);
        } finally {
            closeAll(open);
        }
    }

    @Test
    void aGatewayFullOfSeatedPeopleTakesNobodyElse() throws IOException {
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                RawConnection connection = connect();
                open.add(connection);
                connection.send(page);
                assertThat(connection.answer().status()).isEqualTo(200);
            }

            assertThat(isRefused("127.0.0.9")).isTrue();
            assertThat(once("GET /.ecluse/health HTTP/1.1\r\nHost: ent\r\n\r\n").status())
                    .as("a balancer that probes")
                    .isEqualTo(200);

            assertThat(metric("ecluse_connections_refused_total{cap=\"all\"}")).isPositive();
            assertThat(gateway.admin("GET", "/api/v1/status", "").statusCode()).isEqualTo(200);
            for (RawConnection connection : open) {
                connection.send(page);
                assertThat(connection.answer().status()).isEqualTo(200);
            }
        } finally {
            closeAll(open);
        }
    }

    private static Answer once(String request) throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(request);
            return connection.answer();
        }
    }

    private static RawConnection connect() throws IOException {
        return new RawConnection(gateway.port());
    }

    /** A connection from there that a request was answered by. */
    private static RawConnection taken(String from, String request, int status) throws IOException {
        RawConnection connection = connect(from);
        connection.send(request);
        assertThat(connection.answer().status()).isEqualTo(status);
        return connection;
    }

    private static boolean isRefused(String from) throws IOException {
        try (RawConnection connection = connect(from)) {
            return connection.isEnded();
        } catch (SocketException reset) {
            return true;
        }
    }

    private static RawConnection connect(String from) throws IOException {
        return new RawConnection(
                new Socket(InetAddress.getByName("127.0.0.1"), gateway.port(), InetAddress.getByName(from), 0));
    }

    private static double metric(String name) {
        return metric(gateway, name);
    }

    private static double metric(TrialGateway gateway, String name) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void closeAll(List<RawConnection> open) throws IOException {
        for (RawConnection connection : open) {
            connection.close();
        }
    }
}
