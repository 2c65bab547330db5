package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.FreePorts;
import fr.ecluse.gateway.trial.TrialProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What goes wrong at the start is one readable message with its cause and its remedy, and a non-zero exit. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailuresTest {

    @TempDir
    Path folder;

    @Test
    void anEmptyPolicyIsSaidWithItsPlace(CapturedOutput output) throws IOException {
        assertThat(saidOf(output, file("policy.yaml", new byte[0])))
                .contains("policy.yaml:1:1")
                .contains("error");
    }

    @Test
    void aBinaryPolicyIsSaidInWords(CapturedOutput output) throws IOException {
        byte[] binary = new byte[4096];
        new Random(7).nextBytes(binary);
        assertThat(saidOf(output, file("policy.yaml", binary)))
                .contains("policy.yaml:")
                .contains("error");
    }

    @Test
    void aPolicyOfFiveMegabytesIsSaidWithTheBound(CapturedOutput output) throws IOException {
        byte[] large = new byte[5 * 1024 * 1024];
        java.util.Arrays.fill(large, (byte) '#');
        assertThat(saidOf(output, file("policy.yaml", large))).contains("1 MiB");
    }

    @Test
    void aMisspeltRoleIsSaidWithASuggestion() throws IOException {
        String yaml = "version: 1\n"
                + "ent: Essai\n"
                + "ceiling: {sessions: 10}\n"
                + "rules:\n"
                + "  - {name: a, roles: [eleves], effect: refuse}\n";
        assertThat(refusedWith(file("policy.yaml", yaml.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .contains("policy.yaml:5:")
                .contains("unknown role \"eleves\"; did you mean \"eleve\"?")
                .contains("^");
    }

    @Test
    void aMissingPolicyFileIsSaid(CapturedOutput output) {
        assertThat(saidOf(output, folder.resolve("absent.yaml")))
                .contains("absent.yaml")
                .contains("ecluse.policy");
    }

    @Test
    void wrongSettingsAreSaidAllAtOnce() throws IOException {
        Path policy = goodPolicy();
        String said = refusedWith(
                policy, "--ecluse.ledger.kind=redi", "--ecluse.polcy=x", "--ecluse.admin.tokens[0].sha256=abc");
        assertThat(said)
                .contains("ecluse.ledger.kind")
                .contains("ecluse.polcy")
                .contains("ecluse.admin.tokens[0].sha256");
    }

    @Test
    void aProfileMappedToARoleThatThePolicyLacksIsSaidWithTheRolesThereAre(CapturedOutput output) throws IOException {
        assertThat(saidOf(
                        output,
                        goodPolicy(),
                        "--ecluse.identity.roles.map[0].attribute=profil",
                        "--ecluse.identity.roles.map[0].value=Apprenti",
                        "--ecluse.identity.roles.map[0].role=apprenti"))
                .contains("ecluse.identity.roles.map[0].role")
                .contains("apprenti")
                .contains("eleve, enseignant, personnel, parent, autre");
    }

    @Test
    void theTestClockIsRefusedOffLoopback(CapturedOutput output) throws IOException {
        assertThat(saidOf(
                        output,
                        goodPolicy(),
                        "--server.address=0.0.0.0",
                        "--ecluse.test-clock=2026-11-24T09:00:00+01:00"))
                .contains("ecluse.test-clock");
    }

    @Test
    void aPortInUseIsSaidWithTheSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusedWith(goodPolicy(), "--server.port=" + taken.getLocalPort()))
                    .contains("server.port: port " + taken.getLocalPort() + " is already in use");
        }
    }

    /** By the gateway in this very process, which takes a moment instead of seconds. */
    private static String saidOf(CapturedOutput output, Path policy, String... settings) {
        assertThat(Gateway.start(arguments(policy, settings))).isNull();
        return output.getAll();
    }

    /** By the program itself, and no stack nor anything else beside it, unless that these settings name no provider that is there. */
    private static String refusedWith(Path policy, String... settings) {
        List<String> serve = new ArrayList<>(List.of("serve"));
        Collections.addAll(serve, arguments(policy, settings));
        try (TrialProcess gateway = TrialProcess.start("256m", serve.toArray(String[]::new))) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.output()).doesNotContain("\tat ").doesNotContain("BeanCreationException");
            assertThat(gateway.output().lines().filter(line -> line.contains("WARN")))
                    .allMatch(line -> line.contains("event=provider-lost"));
            return gateway.output();
        }
    }

    private static String[] arguments(Path policy, String... settings) {
        Map<String, String> arguments = new LinkedHashMap<>(Map.of(
                "--server.address",
                "127.0.0.1",
                "--server.port",
                Integer.toString(FreePorts.next()),
                "--ecluse.admin.port",
                Integer.toString(FreePorts.next()),
                "--ecluse.identity.bearer[0].issuer",
                "http://127.0.0.1:1",
                "--ecluse.identity.bearer[0].jwks-uri",
                "http://127.0.0.1:1/jwks",
                "--ecluse.identity.bearer[0].audience",
                "ent",
                "--ecluse.policy",
                policy.toString()));
        for (String setting : settings) {
            // in the place of the usual one: given twice it would be wrong for that alone
            arguments.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return arguments.entrySet().stream()
                .map(argument -> argument.getKey() + "=" + argument.getValue())
                .toArray(String[]::new);
    }

    private Path goodPolicy() throws IOException {
        return file(
                "policy.yaml",
                "version: 1\nent: Essai\nceiling: {sessions: 10}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }
}
