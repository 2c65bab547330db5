package fr.ecluse.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secrets of {@code ecluse.keys}: the first signs, all verify.
 *
 * <p>No key is used for two purposes: each purpose gets its own, derived as HMAC-SHA-256(secret, purpose), which is the
 * one-block case of HKDF-Expand (RFC 5869 §2.3) on a uniformly random secret. Immutable and thread-safe.
 */
public final class Keyring {

    /** How many bytes a secret has, and every derived key. */
    public static final int SECRET_BYTES = 32;

    private static final String HMAC = "HmacSHA256";

    private final List<Key> keys;
    private final List<byte[]> personKeys;

    /**
     * @param keys at least one, the signing key first
     * @throws IllegalArgumentException if there is none
     */
    public Keyring(List<Key> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a keyring needs a key");
        }
        this.keys = List.copyOf(keys);
        this.personKeys = this.keys.stream().map(key -> derive(key, "person")).toList();
    }

    /** One random key, for a gateway that shares nothing: what it signs dies with it. */
    public static Keyring random() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Keyring(List.of(new Key("random", secret)));
    }

    /** The key that signs and encrypts. */
    public Key signing() {
        return keys.get(0);
    }

    /** Every key that may open or verify, the signing one first. */
    public List<Key> all() {
        return keys;
    }

    /** The 32-byte key of one purpose, such as {@code ticket} or {@code session-cookie}. */
    public static byte[] derive(Key key, String purpose) {
        return mac(key.secret, "ecluse:" + purpose);
    }

    /**
     * The pseudonym of whoever these parts name together, such as issuer and subject.
     *
     * <p>Each part is preceded by its length, so that no two lists of parts read the same.
     */
    public Pseudonym pseudonym(String... parts) {
        return Pseudonym.read(mac(personKeys.get(0), named(parts)), 0);
    }

    /** The same by each key, the signing one first: for finding what was named before the keys were changed. */
    public List<Pseudonym> pseudonyms(String... parts) {
        String named = named(parts);
        return personKeys.stream()
                .map(key -> Pseudonym.read(mac(key, named), 0))
                .toList();
    }

    private static String named(String... parts) {
        StringBuilder named = new StringBuilder();
        for (String part : parts) {
            named.append(part.length()).append(':').append(part);
        }
        return named.toString();
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** A named secret. Its text form hides the secret. */
    public static final class Key {

        private final String id;
        private final byte[] secret;

        /**
         * @param id short and public: it travels beside what the key signed
         * @param secret exactly {@link Keyring#SECRET_BYTES} bytes
         * @throws IllegalArgumentException if the secret has another length
         */
        public Key(String id, byte[] secret) {
            if (secret.length != SECRET_BYTES) {
                throw new IllegalArgumentException("a key has " + SECRET_BYTES + " bytes, not " + secret.length);
            }
            this.id = id;
            this.secret = secret.clone();
        }

        public String id() {
            return id;
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
