package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.Identification.Foreign;
import fr.ecluse.gateway.identity.Identification.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that nobody whom we know has made, or not for us. */
class ForgedTokensTest extends BearerTrial {

    @Test
    void aSignatureOfAnotherKeyUnderAKnownNameIsRefused() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID("first").generate();

        assertThat(ask(issuer.token(forged, claims -> claims))).isEqualTo(new Rejected("signature"));
    }

    @Test
    void aChangedClaimIsRefused() {
        String[] parts = issuer.token().split("\\.", -1);
        String payload = Base64URL.from(parts[1]).decodeToString().replace("marie", "admin");

        assertThat(ask(parts[0] + "." + Base64URL.encode(payload) + "." + parts[2]))
                .isEqualTo(new Rejected("signature"));
    }

    @Test
    void anUnsignedTokenIsRefused() {
        PlainJWT unsigned = new PlainJWT(issuer.claims(claims -> claims));

        assertThat(ask(unsigned.serialize())).isEqualTo(new Rejected("malformed"));
        String[] parts = issuer.token().split("\\.", -1);
        assertThat(ask(parts[0] + "." + parts[1] + ".")).isInstanceOf(Rejected.class);
    }

    @Test
    void thePublicKeyAsASharedSecretIsRefused() throws JOSEException {
        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("first").build(), issuer.claims(claims -> claims));
        confused.sign(new MACSigner(TestIssuer.rsa("first").toRSAPublicKey().getEncoded()));

        assertThat(ask(confused.serialize())).isEqualTo(new Rejected("algorithm"));
    }

    @Test
    void anAlgorithmThatTheSettingsDoNotNameIsRefused() throws JOSEException {
        String token = signed(new JWSHeader.Builder(JWSAlgorithm.PS512).keyID("first"), TestIssuer.rsa("first"));

        assertThat(ask(token)).isInstanceOf(Authenticated.class);
        assertThat(identify(tokens(scheduler, Set.of("RS256")), token)).isEqualTo(new Rejected("algorithm"));
    }

    @Test
    void aKeyThatTheTokenBringsAlongIsNotLookedAt() throws JOSEException {
        RSAKey own = new RSAKeyGenerator(2048).keyID("own").generate();
        issuer.server.on(
                "/own",
                exchange -> LoopbackServer.answer(exchange, 200, "application/json", "{\"keys\":[" + own + "]}"));
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .jwk(own.toPublicJWK())
                .jwkURL(issuer.server.uri("/own"))
                .x509CertURL(issuer.server.uri("/own"));

        assertThat(ask(signed(header, own))).isEqualTo(new Rejected("signature"));
        assertThat(ask(signed(header.keyID("own"), own))).isEqualTo(new Rejected("unknown-key"));
        assertThat(issuer.server.calls("/own")).isZero();
    }

    @Test
    void aHeaderThatMustBeUnderstoodIsRefused() throws JOSEException {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("first")
                .criticalParams(Set.of("exp"))
                .customParam("exp", 1);

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("critical-header"));
    }

    @Test
    void aTokenInsideATokenIsRefused() throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").contentType("JWT");
        JWSObject outer = new JWSObject(header.build(), new Payload(issuer.token()));
        outer.sign(new RSASSASigner(TestIssuer.rsa("first")));
        JWEObject encrypted = new JWEObject(
                new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                        .contentType("JWT")
                        .build(),
                new Payload(issuer.token()));
        encrypted.encrypt(new RSAEncrypter(TestIssuer.rsa("first").toRSAPublicKey()));

        assertThat(ask(outer.serialize())).isEqualTo(new Foreign("malformed"));
        assertThat(ask(encrypted.serialize())).isEqualTo(new Foreign("malformed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secevent+jwt", "dpop+jwt", "id_token", "application/logout+jwt", "JOSE"})
    void aTokenOfAnotherTypeIsRefused(String type) throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(new JOSEObjectType(type));

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("type"));
    }

    @Test
    void aLogoutTokenIsNoProofOfWhoAsks() throws JOSEException {
        JWSHeader.Builder header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").type(new JOSEObjectType("logout+jwt"));

        assertThat(ask(signed(header, TestIssuer.rsa("first")))).isEqualTo(new Rejected("type"));
        Map<String, Object> event = Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());
        assertThat(ask(issuer.token(claims -> claims.claim("events", event)))).isEqualTo(new Rejected("type"));
    }

    @Test
    void garbageIsRefusedWithoutAnError() {
        String nested = Base64URL.encode("[".repeat(11_000)).toString();
        String deep = Base64URL.encode("{\"a\":".repeat(2_200)).toString();
        String header = issuer.token().split("\\.", -1)[0];

        List<String> garbage = new ArrayList<>(List.of(
                "",
                ".",
                "..",
                "...",
                "a.b.c",
                "é.é.é",
                "\u0000",
                "null.null.null",
                nested + ".e30.e30",
                deep + ".e30.e30"));
        garbage.add(header + "." + nested + ".AAAA");
        garbage.add(header + "." + deep + ".AAAA");
        garbage.add(header + "." + Base64URL.encode("null") + ".AAAA");
        garbage.add(header + "." + Base64URL.encode("{\"iss\":1,\"aud\":{},\"exp\":{}}") + ".AAAA");
        for (String token : garbage) {
            assertThat(ask(token)).as(token).isEqualTo(new Foreign("malformed"));
        }
    }
}
