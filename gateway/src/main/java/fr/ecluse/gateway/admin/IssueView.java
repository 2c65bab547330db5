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

    private static final int LONGEST_LINE = 1_000;

    static IssueView of(PolicyIssue issue, Locale locale) {
        return new IssueView(
                issue.severity().name().toLowerCase(Locale.ROOT),
                issue.code().id(),
                issue.file(),
                issue.line(),
                issue.column(),
                issue.message(locale),
                shown(issue.sourceLine()),
                issue.suggestion());
    }

    /** A megabyte on one line, with a thousand errors, is not sent back a thousand times. */
    private static String shown(String sourceLine) {
        return sourceLine.length() > LONGEST_LINE ? "" : sourceLine;
    }
}
