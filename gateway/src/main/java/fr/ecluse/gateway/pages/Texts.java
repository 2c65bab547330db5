package fr.ecluse.gateway.pages;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Every word that a visitor reads, in one language. Immutable and thread-safe.
 *
 * <p>Texts hold names in braces, such as <code>{hour}</code>, and are plain: whoever writes HTML escapes them. In the
 * French file spaces are written as ordinary ones; those that must not break a line (before {@code : ; ? !}, inside
 * quotation marks, around the h of an hour) become no-break spaces here.
 */
public final class Texts {

    private static final Pattern NO_BREAK = Pattern.compile(" (?=[:;?!»])|(?<=«) |(?<=\\d) (?=h\\b)|(?<=\\bh) (?=\\d)");
    private static final Pattern NAME = Pattern.compile("\\{\\w+}");
    private static final List<String> FORMS = List.of("zero", "one", "two", "few", "many", "other");
    private static final Map<Language, Texts> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Texts(language, Theme.OWN));
        }
    }

    private final Language language;
    private final Map<String, String> texts = new HashMap<>();

    Texts(Language language, Theme theme) {
        this.language = language;
        theme.texts(Theme.texts(language)).forEach((key, text) -> texts.put(key, noBreaks(text)));
    }

    /** The program's own texts in this language. */
    public static Texts in(Language language) {
        Texts found = ALL.get(language);
        if (found == null) {
            throw new IllegalArgumentException("no texts in " + language);
        }
        return found;
    }

    /**
     * The words of a problem document (RFC 9457) for a decision.
     *
     * @param decision a word of the contract, such as {@code refused}
     * @throws IllegalArgumentException if it is none
     */
    public Problem problem(String decision) {
        return new Problem(text("problem." + decision + ".title"), text("problem." + decision + ".detail"));
    }

    /**
     * A short explanation, without names of people or machines.
     *
     * @param title the same for every occurrence
     * @param detail what to do about it
     */
    public record Problem(String title, String detail) {}

    /** Why a wait has become longer, as a sentence. */
    public String slower(Page.Slower why) {
        return text("slower." + why.name());
    }

    public Language language() {
        return language;
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    /** @throws IllegalArgumentException if there is no such text */
    String text(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("no text " + key + " in " + language);
        }
        return text;
    }

    /** The text with its names replaced; no value may hold a name in braces itself. */
    String text(String key, Map<String, String> values) {
        String text = text(key);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }

    /** The text that goes with a number: {@code key.one}, {@code key.few} and so on, or {@code key.other}. */
    String counted(String key, long n) {
        String form = key + "." + language.plural(n);
        return text(has(form) ? form : key + ".other", Map.of("n", language.number(n)));
    }

    /** Every form that the language has of a text that goes with a number, by name. */
    Map<String, String> forms(String key) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String form : FORMS) {
            if (has(key + "." + form)) {
                found.put(form, text(key + "." + form));
            }
        }
        return found;
    }

    /** The texts {@code key.1}, {@code key.2} and so on; maybe none. */
    List<String> list(String key) {
        List<String> found = new ArrayList<>();
        while (has(key + "." + (found.size() + 1))) {
            found.add(text(key + "." + (found.size() + 1)));
        }
        return found;
    }

    /** The text with the spaces that may not break a line. */
    String noBreaks(String text) {
        return language == Language.FRENCH ? NO_BREAK.matcher(text).replaceAll("\u00a0") : text;
    }

    /** The names in braces of a text. */
    static List<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).toList();
    }
}
