package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import org.jspecify.annotations.Nullable;

/** A public key that a provider publishes, made ready to verify once instead of at each token. */
record SigningKey(JWK published, PublicKey key) {

    private static final int RSA_BITS_AT_LEAST = 2048;
    private static final DefaultJWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

    /** Null for what can't or must not verify: symmetric, too short, of an unknown kind. */
    static @Nullable SigningKey of(JWK published) {
        try {
            if (published instanceof OctetKeyPair pair) {
                return Curve.Ed25519.equals(pair.getCurve()) ? new SigningKey(published, ed25519(pair)) : null;
            }
            if (published instanceof RSAKey rsa && rsa.size() < RSA_BITS_AT_LEAST) {
                return null;
            }
            return published instanceof AsymmetricJWK pair
                    ? new SigningKey(published, NativeCrypto.own(pair.toPublicKey(), PublicKey.class))
                    : null;
        } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
            return null; // one unusable key of a set does not take the others with it
        }
    }

    /** Whether the token's header can mean this key: kind, curve, use, algorithm and, if it names one, identifier. */
    boolean fits(JWSHeader header) {
        return JWKMatcher.forJWSHeader(header).matches(published);
    }

    boolean verifies(SignedJWT token) {
        try {
            return published instanceof OctetKeyPair
                    ? verifiesEd25519(token)
                    : token.verify(NativeCrypto.fast(VERIFIERS.createJWSVerifier(token.getHeader(), key)));
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    /** By the platform: the library would need another library for it. */
    private boolean verifiesEd25519(SignedJWT token) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }

    /** RFC 8032 §5.1.2: y in little-endian order, the lowest bit of x in the highest bit. */
    private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException {
        byte[] encoded = pair.getDecodedX();
        if (encoded.length != 32) {
            throw new GeneralSecurityException("an Ed25519 key has 32 bytes");
        }
        byte[] bigEndian = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bigEndian[i] = encoded[encoded.length - 1 - i];
        }
        boolean xIsOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(xIsOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
