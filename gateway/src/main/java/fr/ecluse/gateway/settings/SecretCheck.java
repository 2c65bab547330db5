package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A secret that stands in the settings themselves or alone in a file, as orchestrators mount them. Read once, at the start. */
record SecretCheck(Findings findings) {

    /** Far more than any secret; a path that leads to a log by mistake must not be read whole. */
    private static final int MOST_BYTES = 8 * 1024;

    /** What an editor or {@code echo} leaves behind the secret. */
    private static final Pattern LINE_END = Pattern.compile("[\\r\\n]+\\z");

    /**
     * The secret of {@code key}, or of the file that {@code key-file} names; empty after a problem.
     *
     * @param example what to write if there is neither
     */
    String check(String key, @Nullable String text, @Nullable String file, String example) {
        String fileKey = key + "-file";
        if (file == null || file.isBlank()) {
            return findings.required(key, text, example);
        }
        if (text != null && !text.isBlank()) {
            String name = key.substring(key.lastIndexOf('.') + 1);
            findings.add(fileKey, Fault.SECRET_AND_FILE, name);
            return "";
        }
        String path = findings.optional(fileKey, file);
        return path == null ? "" : read(fileKey, path);
    }

    private String read(String key, String text) {
        try {
            Path path = Path.of(text);
            String shown = path.toAbsolutePath().toString();
            if (!Files.exists(path)) {
                findings.add(key, Fault.SECRET_NOT_FOUND, shown);
                return "";
            }
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                findings.add(key, Fault.SECRET_NOT_A_FILE, shown);
                return "";
            }
            return alone(key, path, shown);
        } catch (InvalidPathException e) {
            findings.add(key, Fault.SECRET_NOT_FOUND, text);
            return "";
        }
    }

    private String alone(String key, Path path, String shown) {
        try {
            boolean tooLong = Files.size(path) > MOST_BYTES;
            String secret =
                    tooLong ? "" : LINE_END.matcher(Files.readString(path)).replaceFirst("");
            if (tooLong || secret.chars().anyMatch(Character::isISOControl)) {
                findings.add(key, Fault.SECRET_LINES, shown);
                return "";
            }
            if (secret.isBlank()) {
                findings.add(key, Fault.SECRET_EMPTY, shown);
                return "";
            }
            return secret;
        } catch (IOException e) { // the file went away, or is no text
            findings.add(key, Fault.SECRET_NOT_A_FILE, shown);
            return "";
        }
    }
}
