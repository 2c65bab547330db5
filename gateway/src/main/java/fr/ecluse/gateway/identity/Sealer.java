package fr.ecluse.gateway.identity;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import fr.ecluse.gateway.keys.Keyring;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

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

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final JWEHeader header;
    private final byte[] sealingKey;
    private final Map<String, Opener> openers = new HashMap<>();

    Sealer(Keyring keyring, String purpose) {
        this.header = header(keyring.signing());
        this.sealingKey = Keyring.derive(keyring.signing(), purpose);
        for (Keyring.Key key : keyring.all()) {
            JWEHeader header = header(key);
            openers.put(header.toBase64URL().toString(), Opener.of(header, Keyring.derive(key, purpose)));
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
        Opener opener = openers.get(sealed.substring(0, headerEnds));
        return opener == null || !Spelling.isTheOnly(sealed) ? null : opener.open(sealed, headerEnds);
    }

    /** Opens what one key sealed. Its header is known beforehand, so that none is parsed: that was a third of the time. */
    private record Opener(JWEHeader header, byte[] authenticated, DirectDecrypter decrypter) {

        static Opener of(JWEHeader header, byte[] key) {
            try {
                byte[] authenticated = header.toBase64URL().toString().getBytes(StandardCharsets.US_ASCII);
                return new Opener(header, authenticated, NativeCrypto.fast(new DirectDecrypter(key)));
            } catch (KeyLengthException e) {
                throw new IllegalStateException("every key is derived with 256 bits", e);
            }
        }

        /** The parts of RFC 7516, 3.1: header, no key, initialization vector, ciphertext, tag. */
        @Nullable
        Contents open(String sealed, int headerEnds) {
            int keyEnds = sealed.indexOf('.', headerEnds + 1);
            int vectorEnds = sealed.indexOf('.', keyEnds + 1);
            int textEnds = sealed.indexOf('.', vectorEnds + 1);
            if (keyEnds != headerEnds + 1 || vectorEnds < 0 || textEnds < 0 || sealed.indexOf('.', textEnds + 1) >= 0) {
                return null;
            }
            try {
                byte[] content = decrypter.decrypt(
                        header,
                        null,
                        new Base64URL(sealed.substring(keyEnds + 1, vectorEnds)),
                        new Base64URL(sealed.substring(vectorEnds + 1, textEnds)),
                        new Base64URL(sealed.substring(textEnds + 1)),
                        authenticated);
                // as nimbus' own parser would, in half the time
                return new Contents(JSON.readValue(content, FIELDS));
            } catch (JOSEException | RuntimeException e) {
                return null;
            }
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
