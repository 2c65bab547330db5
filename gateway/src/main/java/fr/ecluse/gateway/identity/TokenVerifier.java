package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Verifies signed tokens (JWT, RFC 7519, with the advice of RFC 8725).
 *
 * <p>The cheap checks come first, the signature last. Only asymmetric algorithms are known at all, and a key comes from the
 * issuer's published set alone: the header's {@code jwk}, {@code jku}, {@code x5u} and {@code x5c} are not looked at.
 * Thread-safe.
 */
final class TokenVerifier {

    /** The most characters a token may have: more than any header that the gateway lets in. */
    static final int LONGEST = 16 * 1024;

    /** How far clocks may be apart. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final Map<String, JWSAlgorithm> ALGORITHMS = List.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512,
                    JWSAlgorithm.EdDSA,
                    JWSAlgorithm.Ed25519)
            .stream()
            .collect(Collectors.toUnmodifiableMap(JWSAlgorithm::getName, algorithm -> algorithm));

    // Not logout+jwt, secevent+jwt and the like: signed by the same issuer, but no proof of who asks.
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final Scheduler scheduler;
    private final Clock clock;

    /** @param scheduler where signatures are computed; bounded, and it may refuse */
    TokenVerifier(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * What a token must satisfy.
     *
     * @param algorithms names of those the issuer may use; none: all that are safe
     */
    record Terms(String issuer, String audience, Set<String> algorithms, PublishedKeys keys) {

        Terms {
            for (String algorithm : algorithms) {
                if (!ALGORITHMS.containsKey(algorithm)) {
                    throw new IllegalArgumentException("algorithm " + algorithm + " is not one of "
                            + ALGORITHMS.keySet().stream().sorted().toList());
                }
            }
            algorithms = Set.copyOf(algorithms.isEmpty() ? ALGORITHMS.keySet() : algorithms);
        }
    }

    /** What makes a token one of its kind, so that none can stand for another (RFC 8725 §3.11, §3.12). */
    interface Rules {

        /** @throws TokenRefusedException if it is of another kind, or out of order */
        void check(JWSHeader header, JWTClaimsSet claims);
    }

    /**
     * The claims of a token that satisfies one of the terms.
     *
     * @return else a {@link TokenRefusedException}, or another error if it can't be told now
     */
    Mono<JWTClaimsSet> verify(String token, List<Terms> accepted) {
        return verify(token, accepted, this::checkCredential);
    }

    /** The same for another kind of token, whose own rules take the place of those of a credential. */
    Mono<JWTClaimsSet> verify(String token, List<Terms> accepted, Rules rules) {
        return Mono.fromCallable(() -> read(token, accepted, rules))
                .subscribeOn(scheduler)
                .flatMap(read -> read.terms
                        .keys
                        .fitting(read.token.getHeader())
                        .publishOn(scheduler) // the keys may have come on a connection's thread
                        .map(read::signedBy));
    }

    private static Read read(String token, List<Terms> accepted, Rules rules) {
        if (token.length() > LONGEST) {
            throw new TokenRefusedException("too-large");
        }
        if (!Spelling.isTheOnly(token)) {
            throw new TokenRefusedException("malformed");
        }
        SignedJWT signed;
        JWTClaimsSet claims;
        try {
            signed = SignedJWT.parse(token);
            claims = signed.getJWTClaimsSet();
        } catch (ParseException | RuntimeException e) {
            throw new TokenRefusedException("malformed");
        }
        if (claims == null) {
            throw new TokenRefusedException("malformed");
        }
        checkHeader(signed.getHeader());
        Terms terms = terms(signed.getHeader(), claims, accepted);
        rules.check(signed.getHeader(), claims);
        return new Read(signed, claims, terms);
    }

    /**
     * The issuer that a token says it is from, nothing verified; empty if it names none, null if it is no JWT that can be
     * read.
     */
    static @Nullable String claimedIssuer(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return null;
        }
        try {
            Map<String, Object> claims =
                    JSONObjectUtils.parse(new Base64URL(token.substring(first + 1, second)).decodeToString());
            return claims == null ? null : claims.get("iss") instanceof String issuer ? issuer : "";
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    private static void checkHeader(JWSHeader header) {
        if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
            throw new TokenRefusedException("critical-header");
        }
    }

    /** For the rules of any kind: no type, or one of these, in lower case. */
    static void checkType(JWSHeader header, Set<String> types) {
        JOSEObjectType type = header.getType();
        if (type != null && !types.contains(type.getType().toLowerCase(Locale.ROOT))) {
            throw new TokenRefusedException("type");
        }
    }

    /** The rules of a token that says who asks. */
    void checkCredential(JWSHeader header, JWTClaimsSet claims) {
        checkType(header, TYPES);
        if (claims.getClaim("events")
                != null) { // RFC 8417: a security event, such as a logout, whatever its header says
            throw new TokenRefusedException("type");
        }
        if (claims.getExpirationTime() == null) {
            throw new TokenRefusedException("no-expiry");
        }
        checkTimes(claims, clock.instant());
    }

    private static Terms terms(JWSHeader header, JWTClaimsSet claims, List<Terms> accepted) {
        List<Terms> ofIssuer = accepted.stream()
                .filter(terms -> terms.issuer.equals(claims.getIssuer()))
                .toList();
        if (ofIssuer.isEmpty()) {
            throw new TokenRefusedException("issuer");
        }
        Terms terms = ofIssuer.stream()
                .filter(each -> claims.getAudience().contains(each.audience))
                .findFirst()
                .orElseThrow(() -> new TokenRefusedException("audience"));
        if (!terms.algorithms.contains(header.getAlgorithm().getName())) {
            throw new TokenRefusedException("algorithm");
        }
        return terms;
    }

    /** For the rules of any kind: neither over nor to come, as far as the token says. */
    static void checkTimes(JWTClaimsSet claims, Instant now) {
        @Nullable Date expires = claims.getExpirationTime();
        if (expires != null && !expires.toInstant().isAfter(now.minus(SKEW))) {
            throw new TokenRefusedException("expired");
        }
        @Nullable Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.toInstant().isAfter(now.plus(SKEW))) {
            throw new TokenRefusedException("not-yet-valid");
        }
    }

    /** A token whose claims are in order and whose signature is still to be verified. */
    private record Read(SignedJWT token, JWTClaimsSet claims, Terms terms) {

        JWTClaimsSet signedBy(List<SigningKey> keys) {
            if (keys.isEmpty()) {
                throw new TokenRefusedException("unknown-key");
            }
            if (keys.stream().noneMatch(key -> key.verifies(token))) {
                throw new TokenRefusedException("signature");
            }
            return claims;
        }
    }
}
