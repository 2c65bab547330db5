package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.trial.FreePorts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.embedded.core.ExecutableProvider;

/** A real Redis of one test: on the loopback, on a port of its own, without persistence. */
public final class TestRedis implements AutoCloseable {

    /** Unpacked once: whoever starts a process while it is being written keeps it from being run ("text file busy"). */
    private static final String PROGRAM = unpacked();

    /** None outlives the tests: not even one whose test failed before it could close it. */
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    }

    private final int port;
    private final List<String> before;
    private final List<String> options;
    private final String readyWhenItSays;
    private Process process;

    /** A server. */
    public TestRedis(String... options) {
        this(List.of(), withoutPersistence(options), "Ready to accept connections");
    }

    private TestRedis(List<String> before, List<String> options, String readyWhenItSays) {
        this.port = options.contains("--cluster-enabled") ? FreePorts.nextOfACluster() : FreePorts.next();
        this.before = before;
        this.options = options;
        this.readyWhenItSays = readyWhenItSays;
        start();
    }

    private static String unpacked() {
        try {
            return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> withoutPersistence(String... options) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "no", "--rdb-del-sync-files", "yes"));
        all.addAll(List.of(options));
        return all;
    }

    /** A server that keeps every write in that folder, and starts with them again. */
    static TestRedis keeping(Path folder) {
        // a killed process loses nothing that it has written; waiting for a slow disk would look like a hanging server
        return new TestRedis("--dir", folder.toString(), "--appendonly", "yes", "--appendfsync", "no");
    }

    /** A server that starts with the last snapshot in that folder; it takes one when a test says so. */
    static TestRedis snapshotting(Path folder) {
        return new TestRedis("--dir", folder.toString(), "--dbfilename", "dump.rdb");
    }

    /** A sentinel; it keeps its state in its configuration file. */
    static TestRedis sentinel(Path config) {
        return new TestRedis(List.of(config.toString()), List.of("--sentinel"), "+monitor");
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    int port() {
        return port;
    }

    /** Starts it; empty, unless it keeps what it has. */
    public void start() {
        try {
            List<String> command = new ArrayList<>();
            command.add(PROGRAM);
            command.addAll(before);
            command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
            command.addAll(options);
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            STARTED.add(process);
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.append(line).append('\n');
                if (line.contains(readyWhenItSays)) {
                    drain(output);
                    return;
                }
            }
            throw new IllegalStateException("Redis did not start:\n" + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        STARTED.remove(process);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP: it keeps its connections and answers nothing. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A client that looks at Redis from beside the ledger. */
    public Probe probe() {
        return new Probe(uri());
    }

    @Override
    public void close() {
        kill();
    }

    private static void drain(BufferedReader output) {
        Thread reader = new Thread(() -> output.lines().forEach(line -> {}), "test-redis-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Plain commands in plain text. */
    public static final class Probe implements AutoCloseable {

        private final RedisClient client;
        private final StatefulRedisConnection<String, String> connection;

        private Probe(URI uri) {
            client = RedisClient.create(RedisURI.create(uri));
            connection = client.connect();
        }

        public RedisCommands<String, String> commands() {
            return connection.sync();
        }

        @Override
        public void close() {
            connection.close();
            client.shutdown();
        }
    }
}
