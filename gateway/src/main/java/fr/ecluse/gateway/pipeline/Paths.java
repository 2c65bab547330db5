package fr.ecluse.gateway.pipeline;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a path leaves in doubt. */
final class Paths {

    /**
     * The session that Java servers write at the end of a path for browsers without cookies (Jakarta Servlet 6.0 §7.1.3). They
     * do so on login pages, to everybody, before they know whether cookies come back.
     */
    private static final Pattern SESSION = Pattern.compile(";jsessionid=[a-z0-9._!~:-]{1,200}$");

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\.;%\u2044\u2215]");

    private Paths() {}

    /**
     * Whether two servers could read this path as two resources: empty, dot or parameter segments, and encoded
     * separators, dots, question marks, percent signs, control characters or broken text (RFC 3986 §3.3, §6.2). A servlet session at the very end is none
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
                || path.contains("%3f")
                || path.contains("%25")
                || path.contains("%0")
                || path.contains("%1")
                || path.contains("%7f")
                || (!isAscii(path) && !isPlainText(path));
    }

    private static boolean isAscii(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            if (i + 1 < path.length() && path.charAt(i + 1) >= '8') {
                return false;
            }
        }
        return true;
    }

    /**
     * UTF-8 in its only form (RFC 3629 §3: {@code %c0%ae} is no dot), without letters that some servers take for a separator
     * or a dot of ASCII, as they do with those of full width.
     */
    private static boolean isPlainText(String path) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(path)))
                    .toString();
            return text.codePoints()
                    .filter(letter -> letter >= 0x80)
                    .mapToObj(Character::toString)
                    .noneMatch(letter -> Character.isISOControl(letter.codePointAt(0))
                            || SEPARATOR
                                    .matcher(Normalizer.normalize(letter, Normalizer.Form.NFKC))
                                    .find());
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static byte[] bytes(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%' && i + 2 < path.length()) {
                bytes.write(16 * Character.digit(path.charAt(i + 1), 16) + Character.digit(path.charAt(i + 2), 16));
                i += 2;
            } else {
                bytes.write(path.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static String withoutSession(String path) {
        return path.indexOf(';') < 0 ? path : SESSION.matcher(path).replaceFirst("");
    }
}
