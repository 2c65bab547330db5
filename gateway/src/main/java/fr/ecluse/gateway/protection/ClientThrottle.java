package fr.ecluse.gateway.protection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import fr.ecluse.gateway.settings.Network;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket (bucket4j) for each stranger's address, in memory, in a map that cannot grow beyond its bound.
 *
 * <p>An IPv6 client is its /64: that is what one household is given. Thread-safe; never waits.
 */
public final class ClientThrottle {

    /** Requests a second that one address may send for long. */
    static final int PER_SECOND = 100;

    /** What it may send at once on top of that. */
    static final int BURST = 1000;

    /** A declared school network stands for a whole lycée, or for a département's schools. */
    static final int SCHOOL_FACTOR = 20;

    private static final int MOST_CLIENTS = 200_000;

    private final List<Network> schools;
    private final TimeMeter time;
    private final Cache<Long, Bucket> strangers;

    public ClientThrottle(List<Network> schools) {
        this(schools, TimeMeter.SYSTEM_NANOTIME);
    }

    ClientThrottle(List<Network> schools, TimeMeter time) {
        this.schools = List.copyOf(schools);
        this.time = time;
        Ticker ticker = time::currentTimeNanos;
        this.strangers = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(Duration.ofSeconds(2L * BURST / PER_SECOND)) // full again by then
                .ticker(ticker)
                .build();
    }

    /**
     * Takes tokens of this client.
     *
     * @return null if there were enough; else the time until there are, and nothing was taken
     */
    public @Nullable Duration charge(InetAddress client, int tokens) {
        Bucket bucket = strangers.get(key(client), key -> bucket(client));
        if (bucket.tryConsume(tokens)) {
            return null;
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
        return probe.isConsumed() ? null : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket(InetAddress client) {
        int factor = schools.stream().anyMatch(network -> network.contains(client)) ? SCHOOL_FACTOR : 1;
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity((long) BURST * factor)
                        .refillGreedy((long) PER_SECOND * factor, Duration.ofSeconds(1)))
                .build();
    }

    /** IPv4 addresses and IPv6 /64 prefixes, which cannot meet: the first 32 bits of a /64 in use are never zero. */
    private static long key(InetAddress client) {
        ByteBuffer bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet6Address ? bytes.getLong() : Integer.toUnsignedLong(bytes.getInt());
    }
}
