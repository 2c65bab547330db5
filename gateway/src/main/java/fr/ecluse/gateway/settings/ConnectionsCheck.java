package fr.ecluse.gateway.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What visitors' connections may take up. */
record ConnectionsCheck(Findings findings) {

    /** What a connection with its buffers may come to, rounded up. */
    private static final long HEAP_OF_ONE = 32 * 1024;

    private static final int LEAST = 1_000;
    private static final int MOST = 100_000;
    private static final int PER_ADDRESS = 500;
    private static final Duration HEADER_TIME = Duration.ofSeconds(5);
    private static final int BODY_PACE = 500;

    /** Spring gives each phase of a stop 30 s. */
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(25);

    Settings.Connections check(RawSettings.Connections raw) {
        return new Settings.Connections(
                number("ecluse.connections.most", raw.most(), byHeap()),
                number("ecluse.connections.per-address", raw.perAddress(), PER_ADDRESS),
                findings.duration(
                        "ecluse.connections.header-time",
                        raw.headerTime(),
                        HEADER_TIME,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1)),
                number("ecluse.connections.body-pace", raw.bodyPace(), BODY_PACE),
                findings.duration(
                        "ecluse.connections.drain", raw.drain(), Duration.ZERO, Duration.ZERO, LONGEST_DRAIN));
    }

    /** As many as the memory of this program bears. */
    private static int byHeap() {
        return (int) Math.max(LEAST, Math.min(MOST, Runtime.getRuntime().maxMemory() / HEAP_OF_ONE));
    }

    private int number(String key, @Nullable String text, int ifAbsent) {
        return text == null ? ifAbsent : findings.number(key, text, 1, 1_000_000);
    }
}
