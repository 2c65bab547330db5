package fr.ecluse.policy.compile;

import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code ceiling} mapping. */
final class CeilingCompiler {

    /** More than France has inhabitants: whoever writes it slipped on the keyboard. */
    private static final int MOST_SESSIONS = 100_000_000;

    private static final List<String> KEYS = List.of("sessions", "at-least", "at-most", "new-per-second");

    private final IssueLog issues;
    private final Values values;

    CeilingCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    Optional<CeilingBounds> compile(Node node) {
        return Fields.of(node, KEYS, issues).flatMap(this::bounds);
    }

    private Optional<CeilingBounds> bounds(Fields fields) {
        OptionalInt sessions =
                fields.require("sessions").map(node -> number(node, "sessions")).orElse(OptionalInt.empty());
        OptionalInt atLeast =
                fields.get("at-least").map(node -> number(node, "at-least")).orElse(OptionalInt.of(1));
        OptionalInt atMost =
                fields.get("at-most").map(node -> number(node, "at-most")).orElse(OptionalInt.of(Integer.MAX_VALUE));
        OptionalInt newPerSecond = fields.get("new-per-second")
                .map(node -> number(node, "new-per-second"))
                .orElse(OptionalInt.empty());
        if (sessions.isEmpty()) {
            return Optional.empty();
        }
        String written = Integer.toString(sessions.getAsInt());
        if (atLeast.isPresent() && atLeast.getAsInt() > sessions.getAsInt()) {
            issues.report(
                    IssueCode.AT_LEAST_ABOVE_SESSIONS,
                    fields.place("at-least"),
                    Integer.toString(atLeast.getAsInt()),
                    written);
        }
        if (atMost.isPresent() && atMost.getAsInt() < sessions.getAsInt()) {
            issues.report(
                    IssueCode.AT_MOST_BELOW_SESSIONS,
                    fields.place("at-most"),
                    Integer.toString(atMost.getAsInt()),
                    written);
        }
        return Optional.of(new CeilingBounds(
                sessions.getAsInt(), atLeast.orElse(1), atMost.orElse(Integer.MAX_VALUE), newPerSecond));
    }

    private OptionalInt number(Node node, String key) {
        return values.number(node, key, 1, MOST_SESSIONS);
    }
}
