package fr.ecluse.gateway.trial;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** An outside issuer of tokens: its keys are served over real HTTP on loopback. */
public final class TrialIssuer implements AutoCloseable {

    /** Kept, because making one takes a second. The first is never published. */
    private static final RSAKey[] KEYS = new RSAKey[5];

    private static int issuers;

    private final HttpServer server;
    private final RSAKey key;

    public TrialIssuer() {
        key = nextKey();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] jwks = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String jwksUri() {
        return issuer() + "/jwks";
    }

    /** A token of somebody with a profile as SDET portals write it, good for an hour of the given time. */
    public String token(String subject, String profile, Instant now) {
        return token(subject, profile, now, claims -> claims);
    }

    public String token(String subject, String profile, Instant now, UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience("ent")
                .subject(subject)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(36_000)))
                .claim("ENTPersonProfils", profile);
        return sign(change.apply(claims).build(), key);
    }

    /** The same claims, signed by a key that nobody has published under this name. */
    public String forged(String subject, String profile, Instant now) {
        return sign(
                new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience("ent")
                        .subject(subject)
                        .expirationTime(Date.from(now.plusSeconds(3600)))
                        .claim("ENTPersonProfils", profile)
                        .build(),
                kept(0));
    }

    /** Another one than those of the issuers just before. */
    private static synchronized RSAKey nextKey() {
        return kept(1 + issuers++ % (KEYS.length - 1));
    }

    private static synchronized RSAKey kept(int place) {
        if (KEYS[place] == null) {
            try {
                KEYS[place] = new RSAKeyGenerator(2048).keyID("trial").generate();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }
        return KEYS[place];
    }

    private static String sign(JWTClaimsSet claims, RSAKey key) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
