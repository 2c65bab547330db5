package fr.ecluse.gateway.demo;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The two languages of the demo, with their texts. */
enum Language {
    FR(Locale.FRENCH),
    EN(Locale.ENGLISH);

    private final Locale locale;
    private final ResourceBundle texts;

    Language(Locale locale) {
        this.locale = locale;
        this.texts = ResourceBundle.getBundle(
                "fr.ecluse.gateway.demo.texts",
                locale,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    Locale locale() {
        return locale;
    }

    /** Such as {@code fr}. */
    String tag() {
        return locale.getLanguage();
    }

    Language other() {
        return this == FR ? EN : FR;
    }

    /** @throws MissingResourceException if nobody wrote it */
    String text(String key) {
        return texts.getString(key);
    }

    /** The language so tagged, such as {@code en} or {@code en-GB}; French unless it is English. */
    static Language tagged(String tag) {
        return Locale.forLanguageTag(tag).getLanguage().equals(EN.tag()) ? EN : FR;
    }

    /** What is asked for by hand wins over what the browser prefers; French without either. */
    static Language of(@Nullable String asked, @Nullable String acceptLanguage) {
        if (asked != null) {
            return tagged(asked);
        }
        if (acceptLanguage == null) {
            return FR;
        }
        try {
            Locale best = Locale.lookup(LanguageRange.parse(acceptLanguage), List.of(Locale.FRENCH, Locale.ENGLISH));
            return best == null ? FR : tagged(best.toLanguageTag());
        } catch (IllegalArgumentException malformed) {
            return FR;
        }
    }
}
