package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.protection.ConnectionCaps.Cap;
import fr.ecluse.gateway.protection.ConnectionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of the public port. */
final class ConnectionMeters implements ConnectionListener {

    private final AtomicInteger open = new AtomicInteger();
    private final Map<Cap, Counter> refused = new EnumMap<>(Cap.class);
    private final Map<Cut, Counter> cut = new EnumMap<>(Cut.class);

    ConnectionMeters(MeterRegistry registry) {
        registry.gauge(Metrics.CONNECTIONS, open);
        for (Cap cap : Cap.values()) {
            refused.put(cap, counter(registry, Metrics.CONNECTIONS_REFUSED, "cap", cap));
        }
        for (Cut why : Cut.values()) {
            cut.put(why, counter(registry, Metrics.CONNECTIONS_CUT, "reason", why));
        }
    }

    @Override
    public void opened() {
        open.incrementAndGet();
    }

    @Override
    public void closed() {
        open.decrementAndGet();
    }

    @Override
    public void refused(Cap cap) {
        Objects.requireNonNull(refused.get(cap)).increment();
    }

    @Override
    public void cut(Cut why) {
        Objects.requireNonNull(cut.get(why)).increment();
    }

    private static Counter counter(MeterRegistry registry, String name, String tag, Enum<?> value) {
        return Counter.builder(name)
                .tag(tag, value.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
