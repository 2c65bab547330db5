package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A changed policy file reaches running traffic, however it was replaced; a wrong one changes nothing. */
@ExtendWith(OutputCaptureExtension.class)
class ReloadTest {

    private static final String OPEN = "version: 1\nent: Essai\nceiling: {sessions: 10}\n";
    private static final String CLOSED = OPEN + "rules:\n  - {name: ferme, roles: [eleve], effect: refuse}\n";
    private static final String OPEN_SHA256 = sha256(OPEN);

    /** Two seconds of the contract, on a machine that may stand still. */
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static String ines;

    private Path data;

    @BeforeAll
    static void start() throws IOException {
        // as Kubernetes mounts a ConfigMap: policy.yaml -> ..data/policy.yaml, ..data -> a folder that is swapped
        Path first = Files.createDirectory(folder.resolve("v1"));
        Files.writeString(first.resolve("policy.yaml"), OPEN);
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("policy.yaml"), Path.of("..data", "policy.yaml"));
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(portal, issuer, folder.resolve("policy.yaml"));
        ines = issuer.token("ines", "National_ELV", Instant.now());
    }

    @BeforeEach
    void open() throws IOException {
        data = folder.resolve("..data").toRealPath();
        gateway.admin("DELETE", "/api/v1/ceiling", "");
        Files.writeString(data.resolve("policy.yaml"), OPEN);
        Eventually.within(
                SOON,
                () -> assertThat(gateway.admin("GET", "/api/v1/policy", "").body())
                        .contains("\"sha256\":\"" + OPEN_SHA256 + "\"", "\"lastRefused\":null"));
        assertThat(status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @Test
    void aFileWrittenInPlaceApplies() throws IOException {
        Files.writeString(data.resolve("policy.yaml"), CLOSED);
        Eventually.within(SOON, () -> assertThat(status()).isEqualTo(403));
        Files.writeString(data.resolve("policy.yaml"), OPEN);
        Eventually.within(SOON, () -> assertThat(status()).isEqualTo(200));
    }

    @Test
    void aLiveCeilingOutlivesAPolicyThatWouldNotAllowItAndThatIsSaid(CapturedOutput output) throws IOException {
        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":9,\"reason\":\"essai\"}");
        CeilingCommand command =
                new CeilingCommand(Map.of("ECLUSE_ADMIN", gateway.adminUri(), "ECLUSE_TOKEN", TrialGateway.TOKEN));
        assertThat(CommandRun.of(command, "--lang", "fr").out()).contains("9").doesNotContain("Attention");

        Files.writeString(data.resolve("policy.yaml"), OPEN.replace("sessions: 10", "sessions: 4, at-most: 5"));

        Eventually.within(
                SOON,
                () -> assertThat(CommandRun.of(command, "--lang", "fr").out())
                        .contains("Plafond : 9")
                        .contains("Attention : ce plafond a été réglé avant un changement de la politique"));
        Eventually.within(
                SOON,
                () -> assertThat(output).contains("event=ceiling-outside-bounds sessions=9 at-least=1 at-most=5"));
    }

    @Test
    void aFileReplacedByRenameApplies() throws IOException {
        Path next = Files.writeString(data.resolve("next"), CLOSED);
        Files.move(next, data.resolve("policy.yaml"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.within(SOON, () -> assertThat(status()).isEqualTo(403));
    }

    @Test
    void aConfigMapWhoseSymlinkIsSwappedApplies() throws IOException {
        Path second = Files.createDirectory(folder.resolve("v2"));
        Files.writeString(second.resolve("policy.yaml"), CLOSED);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("v2"));
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        Eventually.within(SOON, () -> assertThat(status()).isEqualTo(403));
    }

    @Test
    void aWrongFileLeavesTheOldPolicyInForceAndIsSaid() throws IOException {
        double before = refusals();
        // at one blow: a file that is empty for a moment would be refused, too
        Path wrong = Files.writeString(data.resolve("next"), CLOSED.replace("eleve", "eleves"));
        Files.move(wrong, data.resolve("policy.yaml"), StandardCopyOption.ATOMIC_MOVE);

        Eventually.within(
                SOON,
                () -> assertThat(gateway.admin("GET", "/api/v1/policy", "").body())
                        .contains("eleves")
                        .contains("did you mean"));
        assertThat(status()).isEqualTo(200);
        Eventually.within(SOON, () -> assertThat(refusals()).isEqualTo(before + 1));
    }

    private static double refusals() {
        String name = "ecluse_policy_reloads_total{outcome=\"refused\"} ";
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static int status() {
        return gateway.getAs(ines, "/").statusCode();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
