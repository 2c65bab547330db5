package fr.ecluse.gateway.pipeline;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a path leaves in doubt. */
final class Paths {

    /**
     * The session that Java servers write at the end of a path for browsers without cookies (Jakarta Servlet 6.0 §7.1.3). They
     * do so on login pages, to everybody, before they know whether cookies come back.
     */
    private static final Pattern SESSION = Pattern.compile(";jsessionid=[a-z0-9._!~:-]{1,200}$");

    private Paths() {}

    /**
     * Whether two servers could read this path as two resources: empty, dot or parameter segments, and encoded
     * separators, dots, percent signs or control characters (RFC 3986 §3.3, §6.2). A servlet session at the very end is none
     * of these: whether a server reads it or takes it for a part of the name, what was matched is what stands before it, or
     * a sibling that does not exist.
     */
    static boolean ambiguous(String rawPath) {
        String path = withoutSession(rawPath.toLowerCase(Locale.ROOT));
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

    private static String withoutSession(String path) {
        return path.indexOf(';') < 0 ? path : SESSION.matcher(path).replaceFirst("");
    }
}
