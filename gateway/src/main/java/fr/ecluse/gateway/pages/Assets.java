package fr.ecluse.gateway.pages;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The files behind the pages: style sheet, script, and mark or logo, read once. Immutable and thread-safe.
 *
 * <p>Each has two names. {@code ecluse.css} must be asked for anew each time; {@code ecluse.0123456789ab.css} carries a
 * hash of its content, so it may be kept for a year. A hash of another version, as when nodes are replaced one by one, gives
 * this node's file, to be kept by nobody.
 */
public final class Assets {

    private static final Map<String, String> TYPES = Map.of(
            "ecluse.css", "text/css; charset=utf-8",
            "place.js", "text/javascript; charset=utf-8",
            "mark.svg", "image/svg+xml");
    private static final Pattern VERSIONED = Pattern.compile("([a-z]+)\\.[0-9a-f]{12}(\\.[a-z]+)");
    private static final int HASH_CHARS = 12;
    private static final String KEEP = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    private final Map<String, Asset> byName = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();

    private final String mark;

    /** The program's own. */
    public Assets() {
        this(Theme.OWN, Look.OWN);
    }

    public Assets(Theme theme, Look look) {
        TYPES.forEach((name, type) -> {
            String text = theme.replaces(name) ? theme.file(name) : withoutNotes(theme.file(name));
            String whole = name.equals("ecluse.css") ? text + look.css() : text;
            add(name, type, whole.getBytes(StandardCharsets.UTF_8));
        });
        Look.Logo logo = look.logo();
        if (logo != null) {
            add(logo.name(), logo.contentType(), logo.bytes());
        }
        this.mark = logo == null ? "mark.svg" : logo.name();
    }

    private void add(String name, String type, byte[] bytes) {
        String hash = hash(bytes);
        String versioned = name.replace(".", "." + hash + ".");
        String etag = '"' + hash + '"';
        byName.put(name, new Asset(type, bytes, etag, ASK_AGAIN));
        byName.put(versioned, new Asset(type, bytes, etag, KEEP));
        versions.put(name, versioned);
    }

    /** The path of the picture beside the ENT's name. */
    String mark() {
        return versioned(mark);
    }

    /** The file of that name, or null. The name is what follows {@link Pages#ASSETS} in the path. */
    public @Nullable Asset asset(String name) {
        Asset known = byName.get(name);
        if (known != null) {
            return known;
        }
        Matcher versioned = VERSIONED.matcher(name);
        return versioned.matches() ? byName.get(versioned.group(1) + versioned.group(2)) : null;
    }

    /** The path of the file with its content's hash in it. */
    String versioned(String name) {
        return Pages.ASSETS + versions.get(name);
    }

    /** Comments of a whole line and needless spaces stay at home: phones pay for each byte. */
    private static String withoutNotes(String text) {
        return text.lines()
                .map(line -> line.strip().replace(": ", ":").replace(" {", "{"))
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, HASH_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
