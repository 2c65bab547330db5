package fr.ecluse.policy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What must be true of the loader whatever the bytes: it gives issues, with their places and words, or a policy that can be
 * asked. The target of coverage-guided fuzzing ({@code src/bench/fuzz}); tests replay on it what that found.
 */
public final class LoaderFuzzer {

    private static final List<Instant> MOMENTS =
            List.of(Instant.parse("2026-11-24T07:59:59Z"), Instant.parse("2027-03-28T01:30:00Z"));

    private LoaderFuzzer() {}

    /** As the fuzzer calls it. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Loaded loaded = PolicyLoader.load("policy.yaml", bytes);
        if (loaded instanceof Loaded.Valid valid) {
            shown(valid.warnings(), Severity.WARNING);
            asked(valid.policy());
        } else {
            List<PolicyIssue> issues = ((Loaded.Invalid) loaded).issues();
            check(issues.stream().anyMatch(issue -> issue.severity() == Severity.ERROR), "refused without an error");
            shown(issues, Severity.ERROR);
        }
    }

    private static void shown(List<PolicyIssue> issues, Severity worst) {
        PolicyIssue before = null;
        for (PolicyIssue issue : issues) {
            check(
                    issue.severity() == Severity.WARNING || worst == Severity.ERROR,
                    "an error in a policy that is accepted");
            check(issue.line() > 0 && issue.column() > 0, "no place");
            check(before == null || before.place().compareTo(issue.place()) <= 0, "not sorted");
            check(issue.render(Locale.FRENCH).startsWith("policy.yaml:"), "no place is shown");
            check(issue.render(Locale.ENGLISH).startsWith("policy.yaml:"), "no place is shown");
            before = issue;
        }
    }

    private static void asked(Policy policy) {
        for (Instant moment : MOMENTS) {
            for (Role role : List.of(Role.PARENT, policy.priority().get(0).role())) {
                Verdict verdict = policy.verdict(role, null, moment);
                check(verdict.until().isAfter(moment), "a verdict that is over");
            }
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
