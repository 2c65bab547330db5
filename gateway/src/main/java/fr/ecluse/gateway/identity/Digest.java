package fr.ecluse.gateway.identity;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 digest of a credential: what stands for it in memory, so that no credential is kept.
 *
 * <p>Four longs rather than an array: a map key that needs neither a copy nor a wrapper.
 */
record Digest(long first, long second, long third, long fourth) {

    private static final ThreadLocal<Workbench> WORKBENCH = ThreadLocal.withInitial(Workbench::new);

    /** @param credential at most {@link TokenVerifier#LONGEST} characters */
    static Digest of(String credential) {
        return WORKBENCH.get().digest(credential);
    }

    @Override
    public int hashCode() {
        return (int) first; // already uniform
    }

    /** One a thread: this is asked at every request, and the digest is all that should be left of it. */
    private static final class Workbench {

        private final MessageDigest sha256 = sha256();
        private final byte[] text = new byte[TokenVerifier.LONGEST];
        private final ByteBuffer result = ByteBuffer.allocate(32);

        /**
         * The deprecated copy takes the low byte of each character: just what is wanted of a header, whose characters are
         * bytes, and without a new array. A credential that verifies is ASCII; to find another text of the same low bytes,
         * one must have the credential.
         */
        @SuppressWarnings("deprecation")
        Digest digest(String credential) {
            credential.getBytes(0, credential.length(), text, 0);
            sha256.update(text, 0, credential.length());
            try {
                sha256.digest(result.array(), 0, result.capacity());
            } catch (DigestException e) {
                throw new IllegalStateException("SHA-256 has 32 bytes", e);
            }
            return new Digest(result.getLong(0), result.getLong(8), result.getLong(16), result.getLong(24));
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }
}
