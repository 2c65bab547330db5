package fr.ecluse.policy.calendar;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A place with a school calendar: an académie, a zone, a région académique, Corse, an overseas territory.
 *
 * @param name as it is shown
 * @param calendar which of the snapshot's calendars holds there
 * @param publicHolidays those that are kept there
 */
public record Territory(String name, String calendar, PublicHolidays publicHolidays) {

    /** What people write before a name without meaning another place by it. */
    private static final Pattern INTRODUCTION = Pattern.compile(
            "^(region academique |academie |vice rectorat |rectorat |region )?" + "((de|d|du|des) )?((la|le|les|l) )?");

    private static final Pattern SAINT = Pattern.compile("\\bst\\b");

    /** Every name that a policy can write, with what it means. */
    public static Map<String, Territory> byName() {
        return Snapshot.bundled().territories();
    }

    /**
     * A territory by any of its names; forgiven are accents, case, hyphens, apostrophes and spaces, "St" for "Saint", and
     * words before the name such as "académie de".
     */
    public static Optional<Territory> named(String written) {
        return Snapshot.bundled().territory(plain(written));
    }

    static String plain(String name) {
        String words = Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replace("&", " et ")
                .replaceAll("[^a-z0-9]+", " ")
                .strip();
        String bare = INTRODUCTION.matcher(words).replaceFirst("");
        return SAINT.matcher(bare).replaceAll("saint").replace(" ", "");
    }

    public static Set<String> names() {
        return byName().keySet();
    }
}
