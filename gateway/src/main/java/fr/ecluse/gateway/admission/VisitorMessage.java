package fr.ecluse.gateway.admission;

import fr.ecluse.policy.LocalText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operators say to people who wait, as a standing order keeps it: French, a line break, English; either may be empty. */
public final class VisitorMessage {

    private VisitorMessage() {}

    /** As the ledger keeps it; the texts have no line breaks. */
    public static String line(String french, String english) {
        return french + "\n" + english;
    }

    /** From {@link #line}; none at all for null. */
    public static LocalText read(@Nullable String line) {
        if (line == null) {
            return LocalText.NONE;
        }
        int end = line.indexOf('\n');
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, "fr", end < 0 ? line : line.substring(0, end));
        put(texts, "en", end < 0 ? "" : line.substring(end + 1));
        return texts.isEmpty() ? LocalText.NONE : new LocalText(texts);
    }

    private static void put(Map<String, String> texts, String language, String text) {
        if (!text.isEmpty()) {
            texts.put(language, text);
        }
    }
}
