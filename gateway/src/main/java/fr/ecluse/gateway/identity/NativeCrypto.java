package fr.ecluse.gateway.identity;

import com.nimbusds.jose.jca.JCAAware;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes signatures and opens cookies: Amazon's Corretto Crypto Provider where its native library loads, else the JDK.
 *
 * <p>On JDK 17 it signs with P-256 about forty times faster, and every active person costs a signature every 30 to 45 s: see
 * src/docs/adr/0005. It is asked for by name, so that a build or a machine without it works the same, only slower.
 */
final class NativeCrypto {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCrypto.class);
    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private static final @Nullable Provider FAST = load();

    private NativeCrypto() {}

    /** Lets it compute whatever this signer, verifier or decrypter is asked for. */
    static <T extends JCAAware<?>> T fast(T user) {
        if (FAST != null) {
            user.getJCAContext().setProvider(FAST);
        }
        return user;
    }

    /**
     * The same key as its own kind of object, so that it is not converted at each use.
     *
     * @throws GeneralSecurityException if it is no key that a signature can be verified or made with
     */
    static <K extends Key> K own(K key, Class<K> kind) throws GeneralSecurityException {
        return FAST == null
                ? key
                : kind.cast(KeyFactory.getInstance(key.getAlgorithm(), FAST).translateKey(key));
    }

    private static @Nullable Provider load() {
        try {
            Class<?> type = Class.forName(CORRETTO);
            Provider provider = (Provider) type.getField("INSTANCE").get(null);
            Object loadingError = type.getMethod("getLoadingError").invoke(provider);
            if (loadingError == null) {
                LOG.info("event=signatures by={}", provider.getName());
                return provider;
            }
            LOG.info("event=signatures by=JDK why=\"{}\"", loadingError);
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.info("event=signatures by=JDK why=\"{}\"", e.toString());
        }
        return null;
    }
}
