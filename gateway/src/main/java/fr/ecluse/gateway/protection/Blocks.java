package fr.ecluse.gateway.protection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom this node turns away, as it last heard of it. Whether a client is one of them is a look-up for each length of prefix that
 * there is among the blocks, however many blocks there are; where there is none, it is the read of a field.
 *
 * <p>Ends are instants of the ledger's clock, which this node follows by its own ticker, so that a block ends in time while
 * the ledger is away, too. Thread-safe; never waits.
 */
public final class Blocks {

    /** What a blocked client is told to wait at most: an operator may lift any block before its end. */
    static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private volatile BlockTable table = BlockTable.EMPTY;
    private volatile long ledgerAheadMillis;
    private @Nullable String latest;

    /** @param nanoTime a ticker that never goes back */
    public Blocks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * What stands now.
     *
     * @param list as {@link BlockList#text}
     * @param ledgerMillis the ledger's clock at this moment
     */
    public synchronized void heard(@Nullable String list, long ledgerMillis) {
        ledgerAheadMillis = ledgerMillis - nanoTime.getAsLong() / NANOS_PER_MILLI;
        if (list == null ? latest != null : !list.equals(latest)) {
            table = BlockTable.of(BlockList.read(list).standing(ledgerMillis).all());
            latest = list;
        }
    }

    /** Whether there is any block at all. */
    public boolean isEmpty() {
        return table.isEmpty();
    }

    /**
     * How long this client shall stay away; null: it may come.
     *
     * @param client the visitor's address, as the trusted proxies name it
     */
    public @Nullable Duration turnedAway(InetAddress client) {
        BlockTable now = table;
        if (now.isEmpty()) {
            return null;
        }
        long leftMillis = now.untilMillis(client) - ledgerAheadMillis - nanoTime.getAsLong() / NANOS_PER_MILLI;
        return leftMillis <= 0 ? null : Duration.ofMillis(Math.min(leftMillis, LONGEST_WAIT.toMillis()));
    }
}
