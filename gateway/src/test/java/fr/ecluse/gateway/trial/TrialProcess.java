package fr.ecluse.gateway.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code ecluse} in a process of its own, with the program's classes instead of the jar that is not packaged yet. */
public final class TrialProcess implements AutoCloseable {

    /** Of a Java program that ends in order after SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final Thread reader;

    private TrialProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "trial-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param heap such as {@code 256m} */
    public static TrialProcess start(String heap, String... arguments) {
        return start(heap, Map.of(), arguments);
    }

    /** The same with some more environment variables. */
    public static TrialProcess start(String heap, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Duser.language=en",
                "-cp",
                System.getProperty("java.class.path"),
                "fr.ecluse.gateway.Ecluse"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new TrialProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        }
    }

    /** Everything printed so far, to either stream. */
    public String output() {
        return output.toString();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to stop (SIGTERM), as an orchestrator does, and waits for nothing. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy would close what it writes to
    }

    /** Waits for the end. */
    public int exitCode() {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new AssertionError("still running; it said:\n" + output);
            }
            reader.join(60_000);
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGTERM. Waits for the end, and for all that is said until then. */
    public void stop() {
        terminate();
        int code = exitCode();
        if (code != TERMINATED) {
            throw new AssertionError("ended with " + code + "; it said:\n" + output);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
