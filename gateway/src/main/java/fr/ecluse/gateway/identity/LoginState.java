package fr.ecluse.gateway.identity;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a browser keeps, sealed, between the start of a login and the provider's answer.
 *
 * @param protocol how this login is done: an answer by another protocol is no answer to it
 * @param state comes back in the address: it ties the answer to this browser
 * @param nonce comes back in the ID token: it ties the token to this login
 * @param verifier proves to the provider that the code is redeemed by whoever asked for it (RFC 7636)
 */
record LoginState(
        Protocol protocol,
        String state,
        String nonce,
        String verifier,
        String returnTo,
        String baseUrl,
        Instant expiresAt) {

    /** Of a login that begins now: what must not be guessed is drawn from the system's randomness. */
    static LoginState begin(Protocol protocol, @Nullable String returnTo, String baseUrl, Instant expiresAt) {
        return new LoginState(
                protocol,
                new State().getValue(),
                new Nonce().getValue(),
                new CodeVerifier().getValue(),
                ReturnPath.safe(returnTo),
                baseUrl,
                expiresAt);
    }

    String seal(Sealer sealer) {
        return sealer.seal(Map.of(
                "protocol", protocol.name(),
                "state", state,
                "nonce", nonce,
                "verifier", verifier,
                "returnTo", returnTo,
                "baseUrl", baseUrl,
                "exp", expiresAt.getEpochSecond()));
    }

    /** Null if it does not open, or expired. */
    static @Nullable LoginState open(Sealer sealer, String cookie, Instant now) {
        Sealer.Contents content = sealer.open(cookie);
        if (content == null || now.getEpochSecond() >= content.number("exp")) {
            return null;
        }
        return new LoginState(
                Protocol.valueOf(content.text("protocol")),
                content.text("state"),
                content.text("nonce"),
                content.text("verifier"),
                content.text("returnTo"),
                content.text("baseUrl"),
                Instant.ofEpochSecond(content.number("exp")));
    }

    /** Where the provider answers. */
    URI callback() {
        return URI.create(baseUrl + protocol.callbackPath());
    }

    /** Whether an answer that brings this state is the answer to this login. */
    boolean began(@Nullable String answeredState) {
        return answeredState != null && same(state, answeredState);
    }

    /** Whether a token that brings this nonce was made for this login. */
    boolean asked(@Nullable Object answeredNonce) {
        return answeredNonce instanceof String text && same(nonce, text);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
