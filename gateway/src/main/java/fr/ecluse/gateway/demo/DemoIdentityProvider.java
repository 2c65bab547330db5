package fr.ecluse.gateway.demo;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A small OpenID provider in which one logs in by choosing who to be: authorization code with PKCE (OpenID Connect Core
 * 1.0 §3.1, RFC 7636), and bearer tokens for trials with curl.
 *
 * <p>The protocol is the real one; the people have no passwords, so it answers on the loopback address only. It
 * remembers nobody: each login asks again. Thread-safe.
 */
final class DemoIdentityProvider implements DemoServer.Handler {

    private final URI address;
    private final DemoClient client;
    private final Clock clock;
    private final DemoTokens tokens;
    private final AuthorizationCodes codes;
    private final TokenEndpoint tokenEndpoint;

    /** @param address of this provider, which is its issuer, without a slash at the end */
    DemoIdentityProvider(URI address, DemoClient client, Clock clock) {
        this.address = address;
        this.client = client;
        this.clock = clock;
        this.tokens = new DemoTokens(address.toString(), clock);
        this.codes = new AuthorizationCodes(clock);
        this.tokenEndpoint = new TokenEndpoint(client, tokens, codes);
    }

    /** What makes tokens without a login, for the crowd. */
    DemoTokens tokens() {
        return tokens;
    }

    @Override
    public Answer answer(Call call) {
        return switch (call.path()) {
            case "/.well-known/openid-configuration" -> Answer.json(200, metadata());
            case "/jwks" -> Answer.json(200, tokens.publicKeys().toJSONObject());
            case "/authorize" -> authorize(call);
            case "/token" -> tokenEndpoint.answer(call);
            case "/userinfo" -> userinfo(call);
            case "/logout" -> logout(call);
            case "/" -> notice(200, call, call.query(), "login.idle");
            default -> Answer.text(404, "404\n");
        };
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", address.toString());
        metadata.put("authorization_endpoint", address + "/authorize");
        metadata.put("token_endpoint", address + "/token");
        metadata.put("userinfo_endpoint", address + "/userinfo");
        metadata.put("jwks_uri", address + "/jwks");
        metadata.put("end_session_endpoint", address + "/logout");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("response_modes_supported", List.of("query"));
        metadata.put("grant_types_supported", List.of("authorization_code", "password"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("scopes_supported", List.of("openid", "profile"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        metadata.put("code_challenge_methods_supported", List.of("S256"));
        metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        metadata.put("claims_supported", List.of("sub", "name", "ENTPersonProfils"));
        metadata.put("ui_locales_supported", List.of("fr", "en"));
        metadata.put("authorization_response_iss_parameter_supported", true);
        return metadata;
    }

    /** GET shows who there is; the page posts the same request again with the choice. */
    private Answer authorize(Call call) {
        Map<String, List<String>> sent = call.reads() ? call.query() : call.form();
        String redirect = Call.first(sent, "redirect_uri");
        // an error may be sent only to an address that is known beforehand (RFC 6749 §4.1.2.1)
        if (!client.id().equals(Call.first(sent, "client_id"))
                || redirect == null
                || !client.mayReceiveCodes(redirect)) {
            return notice(400, call, sent, "login.unknown-client");
        }
        URI target = URI.create(redirect);
        State state = State.parse(Call.first(sent, "state"));
        AuthenticationRequest request;
        try {
            request = AuthenticationRequest.parse(sent);
        } catch (ParseException e) {
            ErrorObject error = e.getErrorObject();
            return refuse(target, error == null ? OAuth2Error.INVALID_REQUEST : error, state);
        }
        ErrorObject wrong = wrongIn(request);
        if (wrong != null) {
            return refuse(target, wrong, state);
        }
        if (call.reads()) {
            return LoginPage.choice(language(call, sent), sent);
        }
        return Optional.ofNullable(Call.first(sent, "person"))
                .flatMap(DemoPerson::named)
                .map(person -> accept(person, request))
                .orElseGet(() -> refuse(target, OAuth2Error.ACCESS_DENIED, state));
    }

    private static @Nullable ErrorObject wrongIn(AuthenticationRequest request) {
        if (!request.getResponseType().equals(ResponseType.CODE)) {
            return OAuth2Error.UNSUPPORTED_RESPONSE_TYPE;
        }
        if (request.getCodeChallenge() == null || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())) {
            return OAuth2Error.INVALID_REQUEST.setDescription("PKCE with S256 is required");
        }
        return null;
    }

    private Answer accept(DemoPerson person, AuthenticationRequest request) {
        AuthorizationCode code = codes.issue(new AuthorizationCodes.Login(
                person,
                request.getRedirectionURI(),
                request.getCodeChallenge(),
                request.getNonce() == null ? null : request.getNonce().getValue(),
                clock.instant()));
        return Answer.redirect(new AuthorizationSuccessResponse(
                        request.getRedirectionURI(),
                        code,
                        null,
                        request.getState(),
                        new Issuer(address),
                        ResponseMode.QUERY)
                .toURI());
    }

    private Answer refuse(URI target, ErrorObject error, @Nullable State state) {
        return Answer.redirect(
                new AuthorizationErrorResponse(target, error, state, new Issuer(address), ResponseMode.QUERY).toURI());
    }

    private Answer userinfo(Call call) {
        String authorization = call.header("Authorization");
        return Optional.ofNullable(authorization)
                .filter(value -> value.startsWith("Bearer "))
                .flatMap(value -> tokens.subjectOf(value.substring("Bearer ".length())))
                .flatMap(DemoPerson::named)
                .map(person -> Answer.json(
                        200, Map.of("sub", person.id(), "name", person.name(), "ENTPersonProfils", person.profiles())))
                .orElseGet(() -> Answer.json(401, Map.of("error", "invalid_token"))
                        .with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }

    /** Nobody stays logged in here, so there is nothing to end: the browser is sent back, or told. */
    private Answer logout(Call call) {
        Map<String, List<String>> sent = call.reads() ? call.query() : call.form();
        String target = Call.first(sent, "post_logout_redirect_uri");
        if (target == null || !client.isOfThePortal(target)) {
            return notice(200, call, sent, "login.logged-out");
        }
        String state = Call.first(sent, "state");
        String query = state == null ? "" : "?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8);
        return Answer.redirect(URI.create(target + query));
    }

    private Answer notice(int status, Call call, Map<String, List<String>> sent, String key) {
        return LoginPage.notice(
                status, language(call, sent), key, client.publicUrls().get(0).toString());
    }

    private static Language language(Call call, Map<String, List<String>> sent) {
        return Language.of(Call.first(sent, "ui_locales"), call.header("Accept-Language"));
    }
}
