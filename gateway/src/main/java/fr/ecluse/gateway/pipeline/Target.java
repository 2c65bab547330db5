package fr.ecluse.gateway.pipeline;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The target of a request (RFC 9112 §3.2), in the one form in which it is judged, matched and sent on. */
final class Target {

    /**
     * What browsers and programs send as it is though no path or query has it (RFC 3986 appendix A), and any server reads as
     * if it were encoded. Spring Cloud Gateway would take a target with one of them for one that is not encoded at all, and
     * encode its percent signs again.
     */
    private static final String TO_ENCODE = "\"<>[]^`{|}";

    private Target() {}

    /**
     * Path and query; the very same text if there is nothing to change.
     *
     * @param host the value of {@code Host}: a whole address must name the same
     * @return null if servers could read it in several ways
     */
    static @Nullable String of(String raw, String host, HttpMethod method) {
        if (raw.equals("*")) {
            return HttpMethod.OPTIONS.equals(method) ? raw : null;
        }
        String target = raw.startsWith("/") ? raw : withoutAuthority(raw, host);
        return target == null ? null : encoded(target);
    }

    /** Of the absolute form, which servers must understand; no client has a reason to send it to a gateway. */
    private static @Nullable String withoutAuthority(String raw, String host) {
        int authority = raw.toLowerCase(Locale.ROOT).startsWith("http://")
                ? "http://".length()
                : raw.toLowerCase(Locale.ROOT).startsWith("https://") ? "https://".length() : -1;
        if (authority < 0 || host.isEmpty() || !raw.regionMatches(true, authority, host, 0, host.length())) {
            return null;
        }
        String rest = raw.substring(authority + host.length());
        return rest.startsWith("/") ? rest : rest.isEmpty() ? "/" : null;
    }

    /** Bytes that are no part of a URI as their percent-encoding; null if they can't be one. */
    private static @Nullable String encoded(String target) {
        if (isUsual(target)) {
            return target;
        }
        StringBuilder out = new StringBuilder(target.length() + 16);
        boolean query = false;
        boolean changed = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            query |= c == '?';
            if (c == '#' || c <= ' ' || c == 0x7f || (!query && c == '\\')) {
                return null;
            }
            boolean loosePercent = c == '%' && !isEncoding(target, i);
            if (loosePercent && !query) {
                return null;
            }
            // in a query it is a per cent sign, to every server that does not refuse it
            if (loosePercent || c > 0x7f || c == '\\' || TO_ENCODE.indexOf(c) >= 0) {
                out.append('%').append(hex(c >> 4)).append(hex(c));
                changed = true;
            } else {
                out.append(c);
            }
        }
        return changed ? out.toString() : target;
    }

    /** As nearly all are: nothing to look at more closely, and nothing allocated. */
    private static boolean isUsual(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '%' || c == '\\' || TO_ENCODE.indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEncoding(String text, int percent) {
        return percent + 2 < text.length() && isHex(text.charAt(percent + 1)) && isHex(text.charAt(percent + 2));
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    private static char hex(int bits) {
        return Character.toUpperCase(Character.forDigit(bits & 0xF, 16));
    }
}
