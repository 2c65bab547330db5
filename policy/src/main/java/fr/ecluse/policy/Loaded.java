package fr.ecluse.policy;

import java.util.List;

/** What came of reading a policy file: a policy, or everything that is wrong with it. */
public sealed interface Loaded {

    /** A usable policy, and what its author should look at, sorted by place. */
    record Valid(Policy policy, List<PolicyIssue> warnings) implements Loaded {

        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** Errors, at least one, and the warnings beside them, sorted by place. */
    record Invalid(List<PolicyIssue> issues) implements Loaded {

        public Invalid {
            issues = List.copyOf(issues);
        }
    }
}
