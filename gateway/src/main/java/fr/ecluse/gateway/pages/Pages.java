package fr.ecluse.gateway.pages;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.StringReader;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the HTML of a page: well-formed, complete without JavaScript, with nothing from elsewhere.
 *
 * <p>The page is written in the visitor's language and, folded below, in the other one: so a reader of either finds the
 * same facts whatever the browser said, with no cookie and no second request. Thread-safe, pure, and free of any HTTP
 * exchange: the caller sets the status, {@code Content-Type: text/html; charset=utf-8}, {@code Content-Language}, {@code
 * Vary: Accept-Language} and {@link #contentSecurityPolicy}.
 */
public final class Pages {

    /** Where the gateway serves {@link Assets}. */
    public static final String ASSETS = "/.ecluse/assets/";

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors ";

    private static final String PAGE = "page";
    private static final Pattern INCLUDED = Pattern.compile("\\{\\{>\\s*([\\w-]+)\\s*}}");

    private final Assets assets;
    private final Template template;
    private final Map<Language, Wording> wordings = new EnumMap<>(Language.class);

    public Pages(Assets assets) {
        this.assets = assets;
        Map<String, String> partials = new HashMap<>();
        collect(PAGE, partials);
        Mustache.Compiler compiler = Mustache.compiler()
                .strictSections(true)
                .withLoader(name -> new StringReader(partials.getOrDefault(name, "")));
        for (Language language : Language.values()) {
            wordings.put(language, new Wording(language));
        }
        this.template = compiler.compile(partials.getOrDefault(PAGE, ""));
    }

    /** Reads a template and all that it includes now: Mustache would read them at the first page, on an event loop. */
    private static void collect(String name, Map<String, String> known) {
        if (known.containsKey(name)) {
            return;
        }
        String text = Assets.text(name + ".mustache");
        known.put(name, text);
        Matcher included = INCLUDED.matcher(text);
        while (included.find()) {
            collect(included.group(1), known);
        }
    }

    /** The page, in UTF-16 as every String; to be sent in UTF-8. */
    public String html(Page page, Setting setting, Language language) {
        return template.execute(new Sheets(
                setting.ent(),
                assets.versioned("ecluse.css"),
                assets.versioned("place.js"),
                assets.versioned("mark.svg"),
                page.where().path(),
                page instanceof Page.InLine inLine ? seconds(inLine) : null,
                sheet(page, setting, language),
                sheet(page, setting, language.other())));
    }

    /** The {@code Content-Security-Policy} of a page; the one made for frames may be shown in those of other sites. */
    public static String contentSecurityPolicy(Page page) {
        return CONTENT_SECURITY_POLICY + (page instanceof Page.LoginInFrame ? "*" : "'self'");
    }

    private Sheet sheet(Page page, Setting setting, Language language) {
        return Objects.requireNonNull(wordings.get(language)).sheet(page, setting);
    }

    private static long seconds(Page.InLine page) {
        return Math.max(1, (page.nextPoll().toMillis() + 999) / 1000);
    }

    /**
     * What surrounds every page.
     *
     * @param ent the ENT's name, as the policy gives it
     * @param zone the policy's
     * @param now when the answer is given
     * @param sent what became of what the visitor sent
     */
    public record Setting(String ent, ZoneId zone, Instant now, Sent sent) {

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
            Sheet folded) {}
}
