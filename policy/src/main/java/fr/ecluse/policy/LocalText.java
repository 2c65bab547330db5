package fr.ecluse.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A sentence in one or several languages. Immutable.
 *
 * @param byLanguage text by language code ({@code fr}, {@code en}); {@link #ANY_LANGUAGE} stands for every one
 */
public record LocalText(Map<String, String> byLanguage) {

    /** In the place of a code: the text is for readers of every language. */
    public static final String ANY_LANGUAGE = "";

    /** No text at all: whoever shows it uses words of their own. */
    public static final LocalText NONE = new LocalText(Map.of());

    public LocalText {
        byLanguage = Collections.unmodifiableMap(new LinkedHashMap<>(byLanguage));
    }

    public boolean isEmpty() {
        return byLanguage.isEmpty();
    }

    /** The text for a reader of that language; else in French, in English, in whatever language there is; else {@code ""}. */
    public String in(Locale locale) {
        for (String language : new String[] {locale.getLanguage(), ANY_LANGUAGE, "fr", "en"}) {
            String text = byLanguage.get(language);
            if (text != null) {
                return text;
            }
        }
        return byLanguage.values().stream().findFirst().orElse("");
    }
}
