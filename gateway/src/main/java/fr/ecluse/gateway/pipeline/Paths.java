package fr.ecluse.gateway.pipeline;

import java.util.Locale;

/** What a path leaves in doubt. */
final class Paths {

    private Paths() {}

    /**
     * Whether two servers could read this path as two resources: empty, dot or parameter segments, and encoded
     * separators, dots, percent signs or control characters (RFC 3986 §3.3, §6.2).
     */
    static boolean ambiguous(String rawPath) {
        String path = rawPath.toLowerCase(Locale.ROOT);
        return path.contains("//")
                || path.contains("/./")
                || path.contains("/../")
                || path.endsWith("/.")
                || path.endsWith("/..")
                || path.indexOf(';') >= 0
                || path.indexOf('\\') >= 0
                || path.contains("%2f")
                || path.contains("%5c")
                || path.contains("%2e")
                || path.contains("%3b")
                || path.contains("%25")
                || path.contains("%0")
                || path.contains("%1")
                || path.contains("%7f");
    }
}
