package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.LocalText;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Entry;
import fr.ecluse.policy.source.Node.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A rule's {@code message}: one sentence for everybody, or one for each language. */
final class MessageCompiler {

    private static final int LONGEST = 1_000;

    private final IssueLog issues;
    private final Values values;

    MessageCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    LocalText compile(Fields fields) {
        Optional<Node> node = fields.get("message");
        if (node.isEmpty()) {
            return LocalText.NONE;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        if (node.get() instanceof Mapping mapping) {
            mapping.entries().forEach(entry -> language(entry, texts));
            if (mapping.entries().isEmpty()) {
                issues.report(IssueCode.EMPTY_VALUE, mapping.place(), "message");
            }
        } else {
            values.text(node.get(), "message", LONGEST).ifPresent(text -> texts.put(LocalText.ANY_LANGUAGE, text));
        }
        return new LocalText(texts);
    }

    private void language(Entry entry, Map<String, String> texts) {
        String language = entry.key().text();
        if (!language.matches("[a-z]{2,3}")) {
            String plain = Suggestions.plain(language);
            String meant = plain.matches("[a-z]{2,3}") ? plain : null;
            issues.suggest(meant, IssueCode.INVALID_LANGUAGE, entry.key().place(), language);
            return;
        }
        values.text(entry.value(), "message", LONGEST).ifPresent(text -> texts.put(language, text));
    }
}
