package fr.ecluse.gateway.upstream;

import java.nio.charset.StandardCharsets;

/** Makes any text fit for a header's value. */
final class HeaderText {

    private HeaderText() {}

    /**
     * The text itself if it is visible ASCII without {@code %}; else its UTF-8 bytes percent-encoded where they are not
     * (RFC 3986 §2.1), so that no line end and no second meaning gets into a header.
     */
    static String safe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!plain(text.charAt(i))) {
                return encoded(text);
            }
        }
        return text;
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (plain(c)) {
                out.append(c);
            } else {
                out.append('%').append(hex(c >> 4)).append(hex(c & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean plain(char c) {
        return c > ' ' && c < 0x7F && c != '%';
    }

    private static char hex(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }
}
