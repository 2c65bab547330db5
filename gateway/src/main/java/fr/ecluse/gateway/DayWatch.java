package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.DayTally;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.pipeline.AttemptListener;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;

/** From what the pipeline decides to the day's counts and to the metrics. */
record DayWatch(DayTally days, Metrics metrics) implements AttemptListener {

    @Override
    public void attempted(Pseudonym person, Role role, Attempt attempt) {
        days.attempted(person, role, attempt);
    }

    @Override
    public void refused(Pseudonym person, Rule rule) {
        days.refused(person, rule.name());
        metrics.refused(rule);
    }
}
