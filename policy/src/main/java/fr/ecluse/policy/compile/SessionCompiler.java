package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.SessionLimits;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The {@code session} mapping. */
final class SessionCompiler {

    private static final List<String> KEYS = List.of("idle", "longest");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONGEST_IDLE = Duration.ofHours(12);
    /** A week; nobody sits longer in front of a school portal. */
    private static final Duration LONGEST_SEAT = Duration.ofHours(168);

    private static final SessionLimits DEFAULT = new SessionLimits(Duration.ofMinutes(10), Duration.ofHours(12));

    private final IssueLog issues;
    private final Values values;

    SessionCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    SessionLimits compile(Optional<Node> node) {
        return node.flatMap(mapping -> Fields.of(mapping, KEYS, issues))
                .map(this::limits)
                .orElse(DEFAULT);
    }

    private SessionLimits limits(Fields fields) {
        Duration idle = fields.get("idle")
                .flatMap(node -> values.duration(node, "idle", MINUTE, LONGEST_IDLE))
                .orElse(DEFAULT.idle());
        Duration longest = fields.get("longest")
                .flatMap(node -> values.duration(node, "longest", MINUTE, LONGEST_SEAT))
                .orElse(DEFAULT.longest());
        if (longest.compareTo(idle) < 0) {
            issues.report(
                    IssueCode.LONGEST_BELOW_IDLE,
                    fields.place("longest"),
                    Durations.written(longest),
                    Durations.written(idle));
        }
        return new SessionLimits(idle, longest);
    }
}
