package fr.ecluse.policy;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong, or doubtful, at a place of a policy file. A value; its words are chosen when it is shown.
 *
 * @param sourceLine the line of the file at that place, without its end
 * @param arguments what the sentence quotes from the file
 * @param suggestion what the author probably meant, if something is near
 */
public record PolicyIssue(
        Severity severity,
        IssueCode code,
        Place place,
        String sourceLine,
        List<String> arguments,
        @Nullable String suggestion) {

    /** Longest stretch of a source line that is shown, in characters. */
    private static final int SHOWN = 110;

    public PolicyIssue {
        arguments = List.copyOf(arguments);
    }

    public String file() {
        return place.file();
    }

    /** First line is 1. */
    public int line() {
        return place.line();
    }

    /** First column is 1. */
    public int column() {
        return place.column();
    }

    /** The same issue as an error, for whoever tolerates no warning. */
    public PolicyIssue asError() {
        return new PolicyIssue(Severity.ERROR, code, place, sourceLine, arguments, suggestion);
    }

    /** The sentence alone, suggestion included; French for a French locale, else English. */
    public String message(Locale locale) {
        ResourceBundle words = Bundles.messages(locale);
        if (suggestion == null) {
            return new MessageFormat(words.getString(code.id()), locale).format(arguments.toArray());
        }
        // Beside a suggestion, a list of all that is possible would only hide it.
        String shorter = code.id() + ".near";
        String pattern = words.getString(words.containsKey(shorter) ? shorter : code.id());
        return new MessageFormat(pattern, locale).format(arguments.toArray())
                + new MessageFormat(words.getString("did-you-mean"), locale).format(new Object[] {suggestion});
    }

    /** For a terminal: place, severity and sentence; below, the line of the file with a caret under the place. */
    public String render(Locale locale) {
        String label = Bundles.messages(locale).getString(severity == Severity.ERROR ? "error" : "warning");
        String head = place + ": " + label + " " + message(locale);
        return sourceLine.isEmpty() ? head : head + "\n" + excerpt();
    }

    private String excerpt() {
        int caret = place.column() - 1;
        int at = index(0, caret);
        // As much of the line on either side as there is, the caret in the middle of a long one.
        int end = index(at, SHOWN);
        int start = sourceLine.codePointCount(at, end) > SHOWN - SHOWN / 2 ? back(at, SHOWN / 2) : back(end, SHOWN);
        end = index(start, SHOWN);
        String before = start > 0 ? "…" : "";
        String after = end < sourceLine.length() ? "…" : "";
        String shown = before + sourceLine.substring(start, end) + after;
        int indent = sourceLine.codePointCount(start, at) + before.length();
        return "  " + shown.replace('\t', ' ') + "\n  " + " ".repeat(indent) + "^";
    }

    /** So many characters further, or the end: of a line of a mebibyte no more is read than is shown. */
    private int index(int from, int characters) {
        int end = from;
        for (int i = 0; i < characters && end < sourceLine.length(); i++) {
            end += Character.charCount(sourceLine.codePointAt(end));
        }
        return end;
    }

    private int back(int from, int characters) {
        int start = from;
        for (int i = 0; i < characters && start > 0; i++) {
            start -= Character.charCount(sourceLine.codePointBefore(start));
        }
        return start;
    }
}
