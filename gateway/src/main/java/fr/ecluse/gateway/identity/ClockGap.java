package fr.ecluse.gateway.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * What the times of a token that was made a moment ago say of two clocks.
 *
 * <p>An ID token is issued while we wait for it (OpenID Connect Core §3.1.3.3), so when it has expired already, or is still to
 * come, that is nobody's fault but a clock's.
 *
 * @param providerAhead how far the provider's clock is ahead of ours; negative: behind
 */
record ClockGap(Duration providerAhead) {

    /** Null if the clocks agree as far as the token tells, or if something else is wrong with its times. */
    static @Nullable ClockGap of(JWTClaimsSet claims, Instant now) {
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        Date issued = claims.getIssueTime();
        boolean over = expires != null && !expires.toInstant().isAfter(now.minus(TokenVerifier.SKEW));
        boolean toCome = isToCome(notBefore, now) || isToCome(issued, now);
        if (!over && !toCome) {
            return null;
        }
        Date made = issued != null ? issued : over ? expires : notBefore;
        Duration ahead = Duration.between(now, made == null ? now : made.toInstant());
        return ahead.abs().compareTo(TokenVerifier.SKEW) < 0 ? null : new ClockGap(ahead);
    }

    /** For the log: by how much, and whose. */
    @Override
    public String toString() {
        return "the provider's clock is " + providerAhead.abs().toSeconds() + " s "
                + (providerAhead.isNegative() ? "behind" : "ahead of") + " this node's";
    }

    private static boolean isToCome(@Nullable Date date, Instant now) {
        return date != null && date.toInstant().isAfter(now.plus(TokenVerifier.SKEW));
    }
}
