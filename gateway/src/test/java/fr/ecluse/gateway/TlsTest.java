package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialCertificate;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** HTTPS on both ports by a bundle of Spring Boot, whose files may be replaced while the gateway runs. */
@ExtendWith(OutputCaptureExtension.class)
class TlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TrialCertificate certificate;
    private static BigInteger first;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static String saidAtStart;

    @BeforeAll
    static void start(@TempDir Path folder, CapturedOutput output) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        certificate = new TrialCertificate(folder);
        first = certificate.renew(10);
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "spring.ssl.bundle.pem.ent.keystore.certificate="
                        + certificate.certificateFile().toUri(),
                "spring.ssl.bundle.pem.ent.keystore.private-key="
                        + certificate.keyFile().toUri(),
                "spring.ssl.bundle.pem.ent.reload-on-update=true",
                "spring.ssl.bundle.watch.file.quiet-period=200ms",
                "server.ssl.bundle=ent",
                "management.server.ssl.bundle=ent");
        saidAtStart = output.getOut();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @Test
    void bothPortsSpeakHttpsAndTakeANewCertificateWithoutARestart() {
        int admin = URI.create(gateway.adminUri()).getPort();
        BigInteger before = shown(gateway.port()).getSerialNumber();
        assertThat(shown(admin).getSerialNumber()).isEqualTo(before);

        BigInteger renewed = certificate.renew(365);

        assertThat(renewed).isNotEqualTo(before);
        for (int port : new int[] {gateway.port(), admin}) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(shown(port).getSerialNumber()).isEqualTo(renewed));
        }
    }

    @Test
    void aSeatedPupilIsServedAndThePortalIsToldThatItWasHttps() {
        portal.forget();
        String ines = issuer.token("ines", "National_ELV", Instant.now());
        assertThat(exchange(gateway.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ines))
                .startsWith("HTTP/1.1 200 ");
        assertThat(portal.nextRequest()).containsEntry("X-Forwarded-Proto", "https");
    }

    @Test
    void whatIsNoPlainRequestIsRefusedUnderTlsToo() {
        assertThat(exchange(gateway.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("ecluse-decision: bad-request");
    }

    @Test
    void plainHttpIsNotSpokenOnAPortOfHttps() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("HTTP/1.1 2").doesNotContain("<html");
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset"); // something of ours was not read any more
        }
    }

    @Test
    void theEndOfTheCertificateIsAMetricAndAWarningWhenItIsNear() {
        assertThat(exchange(
                        URI.create(gateway.adminUri()).getPort(),
                        "GET /actuator/prometheus HTTP/1.1\r\nHost: localhost"))
                .contains("ecluse_certificate_ends_seconds{bundle=\"ent\"}");
        assertThat(saidAtStart).contains("event=certificate-ends bundle=ent").contains("WARN");
        assertThat(first).isPositive();
    }

    private static X509Certificate shown(int port) {
        try (SSLSocket socket = connect(port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String exchange(int port, String head) {
        try (SSLSocket socket = connect(port)) {
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLSocket connect(int port) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            return socket;
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificate is looked at afterwards. */
    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
