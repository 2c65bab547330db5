package fr.ecluse.policy.week;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML that is well-formed XML too. Every text and every value of an attribute is escaped, whoever wrote it; a character
 * that XML can't hold becomes U+FFFD.
 */
public final class Markup {

    private final StringBuilder out = new StringBuilder(32 * 1024);
    private final Deque<String> open = new ArrayDeque<>();

    /** @param attributes names and values in turn */
    public Markup open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes what was opened last. */
    public Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    public Markup text(String text) {
        text.codePoints().forEach(this::escape);
        return this;
    }

    /** An element with nothing but text in it. */
    public Markup element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** An element that never has anything in it. */
    public Markup empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** Markup of our own, as it is. */
    public Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    public Markup line() {
        out.append('\n');
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }

    private void start(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            text(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(int character) {
        switch (character) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> out.appendCodePoint(isXml(character) ? character : 0xfffd);
        }
    }

    /** XML 1.0, production 2; of the control characters also none of the C1 set, which HTML forbids. */
    private static boolean isXml(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character < 0x7f)
                || (character >= 0xa0 && character < 0xd800)
                || (character >= 0xe000 && character < 0xfffe)
                || character >= 0x10000;
    }
}
