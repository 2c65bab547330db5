package fr.ecluse.policy.compile;

import fr.ecluse.policy.Effect;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.OpenSessions;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import fr.ecluse.policy.source.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code rules} list. */
final class RuleCompiler {

    static final int MOST_RULES = 500;
    private static final int LONGEST_NAME = 64;
    static final int LONGEST_SERVICE = 64;
    private static final List<String> KEYS =
            List.of("name", "roles", "days", "dates", "from", "to", "services", "effect", "open-sessions", "message");
    private static final List<String> EFFECTS = List.of("refuse", "admit");
    private static final List<String> OPEN_SESSIONS = List.of("end", "finish");

    private final IssueLog issues;
    private final Values values;
    private final WindowCompiler windows;
    private final MessageCompiler messages;
    private final List<String> knownRoles;
    private final Map<String, Place> names = new HashMap<>();

    RuleCompiler(Set<Role> roles, SchoolCalendar calendar, IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
        this.windows = new WindowCompiler(calendar, issues);
        this.messages = new MessageCompiler(issues);
        this.knownRoles = roles.stream().map(Role::name).toList();
    }

    List<Rule> compile(Optional<Node> node) {
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof Sequence sequence)) {
            issues.report(IssueCode.EXPECTED_LIST, node.get().place(), "rules");
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        if (sequence.items().size() > MOST_RULES) {
            Place excess = sequence.items().get(MOST_RULES).place();
            issues.report(IssueCode.TOO_MANY_RULES, excess, Integer.toString(MOST_RULES));
        }
        sequence.items().stream().limit(MOST_RULES).forEach(item -> rule(item).ifPresent(rules::add));
        return rules;
    }

    private Optional<Rule> rule(Node item) {
        Fields fields = Fields.of(item, KEYS, issues).orElse(null);
        if (fields == null) {
            return Optional.empty();
        }
        String name = fields.require("name").flatMap(this::name).orElse("");
        Set<Role> roles = fields.require("roles").map(this::roles).orElse(Set.of());
        Optional<Window> window = windows.compile(fields);
        Set<String> services = fields.get("services").map(this::services).orElse(Set.of());
        Optional<Effect> effect = fields.require("effect")
                .flatMap(node -> word(node, "effect", EFFECTS, IssueCode.UNKNOWN_EFFECT))
                .map(word -> word.equals("refuse") ? Effect.REFUSE : Effect.ADMIT);
        OpenSessions openSessions = fields.get("open-sessions")
                .flatMap(node -> word(node, "open-sessions", OPEN_SESSIONS, IssueCode.UNKNOWN_OPEN_SESSIONS))
                .filter("finish"::equals)
                .map(finish -> OpenSessions.FINISH)
                .orElse(OpenSessions.END);
        if (effect.equals(Optional.of(Effect.ADMIT)) && fields.has("open-sessions")) {
            issues.report(IssueCode.OPEN_SESSIONS_ON_ADMIT, fields.place("open-sessions"));
        }
        LocalText text = messages.compile(fields);
        if (effect.equals(Optional.of(Effect.ADMIT)) && fields.has("message")) {
            issues.report(IssueCode.MESSAGE_NEVER_SHOWN, fields.place("message"));
        }
        if (window.isEmpty() || effect.isEmpty()) {
            return Optional.empty();
        }
        Place place = fields.has("name") ? fields.place("name") : fields.place();
        return Optional.of(new Rule(name, place, roles, window.get(), services, effect.get(), openSessions, text));
    }

    private Optional<String> name(Node node) {
        Optional<Scalar> scalar = values.scalar(node, "name");
        scalar.ifPresent(word -> {
            String name = word.text();
            if (!name.matches("[a-z0-9-]{1," + LONGEST_NAME + "}")) {
                issues.suggest(spelt(name), IssueCode.INVALID_RULE_NAME, word.place(), name);
            }
            Place first = names.putIfAbsent(name, word.place());
            if (first != null) {
                issues.report(IssueCode.DUPLICATE_RULE_NAME, word.place(), name, Integer.toString(first.line()));
            }
        });
        return scalar.map(Scalar::text);
    }

    private static @Nullable String spelt(String name) {
        String plain = Suggestions.plain(name).replace('/', '-');
        return plain.isEmpty() || plain.length() > LONGEST_NAME ? null : plain;
    }

    private Set<Role> roles(Node node) {
        Set<Role> roles = new LinkedHashSet<>();
        String listed = String.join(", ", knownRoles);
        for (Scalar word : values.words(node, "roles")) {
            if (!knownRoles.contains(word.text())) {
                String meant = issues.isFull() ? null : Suggestions.near(word.text(), knownRoles);
                issues.suggest(meant, IssueCode.UNKNOWN_ROLE, word.place(), word.text(), listed);
            } else if (!roles.add(new Role(word.text()))) {
                issues.report(IssueCode.DUPLICATE_ENTRY, word.place(), "roles", word.text());
            }
        }
        return roles;
    }

    private Set<String> services(Node node) {
        Set<String> services = new LinkedHashSet<>();
        for (Scalar word : values.words(node, "services")) {
            values.text(word, "services", LONGEST_SERVICE).ifPresent(service -> {
                if (!services.add(service)) {
                    issues.report(IssueCode.DUPLICATE_ENTRY, word.place(), "services", service);
                }
            });
        }
        return services;
    }

    private Optional<String> word(Node node, String key, List<String> known, IssueCode unknown) {
        Optional<Scalar> scalar = values.scalar(node, key);
        if (scalar.isPresent() && !known.contains(scalar.get().text())) {
            String word = scalar.get().text();
            issues.suggest(Suggestions.near(word, known), unknown, node.place(), word);
            return Optional.empty();
        }
        return scalar.map(Scalar::text);
    }
}
