package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Changes of the policy file; a new policy may bring roles that the other meters must know. */
final class PolicyMeters implements PolicyListener {

    private final Consumer<Set<Role>> roles;
    private final Counter loaded;
    private final Counter refused;

    PolicyMeters(MeterRegistry registry, Consumer<Set<Role>> roles) {
        this.roles = roles;
        this.loaded = reloads(registry, "loaded");
        this.refused = reloads(registry, "refused");
    }

    @Override
    public void loaded(Policy policy) {
        roles.accept(policy.roles());
        loaded.increment();
    }

    @Override
    public void refused(List<PolicyIssue> issues) {
        refused.increment();
    }

    private static Counter reloads(MeterRegistry registry, String outcome) {
        return Counter.builder(Metrics.POLICY_RELOADS)
                .tag("outcome", outcome)
                .description("Changes of the policy file")
                .register(registry);
    }
}
