package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.upstream.PoolListener;
import fr.ecluse.gateway.upstream.PortalClientFactory.Share;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import reactor.netty.resources.ConnectionPoolMetrics;

/** The connections to the portal, summed over its addresses: those may come and go, and would make a series each. */
final class PoolMeters implements PoolListener {

    private final Map<Share, Map<String, ConnectionPoolMetrics>> pools = new EnumMap<>(Share.class);

    PoolMeters(MeterRegistry registry) {
        for (Share share : Share.values()) {
            Map<String, ConnectionPoolMetrics> own = new ConcurrentHashMap<>();
            pools.put(share, own);
            Tags tags = Tags.of("share", share.name().toLowerCase(Locale.ROOT));
            gauge(registry, Metrics.POOL, tags.and("state", "used"), own, ConnectionPoolMetrics::acquiredSize);
            gauge(registry, Metrics.POOL, tags.and("state", "idle"), own, ConnectionPoolMetrics::idleSize);
            gauge(registry, Metrics.POOL_MOST, tags, own, ConnectionPoolMetrics::maxAllocatedSize);
            gauge(registry, Metrics.POOL_PENDING, tags, own, ConnectionPoolMetrics::pendingAcquireSize);
        }
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            Tags tags,
            Map<String, ConnectionPoolMetrics> pools,
            ToIntFunction<ConnectionPoolMetrics> number) {
        Gauge.builder(name, pools, own -> own.values().stream().mapToInt(number).sum())
                .tags(tags)
                .description("Connections to the portal")
                .register(registry);
    }

    @Override
    public void opened(Share share, String id, ConnectionPoolMetrics pool) {
        Objects.requireNonNull(pools.get(share)).put(id, pool);
    }

    @Override
    public void closed(Share share, String id) {
        Objects.requireNonNull(pools.get(share)).remove(id);
    }
}
