package fr.ecluse.gateway.rules;

import fr.ecluse.policy.PolicyIssue;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The first policy file does not load, so the gateway can't start. */
public final class PolicyRefusedException extends RuntimeException {

    private final List<PolicyIssue> issues;

    public PolicyRefusedException(List<PolicyIssue> issues) {
        super(issues.size() + " issues", null, false, false);
        this.issues = List.copyOf(issues);
    }

    /** Every issue as {@code check} prints it. */
    public String render(Locale locale) {
        return issues.stream().map(issue -> issue.render(locale)).collect(Collectors.joining("\n"));
    }
}
