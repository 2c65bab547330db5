package fr.ecluse.gateway.pages;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import fr.ecluse.policy.LocalText;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTML of a page: well-formed, complete without JavaScript, with nothing from elsewhere.
 *
 * <p>The page is written in the visitor's language and leads to itself in each other one. What can't be asked for a second
 * time, such as the answer to a form, has the second language folded below instead. Thread-safe, pure, and free of any HTTP
 * exchange: the caller sets the status, {@code Content-Type: text/html; charset=utf-8}, {@code Content-Language} and {@link
 * #contentSecurityPolicy}.
 */
public final class Pages {

    /** Where the gateway serves {@link Assets}. */
    public static final String ASSETS = "/.ecluse/assets/";

    /** Where the gateway lets visitors choose a language: {@code ?to=CODE&return=PATH}. */
    public static final String LANGUAGE = "/.ecluse/language";

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors ";

    /** What may end a text or a quoted attribute, and nothing else: each needless escape costs bytes. */
    private static final Mustache.Escaper HTML = Escapers.simple(
            new String[][] {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});

    private static final String PAGE = "page";
    private static final Pattern INCLUDED = Pattern.compile("\\{\\{>\\s*([\\w-]+)\\s*}}");

    private final Assets assets;
    private final Look look;
    private final Template template;
    private final Map<Language, Wording> wordings = new EnumMap<>(Language.class);

    public Pages(Assets assets) {
        this(Theme.OWN, assets, Look.OWN);
    }

    public Pages(Theme theme, Assets assets, Look look) {
        this.assets = assets;
        this.look = look;
        Map<String, String> partials = new HashMap<>();
        collect(PAGE, theme, partials);
        Mustache.Compiler compiler = Mustache.compiler()
                .strictSections(true)
                .withEscaper(HTML)
                .withLoader(name -> new StringReader(partials.getOrDefault(name, "")));
        for (Language language : Language.values()) {
            wordings.put(language, new Wording(new Texts(language, theme)));
        }
        this.template = compiler.compile(partials.getOrDefault(PAGE, ""));
    }

    /** Reads a template and all that it includes now: Mustache would read them at the first page, on an event loop. */
    private static void collect(String name, Theme theme, Map<String, String> known) {
        if (known.containsKey(name)) {
            return;
        }
        String text = theme.file(name + ".mustache");
        known.put(name, text);
        Matcher included = INCLUDED.matcher(text);
        while (included.find()) {
            collect(included.group(1), theme, known);
        }
    }

    /** The page, in UTF-16 as every String; to be sent in UTF-8. */
    public String html(Page page, Setting setting, Language language) {
        Wording wording = wording(language);
        Destination again = page instanceof Page.Once ? null : setting.again();
        return template.execute(new Sheets(
                setting.ent(),
                assets.versioned("ecluse.css"),
                assets.versioned("place.js"),
                assets.mark(),
                page.where().path(),
                poll(page),
                wording.sheet(page, setting),
                again == null ? null : switches(wording, language, again),
                again == null ? wording(language.second()).folded(page, setting) : null,
                wording.help(look.help())));
    }

    /** The words of these pages. */
    public Texts texts(Language language) {
        return wording(language).texts();
    }

    private Switch switches(Wording wording, Language language, Destination again) {
        String back = URLEncoder.encode(again.path(), StandardCharsets.UTF_8);
        return new Switch(
                wording.languages(),
                Stream.of(Language.values())
                        .map(each -> new Way(
                                each.tag(),
                                texts(each).text("name"),
                                each == language ? null : LANGUAGE + "?to=" + each.code() + "&return=" + back))
                        .toList());
    }

    /** The {@code Content-Security-Policy} of a page; the one made for frames may be shown in those of other sites. */
    public static String contentSecurityPolicy(Page page) {
        return CONTENT_SECURITY_POLICY + (page instanceof Page.LoginInFrame ? "*" : "'self'");
    }

    private Wording wording(Language language) {
        return Objects.requireNonNull(wordings.get(language));
    }

    /** Of a page that watches the place by itself, where scripts run; null of any other. */
    private static @Nullable Long poll(Page page) {
        if (page instanceof Page.Waiting waiting) {
            return seconds(waiting.nextPoll());
        }
        return page instanceof Page.Held held ? (Long) seconds(held.nextPoll()) : null;
    }

    private static long seconds(Duration nextPoll) {
        return Math.max(1, (nextPoll.toMillis() + 999) / 1000);
    }

    /**
     * What surrounds every page.
     *
     * @param ent the ENT's name, as the policy gives it
     * @param zone the policy's
     * @param now when the answer is given
     * @param sent what became of what the visitor sent
     * @param again where the same request is made again, as for another language; null: nowhere
     * @param notice what the operator has to say to whoever waits; {@link LocalText#NONE}: nothing
     */
    public record Setting(
            String ent,
            ZoneId zone,
            Instant now,
            Sent sent,
            @Nullable Destination again,
            LocalText notice) {

        ZonedDateTime local(Instant at) {
            return at.atZone(zone);
        }
    }

    /** What became of what the visitor sent. */
    public enum Sent {
        /** A page was asked for, or the portal received the form, or nobody can say. */
        NOTHING_LOST,
        /** A form was posted and did not reach the portal: the visitor must know, it may be homework. */
        LOST_FORM
    }

    /** @param poll seconds until the script asks, null on a page without it */
    private record Sheets(
            String ent,
            String css,
            String script,
            String mark,
            String where,
            @Nullable Long poll,
            Sheet first,
            @Nullable Switch languages,
            @Nullable Sheet folded,
            Sheet.@Nullable Help help) {}

    private record Switch(String label, List<Way> ways) {}

    /** @param href null for the page's own language */
    private record Way(String lang, String name, @Nullable String href) {}
}
