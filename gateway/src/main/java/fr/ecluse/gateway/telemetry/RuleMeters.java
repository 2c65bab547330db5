package fr.ecluse.gateway.telemetry;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Rule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which rule refuses how often. Names are the policies' that were in force since the start; of those no more than so many are
 * told apart, lest a file that is generated anew each minute fill the memory.
 */
final class RuleMeters {

    /** Twice what one policy may have. */
    private static final int MOST = 1_000;

    private static final String OTHERS = "others";

    private final MeterRegistry registry;
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Counter others;

    RuleMeters(MeterRegistry registry) {
        this.registry = registry;
        this.others = counter(OTHERS);
    }

    /** A graph begins at zero, also of a rule that never refused. */
    void rules(Policy policy) {
        for (Rule rule : policy.rules()) {
            if (rule.effect() == Effect.REFUSE && refusals.size() < MOST) {
                refusals.computeIfAbsent(rule.name(), this::counter);
            }
        }
    }

    void refused(Rule rule) {
        refusals.getOrDefault(rule.name(), others).increment();
    }

    private Counter counter(String rule) {
        return Counter.builder(Metrics.REFUSALS)
                .tag("rule", rule)
                .description("Requests that a rule refused")
                .register(registry);
    }
}
