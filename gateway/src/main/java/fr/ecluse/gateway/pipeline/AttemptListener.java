package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;

/**
 * Hears who asked for a seat and whom a rule refused, on the event loop: must be quick and must not fail. It does not hear of
 * requests on a seat that this node knows.
 */
public interface AttemptListener {

    /** Hears nothing. */
    AttemptListener NONE = new AttemptListener() {
        @Override
        public void attempted(Pseudonym person, Role role, Attempt attempt) {
            // nobody wants to know
        }

        @Override
        public void refused(Pseudonym person, Rule rule) {
            // nobody wants to know
        }
    };

    /** Somebody whom no rule refuses asked for a seat. */
    void attempted(Pseudonym person, Role role, Attempt attempt);

    /** A rule refused a request of somebody. */
    void refused(Pseudonym person, Rule rule);
}
