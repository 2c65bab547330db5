package fr.ecluse.gateway.admin;

import org.jspecify.annotations.Nullable;

/** Why somebody changes something: one line of the audit. */
final class Reason {

    private static final int LONGEST = 500;

    private Reason() {}

    static String required(@Nullable String given) {
        String reason = optional(given);
        if (reason.isEmpty()) {
            throw new Problem(Problem.Kind.REASON_MISSING);
        }
        return reason;
    }

    /** Empty if there is none. */
    static String optional(@Nullable String given) {
        if (given == null) {
            return "";
        }
        // a line break would forge a second line in a log or a table
        String reason = given.replaceAll("\\p{Cntrl}+", " ").strip();
        if (reason.length() > LONGEST) {
            throw new Problem(Problem.Kind.REASON_TOO_LONG, LONGEST);
        }
        return reason;
    }
}
