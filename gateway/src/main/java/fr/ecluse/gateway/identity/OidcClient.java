package fr.ecluse.gateway.identity;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.TokenVerifier.Terms;
import fr.ecluse.gateway.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What is said between us and an OIDC provider (OpenID Connect Core §3.1). Thread-safe; never blocks. */
final class OidcClient implements LoginProtocol {

    private static final int LONGEST_QUERY = 8 * 1024;

    /** The provider speaks for the visitor, who did not do what it asked for (OpenID Connect Core §3.1.2.6). */
    private static final Set<String> CANCELLED = Set.of(
            "access_denied",
            "login_required",
            "interaction_required",
            "account_selection_required",
            "consent_required");

    /** What else a provider may say (RFC 6749 §4.1.2.1). Other words are not repeated: visitors can write them too. */
    private static final Set<String> FAULTS = Set.of(
            "invalid_request",
            "unauthorized_client",
            "unsupported_response_type",
            "invalid_scope",
            "server_error",
            "temporarily_unavailable");

    private final Settings.Oidc settings;
    private final ClientID clientId;
    private final Mono<OidcEndpoints> endpoints;
    private final ProviderClient client;
    private final TokenVerifier verifier;
    private final Clock clock;
    private final List<Terms> terms;

    OidcClient(
            Settings.Oidc settings,
            Mono<OidcEndpoints> endpoints,
            PublishedKeys keys,
            ProviderClient client,
            TokenVerifier verifier,
            Clock clock) {
        this.settings = settings;
        this.clientId = new ClientID(settings.clientId());
        this.endpoints = endpoints;
        this.client = client;
        this.verifier = verifier;
        this.clock = clock;
        this.terms = List.of(new Terms(settings.issuer(), settings.clientId(), Set.of(), keys));
    }

    /** What a token of this provider for this client must satisfy. */
    List<Terms> terms() {
        return terms;
    }

    @Override
    public Protocol name() {
        return Protocol.OIDC;
    }

    @Override
    public Mono<URI> loginPage(LoginState state) {
        return endpoints.map(known -> new AuthenticationRequest.Builder(
                        ResponseType.CODE, Scope.parse(settings.scopes()), clientId, state.callback())
                .endpointURI(known.authorization())
                .state(new State(state.state()))
                .nonce(new Nonce(state.nonce()))
                .codeChallenge(new CodeVerifier(state.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI());
    }

    @Override
    public Mono<URI> logoutPage(String baseUrl) {
        return endpoints
                .mapNotNull(OidcEndpoints::endSession)
                .map(page ->
                        new LogoutRequest(page, null, null, clientId, URI.create(baseUrl + "/"), null, null).toURI());
    }

    @Override
    public Mono<LoginClaims> answer(@Nullable String query, LoginState state, Predicate<Attributes> enough) {
        return Mono.fromCallable(() -> code(query, state)).flatMap(code -> redeem(code, state, enough));
    }

    private String code(@Nullable String query, LoginState state) {
        if (query == null || query.length() > LONGEST_QUERY) {
            throw new LoginFailedException(LoginFailure.STATE_MISMATCH, "no answer that can be read");
        }
        Map<String, List<String>> answer = URLUtils.parseParameters(query);
        if (!state.began(single(answer, "state"))) {
            throw new LoginFailedException(LoginFailure.STATE_MISMATCH, "an answer to another login");
        }
        String issuer = single(answer, "iss"); // RFC 9207: whose answer it is, against mix-ups
        if (issuer != null && !issuer.equals(settings.issuer())) {
            throw new LoginFailedException(LoginFailure.PROVIDER_FAILED, "an answer of another issuer");
        }
        String error = single(answer, "error");
        if (error != null) {
            throw CANCELLED.contains(error)
                    ? new LoginFailedException(LoginFailure.CANCELLED, error)
                    : new LoginFailedException(
                            LoginFailure.PROVIDER_FAILED,
                            "the provider answered " + (FAULTS.contains(error) ? error : "with an error"));
        }
        String code = single(answer, "code");
        if (code == null || code.isBlank()) {
            throw new LoginFailedException(LoginFailure.PROVIDER_FAILED, "an answer without a code");
        }
        return code;
    }

    private Mono<LoginClaims> redeem(String code, LoginState state, Predicate<Attributes> enough) {
        return endpoints.flatMap(known -> client.send(
                        tokenRequest(known, code, state).toHTTPRequest())
                .map(OidcClient::tokens)
                .flatMap(tokens -> verifier.verify(idToken(tokens), terms, this::checkMade)
                        .map(claims -> checked(claims, state))
                        .onErrorMap(
                                TokenRefusedException.class,
                                refused -> new ProviderException("the ID token is refused: " + refused.reason()))
                        .flatMap(claims -> complete(claims, tokens.getAccessToken(), known.userinfo(), enough))));
    }

    private TokenRequest tokenRequest(OidcEndpoints known, String code, LoginState state) {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code), state.callback(), new CodeVerifier(state.verifier()));
        if (settings.clientSecret().isEmpty()) {
            return new TokenRequest.Builder(known.token(), clientId, grant).build();
        }
        Secret secret = new Secret(settings.clientSecret());
        ClientAuthentication proof = known.authentication().equals(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                ? new ClientSecretPost(clientId, secret)
                : new ClientSecretBasic(clientId, secret);
        return new TokenRequest.Builder(known.token(), proof, grant).build();
    }

    private static OIDCTokens tokens(HTTPResponse answer) {
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(answer);
            if (!response.indicatesSuccess()) {
                throw refused(response.toErrorResponse().getErrorObject().getCode());
            }
            return response.toSuccessResponse().getTokens().toOIDCTokens();
        } catch (ParseException | ClassCastException e) {
            throw new ProviderException("an unreadable answer of the token endpoint", e);
        }
    }

