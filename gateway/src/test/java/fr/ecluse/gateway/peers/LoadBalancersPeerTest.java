package fr.ecluse.gateway.peers;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialCertificate;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real nginx and a real HAProxy with the files of {@code src/in-front}, of which only addresses and paths are replaced, before a
 * full gateway that stands there as two nodes: turning people away ejects no node, and the steps of the guide take Écluse out of
 * the way and back.
 */
class LoadBalancersPeerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int IN_A_ROW = 50;
    private static final Path GUIDE = Path.of("../src/docs/guide-load-balancers.md");

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static TrialCertificate certificate;
    private static String ines;

    enum Balancer {
        NGINX("nginx.conf", "HUP", Pattern.compile("'s/(default ecluse;)/([^/]+)/' /etc/nginx")) {
            @Override
            List<String> command(Path config) throws IOException {
                Path around = Files.writeString(
                        config.resolveSibling("around.conf"), """
                        %s
                        daemon off;
                        pid @HOME@/nginx.pid;
                        events {}
                        http {
                          access_log off;
                          client_body_temp_path @HOME@/body;
                          proxy_temp_path @HOME@/proxy;
                          fastcgi_temp_path @HOME@/fastcgi;
                          uwsgi_temp_path @HOME@/uwsgi;
                          scgi_temp_path @HOME@/scgi;
                          include %s;
                        }
                        """.formatted(isRoot() ? "user root;" : "", config)
                                .replace("@HOME@", config.getParent().toString()));
                return List.of(
                        "nginx",
                        "-c",
                        around.toString(),
                        "-p",
                        config.getParent().toString(),
                        "-e",
                        "stderr");
            }
        },
        HAPROXY("haproxy.cfg", "USR2", Pattern.compile("'s/(default_backend ecluse)/([^/]+)/' /etc/haproxy")) {
            @Override
            List<String> command(Path config) {
                return List.of("haproxy", "-W", "-db", "-f", config.toString());
            }
        };

        private final String file;
        private final String reload;
        private final Pattern detour;

        Balancer(String file, String reload, Pattern detour) {
            this.file = file;
            this.reload = reload;
            this.detour = detour;
        }

        abstract List<String> command(Path config) throws IOException;

        static boolean isRoot() {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 1}\n");
        certificate = new TrialCertificate(folder);
        certificate.renew(2);
        Files.writeString(
                folder.resolve("both.pem"),
                Files.readString(certificate.certificateFile()) + Files.readString(certificate.keyFile()));
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(portal, issuer, policy, "ecluse.trusted-proxies=127.0.0.1/32");
        ines = issuer.token("ines", "National_ELV", Instant.now());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @ParameterizedTest
    @EnumSource
    void fiftyPeopleWhoAreToldToWaitEjectNoNodeAndTheSeatedWorkOn(Balancer which) throws Exception {
        try (Running balancer = new Running(which)) {
            balancer.answers(ines, 200);
            portal.forget();
            long before = waited();
            for (int i = 0; i < IN_A_ROW; i++) {
                HttpResponse<String> answer =
                        balancer.get("/", issuer.token("attend-" + which + i, "National_ELV", Instant.now()));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
            }
            assertThat(waited() - before).as("no request was tried twice").isEqualTo(IN_A_ROW);

            assertThat(balancer.get(
                                    "/cours/%C3%A9t%C3%A9?a=%5B1%5D",
                                    ines, "Ecluse-User", "admin", "X-Forwarded-Host", "ailleurs")
                            .statusCode())
                    .isEqualTo(200);
            Map<String, String> seen = portal.nextRequest();
            assertThat(seen)
                    .containsEntry(":uri", "/cours/%C3%A9t%C3%A9?a=%5B1%5D")
                    .containsEntry("Ecluse-User", "ines")
                    .containsEntry("X-Forwarded-Proto", "https")
                    .containsEntry("X-Forwarded-For", "127.0.0.1")
                    .containsEntry("X-Forwarded-Host", "localhost:" + balancer.port);
        }
    }

    @ParameterizedTest
    @EnumSource
    void socketsEventsAndUploadsPass(Balancer which) throws Exception {
        try (Running balancer = new Running(which)) {
            balancer.answers(ines, 200);
            CompletableFuture<String> echo = new CompletableFuture<>();
            WebSocket socket = balancer.http
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + ines)
                    .buildAsync(URI.create("wss://localhost:" + balancer.port + "/echo"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            echo.complete(text.toString());
                            return WebSocket.Listener.super.onText(from, text, last);
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
            socket.sendText("bonjour", true);
            assertThat(echo.get(60, TimeUnit.SECONDS)).isEqualTo("écho bonjour");
            socket.abort();

            HttpResponse<InputStream> events = balancer.http.send(
                    balancer.request("/events", ines).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream stream =
                    events.body()) { // the portal goes on for five seconds: what comes first was not held back
                assertThat(new String(stream.readNBytes(8))).isEqualTo("data: un");
            }

            byte[] document = new byte[4 << 20];
            assertThat(balancer.http
                            .send(
                                    balancer.request("/upload", ines)
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(document))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo(String.valueOf(document.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStepsOfTheGuideTakeEcluseOutOfTheWayAndBack(Balancer which) throws Exception {
        Matcher detour = which.detour.matcher(Files.readString(GUIDE));
        assertThat(detour.find()).isTrue();
        String late = issuer.token("tard-" + which, "National_ELV", Instant.now());
        try (Running balancer = new Running(which)) {
            balancer.answers(ines, 200);
            balancer.answers(late, 503);

            balancer.reload(detour.group(1), detour.group(2));
            balancer.answers(late, 200);
            portal.forget();
            balancer.get("/", late, "Ecluse-User", "admin", "Ecluse_Roles", "personnel");
            assertThat(portal.nextRequest()).doesNotContainKeys("Ecluse-User", "Ecluse_User", "Ecluse_Roles");
            assertThat(balancer.get("/.ecluse/place", late).body())
                    .as("pages of those who wait go in")
                    .isEqualTo("{\"state\":\"gone\"}");
            assertThat(balancer.get("/.ecluse/login", late).headers().firstValue("Location"))
                    .hasValueSatisfying(
                            to -> assertThat(URI.create(to).getPath()).isEqualTo("/"));

            balancer.reload(detour.group(2), detour.group(1));
            balancer.answers(late, 503);
            assertThat(balancer.get("/", ines).statusCode()).isEqualTo(200);
        }
    }

    private static long waited() {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("ecluse_decisions_total{decision=\"waiting\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** One that serves until it is closed. */
    private static final class Running implements AutoCloseable {

        private final Balancer which;
        private final int port = FreePorts.next();
        private final Path home;
        private final Path config;
        private final Process process;
        private final HttpClient http;

        Running(Balancer which) throws Exception {
            this.which = which;
            home = Files.createTempDirectory(folder, which.name());
            config = Files.writeString(home.resolve(which.file), placed());
            process = new ProcessBuilder(which.command(config))
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log").toFile())
                    .start();
            http = HttpClient.newBuilder().sslContext(trusting()).build();
        }

        /** The file that is printed, with the addresses of this trial. Both nodes are the one gateway: either may be ejected. */
        private String placed() throws IOException {
            String file = Files.readString(Path.of("../src/in-front", which.file));
            String here = "127.0.0.1:" + gateway.port();
            return file.replace("10.0.0.21:8080", here)
                    .replace("10.0.0.22:8080", here)
                    .replace("10.0.0.50:9000", "127.0.0.1:" + portal.port())
                    .replace("listen 443", "listen 127.0.0.1:" + port)
                    .replace("bind :443", "bind 127.0.0.1:" + port)
                    .replace("/etc/nginx/ent.crt", certificate.certificateFile().toString())
                    .replace("/etc/nginx/ent.key", certificate.keyFile().toString())
                    .replace("/etc/haproxy/ent.pem", folder.resolve("both.pem").toString());
        }

        /** As {@code sed -i} and {@code systemctl reload} do. */
        void reload(String from, String to) throws Exception {
            String before = Files.readString(config);
            assertThat(before.split(Pattern.quote(from), -1)).as(from).hasSize(2);
            Files.writeString(config, before.replace(from, to));
            assertThat(new ProcessBuilder("kill", "-" + which.reload, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        void answers(String token, int status) {
            Eventually.within(PATIENCE, () -> {
                assertThat(process.isAlive()).as(log()).isTrue();
                try {
                    assertThat(get("/", token).statusCode()).as(log()).isEqualTo(status);
                } catch (IOException notYet) {
                    throw new AssertionError(log(), notYet);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        HttpResponse<String> get(String path, String token, String... headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = request(path, token);
            return http.send(
                    (headers.length == 0 ? request : request.headers(headers)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        HttpRequest.Builder request(String path, String token) {
            return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                    .timeout(PATIENCE)
                    .header("Authorization", "Bearer " + token);
        }

        private String log() {
            try {
                return Files.readString(home.resolve("log"));
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }

        private static SSLContext trusting() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            try (InputStream in = Files.newInputStream(certificate.certificateFile())) {
                store.setCertificateEntry(
                        "trial", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        }
    }
}
