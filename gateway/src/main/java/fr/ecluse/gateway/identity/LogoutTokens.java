package fr.ecluse.gateway.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.identity.TokenVerifier.Terms;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Verifies logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6).
 *
 * <p>The signature, the issuer, the audience and the algorithm are judged as of an ID token. An ID token is no logout token,
 * and the other way round: the event must be there and a nonce must not. Thread-safe.
 */
final class LogoutTokens {

    /** How old a token may be, whatever expiry it gives itself: that is how long its identifier must be remembered. */
    static final Duration OLDEST = Duration.ofHours(1);

    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Set<String> TYPES = Set.of("logout+jwt", "application/logout+jwt", "jwt");
    private static final int LONGEST_NAME = 255;

    private final TokenVerifier verifier;
    private final List<Terms> terms;
    private final Clock clock;

    /** @param terms of the provider, for this client */
    LogoutTokens(TokenVerifier verifier, List<Terms> terms, Clock clock) {
        this.verifier = verifier;
        this.terms = List.copyOf(terms);
        this.clock = clock;
    }

    /**
     * What a token says, at least one of session and subject.
     *
     * @param id of the token itself
     * @param comesAgainFor for how long the same token would still be believed, more than zero
     */
    record Said(@Nullable String session, @Nullable String subject, String id, Duration comesAgainFor) {}

    /** @return else a {@link TokenRefusedException}, or another error if it can't be told now */
    Mono<Said> verify(String token) {
        return verifier.verify(token, terms, this::check).map(this::said);
    }

    private void check(JWSHeader header, JWTClaimsSet claims) {
        TokenVerifier.checkType(header, TYPES);
        if (!(claims.getClaim("events") instanceof Map<?, ?> events) || !(events.get(EVENT) instanceof Map<?, ?>)) {
            throw new TokenRefusedException("event");
        }
        if (claims.getClaim("nonce") != null) {
            throw new TokenRefusedException("nonce");
        }
        if (claims.getIssueTime() == null) {
            throw new TokenRefusedException("issue-time");
        }
        name(claims, "jti", "identifier");
        if (claims.getClaim("sid") != null) {
            name(claims, "sid", "session");
        }
        if (claims.getClaim("sub") != null || claims.getClaim("sid") == null) {
            name(claims, "sub", "subject");
        }
        Instant now = clock.instant();
        TokenVerifier.checkTimes(claims, now);
        if (claims.getIssueTime().toInstant().isAfter(now.plus(TokenVerifier.SKEW))) {
            throw new TokenRefusedException("not-yet-valid");
        }
        if (!lastMoment(claims).isAfter(now)) {
            throw new TokenRefusedException("expired");
        }
    }

    private Said said(JWTClaimsSet claims) {
        return new Said(
                claims.getClaim("sid") == null ? null : name(claims, "sid", "session"),
                claims.getClaim("sub") == null ? null : name(claims, "sub", "subject"),
                name(claims, "jti", "identifier"),
                atLeastASecond(Duration.between(clock.instant(), lastMoment(claims))));
    }

    private static Instant lastMoment(JWTClaimsSet claims) {
        Instant oldest = claims.getIssueTime().toInstant().plus(OLDEST);
        @Nullable Date expires = claims.getExpirationTime();
        Instant ends = expires != null && expires.toInstant().isBefore(oldest) ? expires.toInstant() : oldest;
        return ends.plus(TokenVerifier.SKEW);
    }

    /** The signature took a moment. */
    private static Duration atLeastASecond(Duration duration) {
        Duration second = Duration.ofSeconds(1);
        return duration.compareTo(second) < 0 ? second : duration;
    }

    private static String name(JWTClaimsSet claims, String claim, String reason) {
        if (claims.getClaim(claim) instanceof String text && !text.isBlank() && text.length() <= LONGEST_NAME) {
            return text;
        }
        throw new TokenRefusedException(reason);
    }
}
