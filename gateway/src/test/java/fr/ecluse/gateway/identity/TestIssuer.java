package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** An issuer of tokens with a key set on the loopback. */
final class TestIssuer implements AutoCloseable {

    static final String AUDIENCE = "ent";
    static final String KEYS = "/jwks";

    private static final Map<String, RSAKey> GENERATED = new ConcurrentHashMap<>();

    final LoopbackServer server = new LoopbackServer();
    private final Clock clock;

    TestIssuer(Clock clock) {
        this.clock = clock;
        publish(rsa("first"));
    }

    String name() {
        return server.uri("/realms/ent").toString();
    }

    void publish(JWK... keys) {
        String set = new JWKSet(List.of(keys)).toString(true);
        server.on(KEYS, exchange -> LoopbackServer.answer(exchange, 200, "application/json", set));
    }

    /** One key of this identifier for all tests: making one takes a while. */
    static RSAKey rsa(String id) {
        return GENERATED.computeIfAbsent(id, TestIssuer::generate);
    }

    /** A token in order in every respect. */
    String token() {
        return token(claims -> claims);
    }

    String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        return token(rsa("first"), change);
    }

    String token(RSAKey key, UnaryOperator<JWTClaimsSet.Builder> change) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            SignedJWT token = new SignedJWT(header, claims(change));
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(name())
                        .audience(AUDIENCE)
                        .subject("marie")
                        .claim("role", "eleve")
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(clock.instant().plus(Duration.ofMinutes(5)))))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }

    private static RSAKey generate(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
