package fr.ecluse.gateway.identity;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import fr.ecluse.gateway.keys.Keyring;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals what the gateway lets a browser keep, so that nobody else can read or change it: JWE (RFC 7516), {@code dir} and
 * {@code A256GCM}.
 *
 * <p>The first key of the keyring seals, every key opens. The key is derived for one purpose, so what was sealed for
 * another, or by another ENT with the same secrets, does not open. Thread-safe.
 */
final class Sealer {

    /** The most characters that are looked at: browsers keep no longer cookie. */
    static final int LONGEST = 4 * 1024;

    private final JWEHeader header;
    private final byte[] sealingKey;
    private final Map<String, byte[]> openingKeys = new LinkedHashMap<>();

    Sealer(Keyring keyring, String purpose) {
        this.header = header(keyring.signing());
        this.sealingKey = Keyring.derive(keyring.signing(), purpose);
        for (Keyring.Key key : keyring.all()) {
            openingKeys.put(header(key).toBase64URL().toString(), Keyring.derive(key, purpose));
        }
    }

    /** May read the system's randomness: not for an event loop. */
    String seal(Map<String, Object> content) {
        try {
            JWEObject sealed = new JWEObject(header, new Payload(content));
            sealed.encrypt(new DirectEncrypter(sealingKey));
            return sealed.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** What was sealed; null if it does not open, for whatever reason. */
    @Nullable
    Contents open(String sealed) {
        int headerEnds = sealed.indexOf('.');
        if (sealed.length() > LONGEST || headerEnds < 0) {
            return null;
        }
        // Only the very headers that this class writes: nothing of a foreign header is ever interpreted.
        byte[] key = openingKeys.get(sealed.substring(0, headerEnds));
        if (key == null) {
            return null;
        }
        try {
            JWEObject opened = JWEObject.parse(sealed);
            opened.decrypt(new DirectDecrypter(key));
            Map<String, Object> content = opened.getPayload().toJSONObject();
            return content == null ? null : new Contents(content);
        } catch (ParseException | JOSEException | RuntimeException e) {
            return null;
        }
    }

    /** What was sealed. A field that is not there, or of another kind, is an {@link IllegalArgumentException}. */
    record Contents(Map<String, Object> fields) {

        String text(String name) {
            return field(name, String.class);
        }

        long number(String name) {
            return field(name, Number.class).longValue();
        }

        List<String> texts(String name) {
            return ((List<?>) field(name, List.class))
                    .stream().map(String.class::cast).toList();
        }

        private <T> T field(String name, Class<T> kind) {
            Object value = fields.get(name);
            if (!kind.isInstance(value)) {
                throw new IllegalArgumentException("no " + name);
            }
            return kind.cast(value);
        }
    }

    private static JWEHeader header(Keyring.Key key) {
        return new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(key.id())
                .build();
    }
}
