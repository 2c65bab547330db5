package fr.ecluse.gateway.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page in one language, in the order in which it is read: what the template needs, as plain text.
 *
 * @param lang language code of all of it
 * @param summary how a reader of another language is offered this one
 * @param action the label of the one button
 * @param kind how strongly the button invites: {@code go}, or {@code go plain} where trying again is of no use yet
 * @param target {@code _top} to leave a frame, else null
 * @param aside null where there is no second way
 */
record Sheet(
        String lang,
        String summary,
        String title,
        String heading,
        List<Paragraph> paragraphs,
        @Nullable Panel panel,
        String action,
        String kind,
        @Nullable String target,
        @Nullable Advice todo,
        @Nullable Advice avoid,
        @Nullable Aside aside,
        String stamp,
        String cookies) {

    /** @param lang null if it is the sheet's */
    record Paragraph(@Nullable String lang, String text) {}

    /**
     * The one fact that matters most.
     *
     * @param small said below it
     * @param live what the script needs to keep it up to date, null if it does not change
     */
    record Panel(String big, List<String> small, @Nullable Live live) {}

    /**
     * The moving part of a panel, with its texts for every case.
     *
     * @param estimate said now
     * @param counted whether people ahead are shown
     */
    record Live(
            String estimate,
            boolean counted,
            String zero,
            String one,
            String many,
            String estimated,
            String unknown,
            String ranges,
            String checked,
            String trouble,
            String admitted,
            String automatic,
            String pause,
            String resume) {}

    /** @param kind {@code do} or {@code not} */
    record Advice(String kind, String heading, List<String> items) {}

    /** A second way: out for somebody who uses the account of somebody else, or back to what was full. */
    record Aside(String question, String href, String label) {}
}
