package fr.ecluse.gateway.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files behind the pages: style sheet, script and mark, read once from the program. Immutable and thread-safe.
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

    public Assets() {
        TYPES.forEach((name, type) -> {
            byte[] bytes = text(name).getBytes(StandardCharsets.UTF_8);
            String hash = hash(bytes);
            String versioned = name.replace(".", "." + hash + ".");
            String etag = '"' + hash + '"';
            byName.put(name, new Asset(type, bytes, etag, ASK_AGAIN));
            byName.put(versioned, new Asset(type, bytes, etag, KEEP));
            versions.put(name, versioned);
        });
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

    /** A file of this package, in UTF-8. */
    static String text(String name) {
        try (InputStream file = Assets.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its file " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
