package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The policy in force and changes of its file; a new policy may bring roles and rules that the other meters must know. A digest is
 * a number here, since each would be a series of its own as a label.
 */
final class PolicyMeters implements PolicyListener {

    /** As many hexadecimal digits as a double holds exactly. */
    private static final int DIGITS = 12;

    private final Consumer<Policy> changed;
    private volatile boolean lastRefused;
    private final Counter loaded;
    private final Counter refused;

    PolicyMeters(MeterRegistry registry, Consumer<Policy> changed) {
        this.changed = changed;
        this.loaded = reloads(registry, "loaded");
        this.refused = reloads(registry, "refused");
        Gauge.builder(Metrics.POLICY_REFUSED, () -> lastRefused ? 1 : 0)
                .description("1 while the file holds a change that was refused")
                .register(registry);
    }

    /** Tells the policies of nodes apart. */
    void inForce(MeterRegistry registry, Supplier<Policy> policy) {
        Gauge.builder(
                        Metrics.POLICY_DIGEST,
                        () -> Long.parseLong(policy.get().sha256().substring(0, DIGITS), 16))
                .description("The first 48 bits of the policy's SHA-256, as a number")
                .register(registry);
    }

    @Override
    public void loaded(Policy policy) {
        changed.accept(policy);
        lastRefused = false;
        loaded.increment();
    }

    @Override
    public void refused(List<PolicyIssue> issues) {
        lastRefused = true;
        refused.increment();
    }

    private static Counter reloads(MeterRegistry registry, String outcome) {
        return Counter.builder(Metrics.POLICY_RELOADS)
                .tag("outcome", outcome)
                .description("Changes of the policy file")
                .register(registry);
    }
}
