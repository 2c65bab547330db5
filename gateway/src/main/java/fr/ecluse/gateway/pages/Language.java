package fr.ecluse.gateway.pages;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages that visitors are answered in: those that most families of French schools read. */
public enum Language {
    FRENCH("fr", '\u202f', 4),
    ENGLISH("en", ',', 4),
    /** With the digits of the Maghreb, 0 to 9. */
    ARABIC("ar", ',', 4),
    PORTUGUESE("pt-PT", '\u00a0', 5),
    SPANISH("es", '.', 5),
    TURKISH("tr", '.', 4),
    UKRAINIAN("uk", '\u00a0', 4),
    CHINESE("zh-Hans", ',', 4);

    private static final int LONGEST_HEADER = 500;
    private static final Map<String, Language> BY_CODE = new HashMap<>();
    private static final List<Locale> CODES;

    static {
        for (Language language : values()) {
            BY_CODE.put(language.code(), language);
        }
        CODES = Stream.of(values()).map(each -> new Locale(each.code())).toList();
    }

    private final Locale locale;
    private final char grouping;
    private final int groupedFrom;

    /** @param groupedFrom the least number of digits that is written in groups of three */
    Language(String tag, char grouping, int groupedFrom) {
        this.locale = Locale.forLanguageTag(tag);
        this.grouping = grouping;
        this.groupedFrom = groupedFrom;
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
            Locale found = Locale.lookup(wanted, CODES);
            return found == null ? FRENCH : BY_CODE.getOrDefault(found.getLanguage(), FRENCH);
        } catch (IllegalArgumentException e) {
            return FRENCH;
        }
    }

    /** The language of that {@link #code}; null if there is none. */
    public static @Nullable Language of(@Nullable String code) {
        return code == null ? null : BY_CODE.get(code);
    }

    /** Two letters (ISO 639-1): for {@code Content-Language}, for the switch, and in the names of files. */
    public String code() {
        return locale.getLanguage();
    }

    /** For {@code lang} attributes: with the script or the country where voices and letters depend on it. */
    public String tag() {
        return locale.toLanguageTag();
    }

    public Locale locale() {
        return locale;
    }

    boolean rightToLeft() {
        return this == ARABIC;
    }

    /** The one that stands folded under a page that can't be asked for again: nearly everybody here reads one of the two. */
    Language second() {
        return this == FRENCH ? ENGLISH : FRENCH;
    }

    /** A number that is not negative, as {@code toLocaleString} writes it in browsers, always with the digits 0 to 9. */
    String number(long n) {
        String digits = Long.toString(n);
        if (digits.length() < groupedFrom) {
            return digits;
        }
        StringBuilder grouped = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > 0; at -= 3) {
            grouped.insert(at, grouping);
        }
        return grouped.toString();
    }

    /**
     * Which plural a number that is not negative takes: {@code one}, {@code two}, {@code few}, {@code many} or {@code other}
     * (Unicode CLDR, cardinal rules for whole numbers). Zero has words of its own everywhere.
     */
    String plural(long n) {
        return switch (this) {
            case FRENCH -> n < 2 ? "one" : ofMillions(n);
            case SPANISH, PORTUGUESE -> n == 1 ? "one" : ofMillions(n);
            case ENGLISH, TURKISH -> n == 1 ? "one" : "other";
            case CHINESE -> "other";
            case UKRAINIAN -> {
                long ten = n % 10;
                boolean teen = n % 100 / 10 == 1;
                yield !teen && ten == 1 ? "one" : !teen && ten >= 2 && ten <= 4 ? "few" : "many";
            }
            case ARABIC -> {
                long hundred = n % 100;
                yield n == 1 ? "one" : n == 2 ? "two" : hundred < 3 ? "other" : hundred <= 10 ? "few" : "many";
            }
        };
    }

    private static String ofMillions(long n) {
        return n > 0 && n % 1_000_000 == 0 ? "many" : "other";
    }
}
