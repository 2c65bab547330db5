package fr.ecluse.gateway.peers;

import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.springframework.util.FileSystemUtils;

/**
 * A real program that runs for the tests of one class: a process of its own on a free loopback port, in a folder of its own under
 * {@code target/peers}. Registered as a static extension it starts before the class's own set-up and stops after its tear-down; when
 * a test fails, the end of its log is printed.
 */
abstract class Peer implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    private static final int TAIL = 40;

    private final String name;
    private final Path home;
    private final Path log;
    private final int port = FreePorts.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    /** @param name of the folder and in messages */
    Peer(String name) {
        this.name = name;
        home = Path.of("target", "peers", name).toAbsolutePath();
        log = home.resolve("peer.log");
    }

    /** Fills {@link #home()}, and says how the program is started there. Fails where it is not installed. */
    abstract ProcessBuilder prepare() throws IOException;

    /** What answers 200 as soon as the program can be used. */
    abstract URI ready();

    /** How long a busy machine may take to start it. */
    abstract Duration patience();

    final Path home() {
        return home;
    }

    final int port() {
        return port;
    }

    @Override
    public final void beforeAll(ExtensionContext context) throws IOException {
        FileSystemUtils.deleteRecursively(home);
        Files.createDirectories(home);
        process =
                prepare().redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        try {
            awaitReady();
        } catch (AssertionError e) {
            stop();
            throw e;
        }
    }

    @Override
    public final void afterAll(ExtensionContext context) {
        if (process != null) {
            stop();
        }
    }

    @Override
    public final void testFailed(ExtensionContext context, Throwable cause) {
        System.err.println(tail());
    }

    private void awaitReady() {
        long end = System.nanoTime() + patience().toNanos();
        while (!answers()) {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended with " + process.exitValue() + "\n" + tail());
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(name + " was not ready after " + patience() + "\n" + tail());
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private boolean answers() {
        HttpRequest request =
                HttpRequest.newBuilder(ready()).timeout(Duration.ofSeconds(10)).build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void stop() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return "the end of " + log + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file beside this class, with {@code @HOME@} and {@code @PORT@} filled in. */
    final String resource(String file) throws IOException {
        try (var in = Peer.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@HOME@", home.toString())
                    .replace("@PORT@", Integer.toString(port));
        }
    }

    /** Fails where a file of the program is missing. */
    final void needs(Path file, String remedy) {
        if (!Files.isReadable(file)) {
            throw new AssertionError(name + " is not installed (no " + file + "); " + remedy);
        }
    }
}
