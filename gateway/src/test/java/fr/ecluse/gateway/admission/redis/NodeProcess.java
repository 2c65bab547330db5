package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.keys.Pseudonym;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A {@link StormNode} that runs. */
final class NodeProcess implements AutoCloseable {

    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread reader;

    /**
     * What a node told somebody.
     *
     * @param sentMillis when the ledger was asked
     * @param heardMillis when the answer was there, by the same clock
     * @param quietMillis how long before that the person was last let through; -1: never, or the node was disturbed since
     */
    record Report(char word, Pseudonym person, long sentMillis, long heardMillis, long quietMillis) {}

    NodeProcess(URI redis, String name, long seed, double arrivalsPerSecond, int people, Queue<Report> reports) {
        try {
            Path log = Files.createDirectories(Path.of("target")).resolve("storm-nodes.log");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StormNode.class.getName(),
                            redis.toString(),
                            name,
                            Long.toString(seed),
                            Double.toString(arrivalsPerSecond),
                            Integer.toString(people))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = new Thread(() -> read(reports), "storm-node-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    void awaitReady() throws InterruptedException {
        await(ready, "start");
    }

    private static void await(CountDownLatch said, String what) throws InterruptedException {
        if (!said.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("a node did not " + what);
        }
    }

    boolean isReady() {
        return ready.getCount() == 0;
    }

    /** Nobody there asks for anything any more; what was asked before may still be on its way. */
    void stop() throws InterruptedException {
        try {
            process.getOutputStream().write('s');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(stopped, "stop");
    }

    /** SIGSTOP. */
    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** SIGKILL, and all that it had said is read. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
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

    private void read(Queue<Report> reports) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(StormNode.READY)) {
                    ready.countDown();
                } else if (line.equals(StormNode.STOPPED)) {
                    stopped.countDown();
                }
                String[] words = line.split(" ", -1);
                if (words.length == 6 && !words[5].isEmpty()) { // the last line of a killed node may be cut
                    reports.add(new Report(
                            words[0].charAt(0),
                            new Pseudonym(Long.parseUnsignedLong(words[1], 16), Long.parseUnsignedLong(words[2], 16)),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5])));
                }
            }
        } catch (IOException e) {
            // killed
        }
    }
}
