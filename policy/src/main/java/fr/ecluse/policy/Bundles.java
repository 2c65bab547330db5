package fr.ecluse.policy;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The words of this package, French and English; who reads neither gets English, whatever the machine's locale. */
final class Bundles {

    private static final ResourceBundle.Control NO_DETOUR_BY_THE_MACHINES_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private static final Map<String, ResourceBundle> READ =
            Map.of("fr", read(Locale.FRENCH), "en", read(Locale.ENGLISH));

    private Bundles() {}

    /** Reads every text now, while nobody waits: an event loop must not read files. */
    static void prepare() {
        messages(Locale.FRENCH);
    }

    static ResourceBundle messages(Locale locale) {
        ResourceBundle known = READ.get(locale.getLanguage());
        return known != null ? known : read(Locale.ENGLISH);
    }

    private static ResourceBundle read(Locale locale) {
        return ResourceBundle.getBundle("fr.ecluse.policy.messages", locale, NO_DETOUR_BY_THE_MACHINES_LOCALE);
    }
}
