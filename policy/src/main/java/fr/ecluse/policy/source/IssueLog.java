package fr.ecluse.policy.source;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.PolicyIssue;
import fr.ecluse.policy.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the issues of one file. For one thread. */
public final class IssueLog {

    /** More than anybody reads; the rest is counted. */
    static final int MOST = 200;
    /** Kept to be sorted, so that a hostile file costs little memory. */
    private static final int KEPT = 2_000;

    private final SourceText source;
    private final List<PolicyIssue> issues = new ArrayList<>();
    private boolean errors;
    private int reported;

    public IssueLog(SourceText source) {
        this.source = source;
    }

    public void report(IssueCode code, Place place, String... arguments) {
        suggest(null, code, place, arguments);
    }

    /** Reports with what the author probably meant, if anything is near. */
    public void suggest(@Nullable String suggestion, IssueCode code, Place place, String... arguments) {
        errors |= code.severity() == Severity.ERROR;
        reported++;
        if (issues.size() < KEPT) {
            String line = source.line(place.line());
            issues.add(new PolicyIssue(code.severity(), code, place, line, List.of(arguments), suggestion));
        }
    }

    /** Whether what is reported from now on is counted and not shown: suggestions for it are wasted. */
    public boolean isFull() {
        return issues.size() == KEPT;
    }

    public boolean hasErrors() {
        return errors;
    }

    /** By place; of two at one place, the first reported first. Past {@value #MOST}, a last one that says how many more. */
    public List<PolicyIssue> sorted() {
        List<PolicyIssue> sorted = new ArrayList<>(issues);
        sorted.sort(Comparator.comparing(PolicyIssue::place));
        if (sorted.size() <= MOST) {
            return sorted;
        }
        Place cut = sorted.get(MOST).place();
        String rest = Integer.toString(reported - MOST);
        List<PolicyIssue> shown = new ArrayList<>(sorted.subList(0, MOST));
        shown.add(new PolicyIssue(
                errors ? Severity.ERROR : Severity.WARNING, IssueCode.MORE_ISSUES, cut, "", List.of(rest), null));
        return shown;
    }
}
