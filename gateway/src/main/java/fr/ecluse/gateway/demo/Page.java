package fr.ecluse.gateway.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page or a part of one: HTML in which <code>{{name}}</code> stands for a value and <code>#{key}</code> for a text.
 *
 * <p>Every value and text is escaped, except what is {@link Html} already.
 */
final class Page {

    private static final String STYLE = resource("demo.css");

    /** The pages carry their one style sheet and nothing else: no script, nothing from elsewhere. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; img-src data:; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-"
                    + sha256(STYLE) + "'";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}|#\\{([\\w.-]+)}");

    private final String template;

    private Page(String template) {
        this.template = template;
    }

    /** Markup that needs no escaping any more. */
    record Html(String markup) {

        /** One after the other. */
        Html and(Html next) {
            return new Html(markup + next.markup);
        }
    }

    static final Html NOTHING = new Html("");

    /** @param name of a file beside this class */
    static Page of(String name) {
        return new Page(resource(name));
    }

    /** A part to be put into another page. */
    Html part(Language language, Map<String, ?> values) {
        return new Html(PLACEHOLDER.matcher(template).replaceAll(found -> {
            String name = found.group(1);
            String markup = name == null ? escape(language.text(found.group(2))) : value(name, values);
            return Matcher.quoteReplacement(markup);
        }));
    }

    /** The whole page, with the style sheet in its empty style element. */
    String whole(Language language, Map<String, ?> values) {
        // the style goes in last: it is no template
        return part(language, values).markup().replace("<style></style>", "<style>" + STYLE + "</style>");
    }

    private static String value(String name, Map<String, ?> values) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for {{" + name + "}}");
        }
        return value instanceof Html html ? html.markup : escape(value.toString());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
