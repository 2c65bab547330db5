package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Entry;
import fr.ecluse.policy.source.Node.Mapping;
import fr.ecluse.policy.source.Node.Scalar;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one mapping. Unknown keys are reported when it is made, missing and empty ones when they are asked for. */
final class Fields {

    private final Mapping mapping;
    private final IssueLog issues;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** Keys that an unknown one was probably meant to be: their absence is already said. */
    private final Set<String> misspelt = new HashSet<>();

    Fields(Mapping mapping, List<String> known, IssueLog issues) {
        this.mapping = mapping;
        this.issues = issues;
        for (Entry entry : mapping.entries()) {
            String key = entry.key().text();
            if (known.contains(key)) {
                entries.put(key, entry);
            } else {
                unknown(entry.key(), known);
            }
        }
    }

    private void unknown(Scalar key, List<String> known) {
        String meant = issues.isFull() ? null : Suggestions.near(key.text(), known);
        if (meant != null) {
            misspelt.add(meant);
        }
        issues.suggest(meant, IssueCode.UNKNOWN_KEY, key.place(), key.text(), String.join(", ", known));
    }

    /** Reads a node as a mapping with these keys; reports anything else. */
    static Optional<Fields> of(Node node, List<String> known, IssueLog issues) {
        if (node instanceof Mapping mapping) {
            return Optional.of(new Fields(mapping, known, issues));
        }
        issues.report(IssueCode.EXPECTED_KEYS, node.place(), String.join(", ", known));
        return Optional.empty();
    }

    /** The value, if the key is there; a key without a value is reported. */
    Optional<Node> get(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.value() instanceof Scalar scalar && scalar.isEmpty()) {
            issues.report(IssueCode.EMPTY_VALUE, entry.key().place(), key);
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    /** The value; reported when the key is absent. */
    Optional<Node> require(String key) {
        if (!entries.containsKey(key) && !misspelt.contains(key)) {
            issues.report(IssueCode.MISSING_KEY, place(), key);
        }
        return get(key);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Where the key is written; where the mapping begins if it is not. */
    Place place(String key) {
        @Nullable Entry entry = entries.get(key);
        return entry == null ? place() : entry.key().place();
    }

    /** Where the mapping begins. */
    Place place() {
        return mapping.place();
    }
}
