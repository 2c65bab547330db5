package fr.ecluse.gateway.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Every resource that some server or other has been known to find behind a path: decoded again, cut, joined and respelt. */
final class LoosePortal {

    private LoosePortal() {}

    /** @param target as it came, one character a byte */
    static Set<String> readings(String target) {
        Set<String> readings = new LinkedHashSet<>();
        String path = target.split("[?#]", 2)[0];
        for (int times = 0; times < 3; times++) {
            String text = overlong(path);
            for (String charset : List.of("UTF-8", "ISO-8859-1")) {
                String wide = charset.equals("UTF-8")
                        ? new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                        : text;
                readings.add(resource(wide));
                readings.add(resource(wide.split("\0", 2)[0]));
                readings.add(resource(wide.split("\\?", 2)[0]));
                readings.add(resource(wide.replaceAll("[\0-\37\177]", "")));
            }
            path = decoded(path);
        }
        return readings;
    }

    private static String resource(String path) {
        String same = Normalizer.normalize(path, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('\\', '/')
                .replaceAll(";[^/]*", "");
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : same.split("/")) {
            String name = segment.equals("..") ? segment : segment.replaceAll("[. ]+$", "");
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty()) {
                segments.addLast(name);
            }
        }
        return "/" + String.join("/", segments);
    }

    private static String decoded(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%' && path.substring(i + 1).matches("(?s)[0-9a-fA-F]{2}.*")) {
                bytes.write(Integer.parseInt(path.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(path.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** As decoders read it that do not ask for the shortest form. */
    private static String overlong(String path) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if ((c == 0xc0 || c == 0xc1) && i + 1 < path.length()) {
                text.append((char) ((c & 1) << 6 | path.charAt(++i) & 0x3f));
            } else if (c == 0xe0 && i + 2 < path.length() && path.charAt(i + 1) < 0xa0) {
                text.append((char) ((path.charAt(i + 1) & 0x3f) << 6 | path.charAt(i + 2) & 0x3f));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
