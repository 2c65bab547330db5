package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeCryptoTest {

    private static final String CORRETTO = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    @Test
    void whereTheNativeLibraryIsPartOfTheBuildItComputes() throws Exception {
        assumeTrue(isPartOfTheBuild(), "no native library for this machine");
        JWSSigner signer = NativeCrypto.fast(
                new DefaultJWSSignerFactory().createJWSSigner(new ECKeyGenerator(Curve.P_256).generate()));
        assertThat(signer.getJCAContext().getProvider().getName()).isEqualTo("AmazonCorrettoCryptoProvider");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
    void whatItSignsTheJdkVerifiesAndTheOtherWayRound(String name) throws Exception {
        JWSAlgorithm algorithm = JWSAlgorithm.parse(name);
        JWK pair = pair(algorithm);
        PublicKey key = ((AsymmetricJWK) pair).toPublicKey();
        SignedJWT signedFast =
                signed(algorithm, NativeCrypto.fast(new DefaultJWSSignerFactory().createJWSSigner(pair)));
        SignedJWT signedByJdk = signed(algorithm, new DefaultJWSSignerFactory().createJWSSigner(pair));
        assertThat(signedFast.verify(verifier(signedFast, key))).isTrue();
        assertThat(signedByJdk.verify(NativeCrypto.fast(verifier(signedByJdk, NativeCrypto.own(key, PublicKey.class)))))
                .isTrue();
        assertThat(signedByJdk.verify(NativeCrypto.fast(verifier(
                        signedByJdk,
                        NativeCrypto.own(((AsymmetricJWK) pair(algorithm)).toPublicKey(), PublicKey.class)))))
                .as("with another key")
                .isFalse();
    }

    @Test
    void aKeyOfItsOwnKindIsTheSameKey() throws Exception {
        AsymmetricJWK pair = new ECKeyGenerator(Curve.P_256).generate();
        assertThat(NativeCrypto.own(pair.toPrivateKey(), PrivateKey.class).getEncoded())
                .isEqualTo(pair.toPrivateKey().getEncoded());
    }

    private static JWK pair(JWSAlgorithm algorithm) throws Exception {
        return JWSAlgorithm.Family.EC.contains(algorithm)
                ? new ECKeyGenerator(Curve.forJWSAlgorithm(algorithm).iterator().next()).generate()
                : new RSAKeyGenerator(2048).generate();
    }

    private static SignedJWT signed(JWSAlgorithm algorithm, JWSSigner signer) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(algorithm),
                new JWTClaimsSet.Builder().subject("ines").build());
        token.sign(signer);
        return SignedJWT.parse(token.serialize());
    }

    private static JWSVerifier verifier(SignedJWT token, PublicKey key) throws Exception {
        return new DefaultJWSVerifierFactory().createJWSVerifier(token.getHeader(), key);
    }

    private static boolean isPartOfTheBuild() {
        try {
            Class.forName(CORRETTO);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
