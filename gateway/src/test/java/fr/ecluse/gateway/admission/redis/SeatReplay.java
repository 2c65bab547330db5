package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches Redis by its MONITOR command: every command in the order in which Redis ran it, those of scripts included. From
 * the writes to the sorted sets it keeps an account of its own, and judges every seat that is taken by the account of that
 * very instant.
 */
final class SeatReplay implements AutoCloseable {

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final String END = "\"PING\" \"the-end\"";

    private final PolicyNumbers policy;
    private final Socket socket;
    private final Thread reader;
    private final Map<String, Map<String, Long>> expiries = new HashMap<>(); // role → person → expiry
    private final List<String> faults = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private long now;
    private long live;
    private long liveUntil;
    private long entered;
    private long most;
    private long overCeiling;

    SeatReplay(PolicyNumbers policy, TestRedis redis) throws IOException {
        this.policy = policy;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), redis.port());
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        if (!"+OK".equals(lines.readLine())) {
            throw new IllegalStateException("MONITOR was refused");
        }
        this.reader = new Thread(() -> readAll(lines), "seat-replay");
        reader.start();
    }

    /** Reads up to what Redis has run by now. */
    void finish() {
        try (Socket last = new Socket(InetAddress.getLoopbackAddress(), socket.getPort())) {
            last.getOutputStream().write("PING the-end\r\n".getBytes(StandardCharsets.US_ASCII));
            reader.join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    List<String> faults() {
        faults.addAll(broken);
        return faults;
    }

    /** Seats that somebody took who had none. */
    long entered() {
        return entered;
    }

    /** The highest occupancy. */
    long most() {
        return most;
    }

    /** How often a seat was touched while the occupancy was above a lowered ceiling. */
    long overCeiling() {
        return overCeiling;
    }

    long taken() {
        return expiries.values().stream()
                .flatMap(seats -> seats.values().stream())
                .filter(expiry -> expiry > now)
                .count();
    }

    private void readAll(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null && !line.endsWith(END); line = lines.readLine()) {
                List<String> words = new ArrayList<>();
                for (Matcher word = WORD.matcher(line); word.find(); ) {
                    words.add(word.group(1));
                }
                if (line.contains(" lua] ") && words.size() > 1) {
                    replay(words);
                }
            }
        } catch (IOException | RuntimeException e) {
            broken.add("the replay broke: " + e);
        }
    }

    private void replay(List<String> command) {
        String key = command.get(1).substring(command.get(1).indexOf(':', 8) + 1);
        switch (command.get(0).toUpperCase(Locale.ROOT) + " " + key.replaceFirst(":.*", ":")) {
            case "SET clock" -> now = Long.parseLong(command.get(2));
            case "HSET ceiling" -> {
                live = Long.parseLong(command.get(5));
                liveUntil = Long.parseLong(command.get(7));
            }
            case "ZADD seats:" -> {
                for (int i = 2; i < command.size(); i += 2) {
                    sit(role(key), command.get(i + 1), expiry(command.get(i)));
                }
            }
            case "ZREM seats:" -> seats(role(key)).remove(command.get(2));
            case "UNLINK seats:" -> expiries.remove(role(key));
            default -> {
                // decides nothing about seats
            }
        }
    }

    private void sit(String role, String person, long expiry) {
        boolean sat = expiries.values().stream().anyMatch(seats -> seats.getOrDefault(person, 0L) > now);
        long taken = taken();
        long ceiling = liveUntil > now ? live : policy.sessions();
        if (!sat) {
            entered++;
            int percent = percent(role);
            if (taken * 100 >= percent * ceiling) {
                faults.add("a new " + role + " at " + taken + " of " + ceiling + " seats and " + percent + " %");
            }
        }
        if (taken > ceiling) {
            overCeiling++;
        }
        seats(role).put(person, expiry);
        most = Math.max(most, taken());
    }

    private Map<String, Long> seats(String role) {
        return expiries.computeIfAbsent(role, unused -> new HashMap<>());
    }

    private int percent(String role) {
        return policy.priority().stream()
                .filter(threshold -> threshold.role().name().equals(role))
                .mapToInt(Threshold::admittedBelowPercent)
                .findFirst()
                .orElse(0);
    }

    /** A score holds the expiry in tenths of a second since 2020, and below it the time of admission. */
    private static long expiry(String score) {
        return (long) Math.floor(Double.parseDouble(score) / 524_288) * 100 + 1_577_836_800_000L;
    }

    private static String role(String key) {
        return key.substring(key.indexOf(':') + 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
