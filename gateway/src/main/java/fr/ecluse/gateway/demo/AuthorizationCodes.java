package fr.ecluse.gateway.demo;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authorization codes that were given out and not yet redeemed: single-use and short-lived (RFC 6749 §4.1.2). Thread-safe. */
final class AuthorizationCodes {

    static final Duration LIFE = Duration.ofSeconds(60);

    private static final int MOST = 1_000;

    /** What a code stands for. */
    record Login(
            DemoPerson person,
            URI redirectUri,
            CodeChallenge challenge,
            @Nullable String nonce,
            Instant at) {}

    private final Clock clock;
    private final Map<String, Login> pending = new LinkedHashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    /** A fresh code; the oldest one is forgotten when there are too many. */
    synchronized AuthorizationCode issue(Login login) {
        if (pending.size() >= MOST) {
            Iterator<String> oldest = pending.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        AuthorizationCode code = new AuthorizationCode();
        pending.put(code.getValue(), login);
        return code;
    }

    /** What the code stands for, once; nothing if it is unknown, used or too old. */
    synchronized Optional<Login> redeem(String code) {
        return Optional.ofNullable(pending.remove(code))
                .filter(login -> clock.instant().isBefore(login.at().plus(LIFE)));
    }
}
