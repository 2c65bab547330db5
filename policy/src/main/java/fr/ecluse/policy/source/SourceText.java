package fr.ecluse.policy.source;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a file and its lines. Made from any bytes: bytes that are no text leave an empty text and a
 * {@link Fault}.
 *
 * @param text without byte order mark
 * @param lines without their ends
 * @param fault why the bytes are no usable text; {@code null} when they are
 */
public record SourceText(
        String file,
        String text,
        List<String> lines,
        @Nullable Fault fault) {

    /** Largest file read, in bytes. */
    public static final int LARGEST = 1 << 20;

    /** What is wrong with the bytes, and where. */
    public record Fault(IssueCode code, Place place, List<String> arguments) {}

    public static SourceText of(String file, byte[] bytes) {
        Place start = new Place(file, 1, 1);
        if (bytes.length > LARGEST) {
            return unusable(file, "", new Fault(IssueCode.FILE_TOO_BIG, start, List.of()));
        }
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            return unusable(file, "", new Fault(IssueCode.FILE_IS_UTF16, start, List.of()));
        }
        CharBuffer characters = CharBuffer.allocate(bytes.length);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(input, characters, true);
        String text = characters.flip().toString();
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int control = firstUnprintable(text);
        if (control >= 0) {
            String code = String.format("U+%04X", text.codePointAt(control));
            String before = text.substring(0, control);
            return unusable(file, before, new Fault(IssueCode.FILE_NOT_TEXT, endOf(file, before), List.of(code)));
        }
        if (result.isError()) {
            String octet = String.format("0x%02X", bytes[input.position()] & 0xFF);
            return unusable(file, text, new Fault(IssueCode.FILE_NOT_UTF8, endOf(file, text), List.of(octet)));
        }
        return new SourceText(file, text, linesOf(text), null);
    }

    private static SourceText unusable(String file, String readable, Fault fault) {
        return new SourceText(file, "", linesOf(readable), fault);
    }

    /** The line with that number, the first being 1; empty past the end. */
    public String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    private static List<String> linesOf(String text) {
        return List.of(text.split("\r\n|\r|\n", -1));
    }

    private static Place endOf(String file, String text) {
        List<String> lines = linesOf(text);
        String last = lines.get(lines.size() - 1);
        return new Place(file, lines.size(), last.codePointCount(0, last.length()) + 1);
    }

    /** The index of the first character that is no text: a control character, half of a pair of surrogates; -1 if there is none. */
    static int firstUnprintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (text.codePointAt(i) == c) {
                    return i;
                }
                i++;
            } else if (!isPrintable(c)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPrintable(char c) {
        boolean control = c < ' ' || (c >= 0x7F && c <= 0x9F && c != 0x85) || c == 0xFFFE || c == 0xFFFF;
        return !control || c == '\n' || c == '\r' || c == '\t';
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }
}
