package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.protection.GuardListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The guards of what we call; names are those of routes and services, which the settings give. */
final class GuardMeters implements GuardListener {

    private final MeterRegistry registry;
    private final Counter alone;

    GuardMeters(MeterRegistry registry) {
        this.registry = registry;
        this.alone = Counter.builder(Metrics.THROTTLE_ALONE)
                .description("Limits of the whole ENT that this node kept alone")
                .register(registry);
    }

    @Override
    public void guards(Kind kind, String name, IntSupplier inside, BooleanSupplier open) {
        Tags tags = tags(kind, name);
        Gauge.builder(Metrics.GUARD_INSIDE, inside::getAsInt)
                .tags(tags)
                .description("Requests that wait for an answer")
                .register(registry);
        if (kind == Kind.UPSTREAM) {
            Gauge.builder(Metrics.GUARD_OPEN, () -> open.getAsBoolean() ? 1 : 0)
                    .tags(tags)
                    .description("Whether nobody is let through because of failures")
                    .register(registry);
        }
        for (Why why : Why.values()) {
            if (kind == Kind.UPSTREAM ? why != Why.RATE : why != Why.OPEN && why != Why.CROWDED) {
                refusals(kind, name, why);
            }
        }
    }

    @Override
    public void paces(Kind kind, String name) {
        refusals(kind, name, Why.RATE);
    }

    @Override
    public void alone() {
        alone.increment();
    }

    @Override
    public void refused(Kind kind, String name, Why why) {
        refusals(kind, name, why).increment();
    }

    private Counter refusals(Kind kind, String name, Why why) {
        return Counter.builder(Metrics.GUARD_REFUSALS)
                .tags(tags(kind, name).and("why", word(why)))
                .description("Requests that were not let through")
                .register(registry);
    }

    private static Tags tags(Kind kind, String name) {
        return Tags.of("kind", word(kind), "name", name);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
