package fr.ecluse.gateway.admin;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** What operators read, in French or English. */
record Words(ResourceBundle bundle, Locale locale) {

    private static final ResourceBundle.Control BASE_IS_ENGLISH =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final List<Locale> SPOKEN = List.of(Locale.FRENCH, Locale.ENGLISH);

    private static final Map<String, ResourceBundle> READ =
            Map.of("fr", read(Locale.FRENCH), "en", read(Locale.ENGLISH));

    static Words in(Locale locale) {
        ResourceBundle known = READ.get(locale.getLanguage());
        return new Words(known != null ? known : read(Locale.ENGLISH), locale);
    }

    /** Reads every text now, while nobody waits: an event loop must not read files. */
    static void prepare() {
        in(Locale.FRENCH);
    }

    private static ResourceBundle read(Locale locale) {
        return ResourceBundle.getBundle("fr.ecluse.gateway.admin.words", locale, BASE_IS_ENGLISH);
    }

    /** @param accepted the header Accept-Language; without one that says French or English, the program's own language */
    static Locale language(@Nullable String accepted) {
        if (accepted != null) {
            try {
                Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted), SPOKEN);
                if (found != null) {
                    return found;
                }
            } catch (IllegalArgumentException e) {
                // not a list of languages: as if it were not there
            }
        }
        return Locale.getDefault();
    }

    String of(String id, Object... details) {
        return new MessageFormat(bundle.getString(id), locale).format(details);
    }
}
