package fr.ecluse.gateway.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page in one language, in the order in which it is read: what the template needs, as plain text.
 *
 * @param lang of all of it, as in a {@code lang} attribute
 * @param dir {@code rtl}, or {@code ltr}
 * @param name the language in its own words
 * @param skip the label of the way past the languages
 * @param action the label of the one button
 * @param kind how strongly the button invites: {@code go}, or {@code go plain} where trying again is of no use yet
 * @param target {@code _top} to leave a frame, else null
 * @param aside null where there is no second way
 */
record Sheet(
        String lang,
        String dir,
        String name,
        String skip,
        String title,
        String heading,
        List<Paragraph> paragraphs,
        @Nullable Notice notice,
        @Nullable Panel panel,
        String action,
        String kind,
        @Nullable String target,
        @Nullable Advice todo,
        @Nullable Advice avoid,
        @Nullable Aside aside,
        String stamp,
        String cookies) {

    /** The page's own words, or with {@code lang} those of somebody else. */
    record Paragraph(@Nullable String lang, String text) {}

    /**
     * What the operator has to say.
     *
     * @param said null: nothing now, and the place for it is kept
     */
    record Notice(@Nullable Paragraph said) {}

    /**
     * The one fact that matters most.
     *
     * @param small said below it
     * @param live what the script needs to keep it up to date, null if it does not change
     */
    record Panel(String big, List<String> small, @Nullable Live live) {}

    /**
     * The moving part of a panel.
     *
     * @param estimate said now
     * @param texts for every case
     */
    record Live(String estimate, List<Named> texts, String automatic, String pause, String resume) {}

    /** @param name of a {@code data-} attribute */
    record Named(String name, String text) {}

    /** @param kind {@code do} or {@code not} */
    record Advice(String kind, String heading, List<String> items) {}

    /** @param href null: the text is no address, and in the language {@code lang} */
    record Help(String question, @Nullable String href, String text, String lang) {}

    /** A second way: out for somebody who uses the account of somebody else, or back to what was full. */
    record Aside(String question, String href, String label) {}
}
