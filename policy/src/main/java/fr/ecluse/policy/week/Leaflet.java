package fr.ecluse.policy.week;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The frame of a page that is saved, sent and printed, and needs nothing else: no script, no other file, no network. For one
 * thread.
 */
public final class Leaflet {

    private static final String STYLE = resource(Leaflet.class, "page.css");
    private static final String MARK = resource(Leaflet.class, "mark.svg");
    /** Nothing is loaded and nothing runs, even if something got into the page. */
    private static final String NOTHING_BUT_STYLE =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static final Pattern NO_BREAK =
            Pattern.compile(" (?=[:;?!»%])|(?<=«) |(?<=\\d) (?=h\\b)|(?<=\\bh) (?=\\d)");

    private final Locale locale;
    private final Markup page = new Markup();

    /** An empty page in that language. */
    public Leaflet(Locale locale) {
        this.locale = locale;
    }

    /** What is written on. */
    public Markup page() {
        return page;
    }

    /**
     * Begins the page and opens its body.
     *
     * @param style CSS that this page needs besides what all have
     */
    public void open(String title, String style) {
        page.raw("<!DOCTYPE html>\n").open("html", "lang", locale.getLanguage());
        page.open("head").line();
        page.empty("meta", "charset", "utf-8").line();
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content", NOTHING_BUT_STYLE)
                .line();
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        page.empty("meta", "name", "color-scheme", "content", "light dark").line();
        page.element("title", title).line();
        page.open("style").line().raw(STYLE).raw(style).close().line();
        page.close().line();
        page.open("body").line().raw(MARK).line();
    }

    /** Opens the header, and in it a block that begins with whose page it is and what it is called. */
    public void openHeader(String ent, String heading) {
        page.open("header").line();
        page.raw("<svg class=\"mark\" width=\"44\" height=\"44\" aria-hidden=\"true\"><use href=\"#mark\"/></svg>");
        page.open("div").element("p", ent, "class", "ent");
        page.element("h1", heading).line();
    }

    /** Ends the page; it is to be written in UTF-8. */
    public String close(String foot) {
        page.open("footer").element("p", foot).close().line();
        return page.close().close().line().toString();
    }

    /** The same with French spaces that may not break a line. */
    public String text(String said) {
        return locale.getLanguage().equals("fr") ? NO_BREAK.matcher(said).replaceAll("\u00a0") : said;
    }

    /**
     * A text of the build, from beside a class.
     *
     * @throws NullPointerException if this build has none of that name
     */
    public static String resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
