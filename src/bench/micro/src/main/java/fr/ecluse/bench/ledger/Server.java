package fr.ecluse.bench.ledger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/** What Redis says of itself, asked from beside the ledger. */
final class Server implements AutoCloseable {

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final int SLOW_FROM_MICROS = 200;

    private final int port;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisCommands<String, String> commands;

    Server(URI uri) {
        port = uri.getPort();
        client = RedisClient.create(RedisURI.create(uri));
        connection = client.connect(StringCodec.UTF8);
        commands = connection.sync();
        commands.configSet("slowlog-log-slower-than", Integer.toString(SLOW_FROM_MICROS));
        commands.configSet("slowlog-max-len", "10000");
        commands.configSet("latency-monitor-threshold", "1");
    }

    int port() {
        return port;
    }

    /** Empty once it has answered. */
    Mono<Void> ping() {
        return Mono.fromCompletionStage(() -> connection.async().ping()).then();
    }

    void empty() {
        commands.flushall();
    }

    /** Every command, those inside scripts included. */
    long commandsProcessed() {
        return field("stats", "total_commands_processed:(\\d+)");
    }

    /** Scripts that clients called: what travels. */
    long scriptsCalled() {
        String info = commands.info("commandstats");
        long calls = 0;
        for (Matcher stat = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)").matcher(info); stat.find(); ) {
            calls += Long.parseLong(stat.group(1));
        }
        return calls;
    }

    /** Its log of slow commands left out, which holds the arguments of ten thousand. */
    long usedMemory() {
        forgetSlow();
        return field("memory", "used_memory:(\\d+)");
    }

    /** What the process has used of a core since its start, in s. */
    double cpuSeconds() {
        String info = commands.info("cpu");
        double seconds = 0;
        for (Matcher used = Pattern.compile("used_cpu_(?:user|sys):([\\d.]+)").matcher(info); used.find(); ) {
            seconds += Double.parseDouble(used.group(1));
        }
        return seconds;
    }

    private long field(String section, String pattern) {
        Matcher field = Pattern.compile(pattern).matcher(commands.info(section));
        if (!field.find()) {
            throw new IllegalStateException("INFO " + section + " lacks " + pattern);
        }
        return Long.parseLong(field.group(1));
    }

    /** Forgets what was slow before. */
    void forgetSlow() {
        commands.slowlogReset();
        latency("RESET");
    }

    /**
     * The longest that it did nothing else since then, by its own measure, in ms: a command or a script, or anything else that
     * its latency monitor knows. 0: below {@value #SLOW_FROM_MICROS} µs.
     */
    double longestBlockMillis() {
        long commandMicros = commands.slowlogGet(10_000).stream()
                .map(entry -> (List<?>) entry)
                .filter(entry -> !isOurs((List<?>) entry.get(3)))
                .mapToLong(entry -> (Long) entry.get(2))
                .max()
                .orElse(0);
        long eventMillis = latency("LATEST").stream()
                .map(event -> (List<?>) event)
                .filter(event -> !event.get(0).toString().endsWith("command"))
                .mapToLong(event -> (Long) event.get(3))
                .max()
                .orElse(0);
        return Math.max(commandMicros / 1e3, eventMillis);
    }

    private static boolean isOurs(List<?> command) {
        return List.of("INFO", "SLOWLOG", "LATENCY", "CONFIG", "FLUSHALL")
                .contains(command.get(0).toString().toUpperCase(Locale.ROOT));
    }

    private List<Object> latency(String what) {
        return commands.dispatch(
                () -> "LATENCY".getBytes(StandardCharsets.US_ASCII),
                new ArrayOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add(what));
    }

    /** Where a command names a person, by the only word that is not text; -1 if it names none. */
    static int firstPerson(List<String> command) {
        for (int i = 0; i < command.size(); i++) {
            if (command.get(i).chars().anyMatch(letter -> letter > '~')) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The command about a person that an action sends, as the words of it, seen by MONITOR: whatever the scripts and their
     * arguments are, the same can be sent by others.
     */
    List<String> sentBy(Runnable action) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
            if (!"+OK".equals(lines.readLine())) {
                throw new IOException("MONITOR was refused");
            }
            action.run();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> words = new ArrayList<>();
                for (Matcher word = WORD.matcher(line); word.find(); ) {
                    words.add(unescaped(word.group(1)));
                }
                if (words.size() > 1 && words.get(0).equalsIgnoreCase("evalsha") && firstPerson(words) > 0) {
                    return words;
                }
            }
            throw new IOException("MONITOR ended");
        }
    }

    private static String unescaped(String quoted) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            char letter = quoted.charAt(i);
            if (letter != '\\') {
                plain.append(letter);
                continue;
            }
            letter = quoted.charAt(++i);
            if (letter == 'x') {
                plain.append((char) Integer.parseInt(quoted.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                int control = "nrtab".indexOf(letter);
                plain.append(control < 0 ? letter : "\n\r\t\007\b".charAt(control));
            }
        }
        return plain.toString();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
