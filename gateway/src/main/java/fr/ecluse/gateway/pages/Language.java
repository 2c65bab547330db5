package fr.ecluse.gateway.pages;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages that visitors are answered in. */
public enum Language {
    FRENCH(Locale.FRENCH),
    ENGLISH(Locale.ENGLISH);

    private static final int LONGEST_HEADER = 500;

    private final Locale locale;

    Language(Locale locale) {
        this.locale = locale;
    }

    /**
     * The visitor's choice by an {@code Accept-Language} header (RFC 9110 §12.5.4, RFC 4647 §3.4); French when there is
     * none, when it cannot be read, or when nothing fits.
     */
    public static Language preferred(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > LONGEST_HEADER) {
            return FRENCH;
        }
        try {
            List<Locale.LanguageRange> wanted = Locale.LanguageRange.parse(acceptLanguage).stream()
                    .filter(range -> range.getWeight() > 0)
                    .toList();
            Locale found = Locale.lookup(wanted, List.of(Locale.FRENCH, Locale.ENGLISH));
            return Locale.ENGLISH.equals(found) ? ENGLISH : FRENCH;
        } catch (IllegalArgumentException e) {
            return FRENCH;
        }
    }

    /** The code for {@code lang} attributes and {@code Content-Language}. */
    public String code() {
        return locale.getLanguage();
    }

    public Locale locale() {
        return locale;
    }

    Language other() {
        return this == FRENCH ? ENGLISH : FRENCH;
    }
}
