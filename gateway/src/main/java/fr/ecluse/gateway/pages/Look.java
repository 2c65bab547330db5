package fr.ecluse.gateway.pages;

import org.jspecify.annotations.Nullable;

/**
 * Whose pages these are, to the eye.
 *
 * @param logo beside the ENT's name; null: the program's own mark
 * @param css after the style sheet
 * @param help where somebody finds help: an address, or a sentence in French; null: nowhere
 */
public record Look(
        @Nullable Logo logo, String css, @Nullable String help) {

    /** The program's own. */
    public static final Look OWN = new Look(null, "", null);

    /** @param contentType {@code image/svg+xml} or {@code image/png} */
    public record Logo(String contentType, byte[] bytes) {

        String name() {
            return contentType.equals("image/png") ? "logo.png" : "logo.svg";
        }
    }
}
