package fr.ecluse.gateway.admin;

import fr.ecluse.policy.PolicyIssue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An issue of a policy file, as JSON; {@code line} and {@code column} begin at 1. */
record IssueView(
        String severity,
        String code,
        String file,
        int line,
        int column,
        String message,
        String sourceLine,
        @Nullable String suggestion) {

    static IssueView of(PolicyIssue issue, Locale locale) {
        return new IssueView(
                issue.severity().name().toLowerCase(Locale.ROOT),
                issue.code().id(),
                issue.file(),
                issue.line(),
                issue.column(),
                issue.message(locale),
                issue.sourceLine(),
                issue.suggestion());
    }
}
