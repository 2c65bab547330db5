package fr.ecluse.policy.week;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The words of this package, French and English; who reads neither gets English, whatever the machine's locale. */
record Words(Locale locale, ResourceBundle bundle) {

    private static final ResourceBundle.Control NO_DETOUR_BY_THE_MACHINES_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private static final Words ENGLISH = read(Locale.UK);
    private static final Map<String, Words> READ = Map.of("fr", read(Locale.FRANCE), "en", ENGLISH);

    static Words in(Locale locale) {
        return READ.getOrDefault(locale.getLanguage(), ENGLISH);
    }

    private static Words read(Locale locale) {
        return new Words(
                locale,
                ResourceBundle.getBundle("fr.ecluse.policy.week.words", locale, NO_DETOUR_BY_THE_MACHINES_LOCALE));
    }

    boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** A sentence with its arguments. */
    String say(String key, @Nullable Object... arguments) {
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }
}
