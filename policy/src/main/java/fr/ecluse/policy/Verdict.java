package fr.ecluse.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the rules say about a role at an instant. A value: it can be kept and read without asking again until {@link #until()}. */
public sealed interface Verdict {

    /** The first instant after the question at which this verdict may change; {@link Instant#MAX} when never. */
    Instant until();

    /**
     * Welcome.
     *
     * @param rule the rule that admits; {@code null} when no rule matched
     */
    record Admitted(@Nullable Rule rule, Instant until) implements Verdict {}

    /**
     * Refused, and seats taken before end too ({@link OpenSessions#END}).
     *
     * @param since when this refusal began: the start of the rule's window, or the end of an earlier rule that interrupted it
     * @param reopensAt the first instant at which this role is no longer refused here, adjacent refusing windows joined;
     *     {@code null} if there is none within 14 days
     */
    record Refused(
            Rule rule,
            Instant since,
            Instant until,
            @Nullable Instant reopensAt) implements Verdict {}

    /**
     * Refused to newcomers: a seat admitted before {@code since} stays ({@link OpenSessions#FINISH}).
     *
     * @param since when this refusal began, as in {@link Refused}
     * @param reopensAt as in {@link Refused}
     */
    record RefusedToNewcomers(
            Rule rule,
            Instant since,
            Instant until,
            @Nullable Instant reopensAt) implements Verdict {}
}