    /** RFC 6749 §5.2: of a code that was redeemed before, or has expired, an endpoint says no more than invalid_grant. */
    private static RuntimeException refused(@Nullable String error) {
        return "invalid_grant".equals(error)
                ? new LoginFailedException(LoginFailure.ALREADY_USED, "invalid_grant")
                : new ProviderException("the token endpoint refused the code: " + error);
    }

    private static String idToken(OIDCTokens tokens) {
        String token = tokens.getIDTokenString();
        if (token == null) {
            throw new ProviderException("no ID token");
        }
        return token;
    }

    /** The clocks first: of a wrong one nobody should hear that the token is wrong. */
    private void checkMade(JWSHeader header, JWTClaimsSet claims) {
        ClockGap gap = ClockGap.of(claims, clock.instant());
        if (gap != null) {
            throw new LoginFailedException(LoginFailure.CLOCK_WRONG, gap.toString());
        }
        verifier.checkCredential(header, claims);
    }

    /** OpenID Connect Core §3.1.3.7, beyond what every token must satisfy. */
    private JWTClaimsSet checked(JWTClaimsSet claims, LoginState state) {
        if (!state.asked(claims.getClaim("nonce"))) {
            throw new TokenRefusedException("nonce");
        }
        Object authorized = claims.getClaim("azp");
        if (authorized != null && !authorized.equals(settings.clientId())) {
            throw new TokenRefusedException("authorized-party");
        }
        return claims;
    }

    private Mono<LoginClaims> complete(
            JWTClaimsSet idToken, AccessToken access, @Nullable URI userinfo, Predicate<Attributes> enough) {
        Attributes said = Attributes.of(idToken.getClaims());
        LoginClaims claims = new LoginClaims(
                requireNonNull(idToken.getIssuer()),
                idToken.getSubject(),
                said,
                LogoutHandles.ofLogin(
                        idToken.getClaim("sid") instanceof String sid ? sid : null, idToken.getSubject()));
        if (userinfo == null || enough.test(said)) {
            return Mono.just(claims);
        }
        return client.send(new UserInfoRequest(userinfo, access).toHTTPRequest())
                .map(answer -> claims.with(said.orElse(Attributes.of(about(claims.subject(), answer)))));
    }

    private static Map<String, Object> about(@Nullable String subject, HTTPResponse answer) {
        if (answer.getStatusCode() != HTTPResponse.SC_OK) {
            throw new ProviderException("userinfo answered " + answer.getStatusCode());
        }
        String body = answer.getBody();
        if (body == null || !body.stripLeading().startsWith("{")) {
            throw new ProviderException("userinfo is no JSON object"); // the parser takes an empty array for one
        }
        try {
            Map<String, Object> said = JSONObjectUtils.parse(body);
            Object about = said.get("sub"); // entcore sends none: it answers for the access token of this very login
            if (about != null && !about.equals(subject)) {
                throw new ProviderException("userinfo is about somebody else");
            }
            return said;
        } catch (java.text.ParseException e) {
            throw new ProviderException("unreadable userinfo", e);
        }
    }

    /** A parameter given twice is as good as none: which one counts would be a matter of taste. */
    private static @Nullable String single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.get(name);
        return values == null || values.size() != 1 ? null : values.get(0);
    }
}
