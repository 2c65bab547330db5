package fr.ecluse.gateway.rules;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.PolicyIssue;
import java.util.List;

/** Hears of each reading of the policy file. Called on the thread that reads; must be quick. */
public interface PolicyListener {

    /** A policy came into force. */
    default void loaded(Policy policy) {}

    /** A changed file was refused; the policy before it stays in force. */
    default void refused(List<PolicyIssue> issues) {}
}
