package fr.ecluse.gateway.demo;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where codes become tokens (OpenID Connect Core 1.0 §3.1.3), and where curl gets a bearer token by a name alone.
 *
 * <p>Thread-safe.
 */
final class TokenEndpoint implements DemoServer.Handler {

    private final DemoClient client;
    private final DemoTokens tokens;
    private final AuthorizationCodes codes;

    TokenEndpoint(DemoClient client, DemoTokens tokens, AuthorizationCodes codes) {
        this.client = client;
        this.tokens = tokens;
        this.codes = codes;
    }

    @Override
    public Answer answer(Call call) {
        if (!call.method().equals("POST")) {
            return Answer.text(405, "POST\n").with("Allow", "POST");
        }
        Map<String, List<String>> form = call.form();
        String grant = Call.first(form, "grant_type");
        if (grant == null) {
            return error(OAuth2Error.INVALID_REQUEST);
        }
        return switch (grant) {
            case "authorization_code" ->
                isClient(call, form)
                        ? redeem(form)
                        : error(OAuth2Error.INVALID_CLIENT).with("WWW-Authenticate", "Basic realm=\"ecluse-demo\"");
            case "password" -> bearer(call, form);
            default -> error(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
        };
    }

    private Answer redeem(Map<String, List<String>> form) {
        String code = Call.first(form, "code");
        String redirect = Call.first(form, "redirect_uri");
        String verifier = Call.first(form, "code_verifier");
        if (code == null || redirect == null) {
            return error(OAuth2Error.INVALID_REQUEST);
        }
        // a code that was presented is spent, whatever comes of it
        return codes.redeem(code)
                .filter(login -> login.redirectUri().toString().equals(redirect))
                .filter(login -> matches(login.challenge(), verifier))
                .map(login -> {
                    Map<String, Object> granted = accessTo(login.person());
                    granted.put("id_token", tokens.identity(login.person(), client.id(), login.at(), login.nonce()));
                    return Answer.json(200, granted);
                })
                .orElseGet(() -> error(OAuth2Error.INVALID_GRANT));
    }

    private static boolean matches(CodeChallenge challenge, @Nullable String verifier) {
        if (verifier == null) {
            return false;
        }
        try {
            CodeChallenge computed = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier));
            return same(challenge.getValue(), computed.getValue());
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** {@code Accept: text/plain} gives the bare token, which a shell can use without reading JSON. */
    private Answer bearer(Call call, Map<String, List<String>> form) {
        Optional<DemoPerson> person =
                Optional.ofNullable(Call.first(form, "username")).flatMap(DemoPerson::named);
        if (person.isEmpty()) {
            return error(OAuth2Error.INVALID_GRANT);
        }
        return "text/plain".equals(call.header("Accept"))
                ? Answer.text(200, tokens.access(person.get()))
                : Answer.json(200, accessTo(person.get()));
    }

    private Map<String, Object> accessTo(DemoPerson person) {
        Map<String, Object> granted = new LinkedHashMap<>();
        granted.put("access_token", tokens.access(person));
        granted.put("token_type", "Bearer");
        granted.put("expires_in", DemoTokens.LIFE.toSeconds());
        return granted;
    }

    private boolean isClient(Call call, Map<String, List<String>> form) {
        String authorization = call.header("Authorization");
        if (authorization == null) {
            return isClient(Call.first(form, "client_id"), Call.first(form, "client_secret"));
        }
        try {
            ClientSecretBasic basic = ClientSecretBasic.parse(authorization);
            return isClient(
                    basic.getClientID().getValue(), basic.getClientSecret().getValue());
        } catch (ParseException e) {
            return false;
        }
    }

    private boolean isClient(@Nullable String id, @Nullable String secret) {
        return client.id().equals(id) && secret != null && same(client.secret(), secret);
    }

    private static Answer error(ErrorObject error) {
        return Answer.json(error.getHTTPStatusCode(), error.toJSONObject());
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
