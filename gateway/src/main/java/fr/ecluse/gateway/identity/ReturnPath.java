package fr.ecluse.gateway.identity;

import org.jspecify.annotations.Nullable;

/**
 * Where a visitor goes after the login: a path of this origin and nothing else, whatever was asked for.
 *
 * <p>Browsers read {@code //host}, {@code /\host} and {@code /TAB/host} as another site, so of what begins with a slash only
 * plain printable ASCII without a backslash passes. What does not pass becomes {@code /}: an open redirect would let
 * anybody borrow the ENT's good name.
 */
final class ReturnPath {

    static final int LONGEST = 2_000;

    private static final String ROOT = "/";
    private static final String OWN_PATHS = "/.ecluse";

    private ReturnPath() {}

    static String safe(@Nullable String wanted) {
        return wanted != null && isSafe(wanted) ? wanted : ROOT;
    }

    private static boolean isSafe(String path) {
        return path.startsWith(ROOT)
                && !path.startsWith("//")
                && !path.startsWith(OWN_PATHS) // back to the login would be a loop
                && path.length() <= LONGEST
                && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }
}
