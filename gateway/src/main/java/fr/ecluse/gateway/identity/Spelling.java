package fr.ecluse.gateway.identity;

import java.util.Base64;

/**
 * Base64url has one spelling (RFC 4648 §3.3, §3.5; RFC 7515 §2). The decoder of nimbus passes over whatever is none of its
 * letters and over stray low bits, so that each credential would have as many spellings as its bearer likes, each remembered,
 * and verified, anew.
 */
final class Spelling {

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Spelling() {}

    /** Whether each part between dots, some of which may be empty, is spelled as it must be. */
    static boolean isTheOnly(String compact) {
        for (String part : compact.split("\\.", -1)) {
            try {
                if (!ENCODER.encodeToString(DECODER.decode(part)).equals(part)) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
        return true;
    }
}
