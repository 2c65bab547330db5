package fr.ecluse.gateway.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tokens of the demo's identity provider, signed RS256 by a key that is made at the start. Thread-safe. */
final class DemoTokens {

    /** Who the access tokens are for. */
    static final String AUDIENCE = "ent";

    static final Duration LIFE = Duration.ofHours(1);

    private final String issuer;
    private final Clock clock;
    private final RSAKey key;
    private final RSASSASigner signer;

    DemoTokens(String issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        try {
            this.key = new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
            this.signer = new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform makes RSA keys", e);
        }
    }

    /** What verifies the tokens. */
    JWKSet publicKeys() {
        return new JWKSet(key.toPublicJWK());
    }

    /** A bearer token for the portal. */
    String access(DemoPerson person) {
        return sign(claims(person).audience(AUDIENCE).jwtID(UUID.randomUUID().toString()));
    }

    /** @param nonce of the login request, if it had one */
    String identity(DemoPerson person, String clientId, Instant loggedInAt, @Nullable String nonce) {
        return sign(claims(person)
                .audience(clientId)
                .claim("auth_time", loggedInAt.getEpochSecond())
                .claim("nonce", nonce));
    }

    /** The person whom an access token names, if it is one of ours and has not expired. */
    Optional<String> subjectOf(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            boolean good = jwt.verify(new RSASSAVerifier(key.toRSAPublicKey()))
                    && claims.getAudience().contains(AUDIENCE)
                    && clock.instant().isBefore(claims.getExpirationTime().toInstant());
            return good ? Optional.of(claims.getSubject()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private JWTClaimsSet.Builder claims(DemoPerson person) {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(person.id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .claim("name", person.name())
                .claim("ENTPersonProfils", person.profiles());
    }

    private String sign(JWTClaimsSet.Builder claims) {
        try {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(JOSEObjectType.JWT)
                    .keyID(key.getKeyID())
                    .build();
            SignedJWT jwt = new SignedJWT(header, claims.build());
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("our own key signs", e);
        }
    }
}
