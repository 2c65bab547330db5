package fr.ecluse.policy.source;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;

/**
 * Tabs outside comments. YAML allows some of them and refuses others by rules that nobody who writes a policy should need;
 * here each is an error, one for a line. Only those that indent hide the structure from the reader.
 */
final class Tabs {

    private Tabs() {}

    /** Reports them all; true when some indent, so that nothing can be read. */
    static boolean report(SourceText source, IssueLog issues) {
        boolean indenting = false;
        for (int i = 0; i < source.lines().size(); i++) {
            String line = source.lines().get(i);
            int tab = line.indexOf('\t');
            if (tab >= 0 && !line.substring(0, tab).matches("\\s*#.*|.*\\s#.*")) {
                int column = line.codePointCount(0, tab) + 1;
                issues.report(IssueCode.TAB, new Place(source.file(), i + 1, column));
                indenting |= line.substring(0, tab).isBlank();
            }
        }
        return indenting;
    }

    static String asSpaces(String text) {
        return text.replace('\t', ' ');
    }
}
