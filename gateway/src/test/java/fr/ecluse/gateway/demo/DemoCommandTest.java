package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger starts = new AtomicInteger();

    @Test
    void aPortInUseIsOneLineWithTheRemedy() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            assertThat(run("--lang", "fr", "--port", port)).isEqualTo(1);
            assertThat(err.toString().lines())
                    .singleElement()
                    .asString()
                    .startsWith("Le port " + port + " est déjà pris")
                    .contains("demo --port ");
            assertThat(starts).hasValue(0);
        }
    }

    @Test
    void anAdminPortInUseIsSaidToo() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            assertThat(run("--lang", "en", "--port", freePort(), "--admin-port", port))
                    .isEqualTo(1);
            assertThat(err.toString()).startsWith("Port " + port + " is in use").contains("demo --admin-port ");
        }
    }

    @Test
    void wrongUsageIsSaidWithExitCodeTwo() {
        String[][] wrong = {
            {"--at", "tomorrow"},
            {"--port", "0"},
            {"--port", "70000"},
            {"--port", "9090"},
            {"--crowd", "0"},
            {"--crowd", "201"},
            {"--lang", "de"},
            {"--crowds"}
        };
        for (String[] arguments : wrong) {
            err.getBuffer().setLength(0);
            assertThat(run(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(err.toString()).as(String.join(" ", arguments)).contains(arguments[0]);
        }
        assertThat(starts).hasValue(0);
    }

    @Test
    void aGatewayThatDoesNotStartIsOneLineWithItsReason() throws IOException {
        GatewayStart broken = arguments -> {
            throw new IllegalStateException("wrapped", new IllegalArgumentException("the policy is upside down"));
        };
        assertThat(run(broken, "--lang", "en", "--port", freePort(), "--admin-port", freePort()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("The demo did not start: the policy is upside down");
    }

    @Test
    void whatTheGatewaySaidOfItsFailureIsNotRepeated() throws IOException {
        assertThat(run(settings -> null, "--port", freePort(), "--admin-port", freePort()))
                .isEqualTo(1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("--port=PORT", "--admin-port=PORT", "--at=TIME", "--lang=fr|en", "--no-crowd", "--crowd=N")
                .contains("two seats")
                .contains("2026-11-24T09:00");
    }

    @Test
    void theKeyboardIsLeftAloneInTheBackground(@TempDir Path folder) throws IOException {
        Path stat = folder.resolve("stat");
        Files.writeString(stat, "4242 (a (b) c) S 4000 4242 4000 34816 4242 4194304 1 2 3");
        assertThat(Keyboard.isInForeground(stat)).isTrue();
        Files.writeString(stat, "4242 (a (b) c) S 4000 4242 4000 34816 4000 4194304 1 2 3");
        assertThat(Keyboard.isInForeground(stat)).isFalse();
        assertThat(Keyboard.isInForeground(folder.resolve("no-such-file"))).isTrue();
    }

    private int run(String... arguments) {
        return run(
                settings -> {
                    starts.incrementAndGet();
                    throw new IllegalStateException("should not have been started");
                },
                arguments);
    }

    private int run(GatewayStart gateway, String... arguments) {
        return new CommandLine(new DemoCommand(gateway))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static String freePort() {
        return Integer.toString(FreePorts.next());
    }
}
