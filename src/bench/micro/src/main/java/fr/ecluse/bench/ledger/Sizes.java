package fr.ecluse.bench.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How much is tried.
 *
 * @param active seats of people who make requests
 * @param requests a second, by those
 * @param idle {@code session.idle} for those: renewals go out every twentieth of it
 * @param seats in Redis while admissions are measured
 * @param leaving of the seats: those of one role, which are released, or expire, all at once
 * @param flood newcomers in one round of as many as the node can bring in
 * @param offered newcomers a second while the time of an admission is measured
 * @param seconds of that, in each round
 * @param waiting people in the lanes
 * @param inFlight admissions that wait for Redis at the same time, at most
 * @param rounds a figure is the median of so many
 */
record Sizes(
        int active,
        int requests,
        Duration idle,
        int seats,
        int leaving,
        int flood,
        int offered,
        int seconds,
        int waiting,
        int inFlight,
        int rounds) {

    private static final Map<String, Integer> SMALL = Map.ofEntries(
            Map.entry("--active", 14_400),
            Map.entry("--requests", 5_000),
            Map.entry("--idle", 60),
            Map.entry("--seats", 150_000),
            Map.entry("--leaving", 50_000),
            Map.entry("--flood", 50_000),
            Map.entry("--offered", 5_000),
            Map.entry("--seconds", 3),
            Map.entry("--waiting", 50_000),
            Map.entry("--in-flight", 256),
            Map.entry("--rounds", 3));

    private static final Map<String, Integer> FULL = Map.of(
            "--active", 144_000,
            "--idle", 600,
            "--seats", 1_500_000,
            "--leaving", 500_000,
            "--flood", 200_000,
            "--seconds", 10,
            "--waiting", 500_000,
            "--rounds", 5);

    /** Options as {@code src/bench/ledger --help} lists them. */
    static Sizes of(List<String> options) {
        Map<String, Integer> given = new HashMap<>(SMALL);
        if (options.contains("--full")) {
            given.putAll(FULL);
        }
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (given.containsKey(option) && i + 1 < options.size()) {
                given.put(option, Integer.valueOf(options.get(++i)));
            } else if (!option.equals("--full")) {
                throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new Sizes(
                size(given, "--active"),
                size(given, "--requests"),
                Duration.ofSeconds(size(given, "--idle")),
                size(given, "--seats"),
                size(given, "--leaving"),
                size(given, "--flood"),
                size(given, "--offered"),
                size(given, "--seconds"),
                size(given, "--waiting"),
                size(given, "--in-flight"),
                size(given, "--rounds"));
    }

    private static int size(Map<String, Integer> given, String option) {
        return Objects.requireNonNull(given.get(option), option);
    }
}
