package fr.ecluse.policy.calendar;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A place with a school calendar: an académie, a zone, Corse, an overseas territory.
 *
 * @param name as it is shown
 * @param calendar which of the snapshot's calendars holds there
 * @param publicHolidays those that are kept there
 */
public record Territory(String name, String calendar, PublicHolidays publicHolidays) {

    /** Every name that a policy can write, with what it means. */
    public static Map<String, Territory> byName() {
        return Snapshot.bundled().territories();
    }

    /** A territory by any of its names; accents, case, hyphens and spaces are forgiven. */
    public static Optional<Territory> named(String written) {
        String plain = plain(written);
        return byName().entrySet().stream()
                .filter(entry -> plain(entry.getKey()).equals(plain))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String plain(String name) {
        return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("[^a-z0-9]", "");
    }

    public static Set<String> names() {
        return byName().keySet();
    }
}
