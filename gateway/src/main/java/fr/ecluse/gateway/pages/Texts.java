package fr.ecluse.gateway.pages;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
    private static final Map<Language, Texts> ALL = new EnumMap<>(Language.class);

    static {
        for (Language language : Language.values()) {
            ALL.put(language, new Texts(language));
        }
    }

    private final Language language;
    private final Map<String, String> texts = new HashMap<>();

    private Texts(Language language) {
        this.language = language;
        read("texts_" + language.code() + ".properties")
                .forEach((key, text) -> texts.put(key.toString(), noBreaks(text.toString())));
    }

    /** The texts in this language. */
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

    Language language() {
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

    private static Properties read(String name) {
        Properties read = new Properties();
        try {
            read.load(new StringReader(Assets.text(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }
}
