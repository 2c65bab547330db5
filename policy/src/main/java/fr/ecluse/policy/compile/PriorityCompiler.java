package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import fr.ecluse.policy.source.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code priority} list: the roles there are, from the most favoured to the least. */
final class PriorityCompiler {

    static final int MOST_ROLES = 50;
    /** Past so many, the list is no longer worth reading. */
    private static final int MOST_READ = 2 * MOST_ROLES;

    private static final List<String> KEYS = List.of("role", "admitted-below");
    private static final int FULL = 100;
    /** For built-in roles that a written list leaves out. */
    static final int UNNAMED = 50;

    private final IssueLog issues;
    private final Values values;
    private final List<Role> unnamed = new ArrayList<>();
    private int lowest = FULL;
    /** Roles beside the built-in ones. */
    private int others;

    PriorityCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    List<Priority> compile(Optional<Node> node) {
        if (node.isEmpty()) {
            return Role.BUILT_IN.stream().map(role -> new Priority(role, FULL)).toList();
        }
        Map<Role, Priority> ranked = new LinkedHashMap<>();
        if (!(node.get() instanceof Sequence sequence)) {
            issues.report(IssueCode.EXPECTED_LIST, node.get().place(), "priority");
        } else if (sequence.items().isEmpty()) {
            issues.report(IssueCode.EMPTY_LIST, sequence.place(), "priority");
        } else {
            for (Node item : sequence.items()) {
                entry(item, ranked);
            }
        }
        for (Role role : Role.BUILT_IN) {
            if (ranked.putIfAbsent(role, new Priority(role, UNNAMED)) == null) {
                unnamed.add(role);
            }
        }
        return new ArrayList<>(ranked.values());
    }

    /** Built-in roles that the list leaves out, though it is written. */
    List<Role> unnamed() {
        return unnamed;
    }

    /** The lowest threshold of the list, in percent. */
    int lowest() {
        return lowest;
    }

    private void entry(Node item, Map<Role, Priority> ranked) {
        Optional<Fields> fields = Fields.of(item, KEYS, issues);
        if (fields.isEmpty()) {
            return;
        }
        int percent = fields.get()
                .get("admitted-below")
                .map(node -> values.percentage(node, "admitted-below").orElse(FULL))
                .orElse(FULL);
        if (percent > lowest) {
            String above = Integer.toString(lowest);
            issues.report(
                    IssueCode.PRIORITY_RISES, fields.get().place("admitted-below"), Integer.toString(percent), above);
        }
        lowest = Math.min(lowest, percent);
        Optional<Scalar> name = fields.get().require("role").flatMap(node -> values.scalar(node, "role"));
        name.filter(this::isRoleName).ifPresent(word -> {
            Role role = new Role(word.text());
            if (ranked.containsKey(role)) {
                issues.report(IssueCode.DUPLICATE_ENTRY, word.place(), "priority", role.name());
            } else if (ranked.size() < MOST_READ) {
                ranked.put(role, new Priority(role, percent));
                if (!Role.BUILT_IN.contains(role) && ++others == MOST_ROLES - Role.BUILT_IN.size() + 1) {
                    issues.report(IssueCode.TOO_MANY_ROLES, word.place(), Integer.toString(MOST_ROLES));
                }
            }
        });
    }

    /** Naming a role here makes it exist, so a slip of the pen must not make a sixth role beside the one that was meant. */
    private boolean isRoleName(Scalar word) {
        String name = word.text();
        if (Role.BUILT_IN.contains(new Role(name))) {
            return true;
        }
        String meant = builtInMeantBy(name);
        if (meant != null) {
            issues.suggest(meant, IssueCode.UNKNOWN_ROLE, word.place(), name);
            return false;
        }
        if (!name.matches("[a-z0-9-]{1,40}")) {
            issues.report(IssueCode.INVALID_ROLE_NAME, word.place(), name);
            return false;
        }
        return true;
    }

    private static @Nullable String builtInMeantBy(String name) {
        String plain = Suggestions.plain(name);
        if (!plain.matches("[a-z]+")) {
            return null;
        }
        for (Role role : Role.BUILT_IN) {
            if (Suggestions.edits(plain, role.name(), 2) <= 1) {
                return role.name();
            }
        }
        return null;
    }
}
