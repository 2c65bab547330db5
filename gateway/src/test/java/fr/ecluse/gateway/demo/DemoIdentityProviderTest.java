package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import fr.ecluse.gateway.trial.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoIdentityProviderTest {

    private static final URI PORTAL = URI.create("http://localhost:8080");
    private static final URI CALLBACK = URI.create(PORTAL + "/.ecluse/callback/oidc");

    private final HttpClient http = HttpClient.newHttpClient();
    private final MovableClock clock = new MovableClock(Instant.now());
    private final CodeVerifier verifier = new CodeVerifier();
    private final State state = new State();
    private final Nonce nonce = new Nonce();

    private DemoServer server;
    private URI issuer;

    @BeforeEach
    void startTheProvider() throws IOException {
        server = DemoServer.bind("test-idp", 0);
        issuer = server.address();
        server.start(new DemoIdentityProvider(issuer, new DemoClient("ent", "s3cret+/", List.of(PORTAL)), clock));
    }

    @AfterEach
    void stopTheProvider() {
        server.close();
    }

    @Test
    void aStandardClientLogsInByCodeWithPkceAndReadsTheProfileInTheIdToken() throws Exception {
        OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(
                get(URI.create(issuer + "/.well-known/openid-configuration")).body());
        assertThat(metadata.getIssuer()).isEqualTo(new Issuer(issuer));

        AuthorizationResponse back = choose("samia", loginRequest().build());
        assertThat(back.indicatesSuccess()).isTrue();
        assertThat(back.getState()).isEqualTo(state);
        assertThat(back.getIssuer()).isEqualTo(new Issuer(issuer));

        HttpResponse<String> granted = redeem(codeIn(back), verifier.getValue());
        assertThat(granted.statusCode()).isEqualTo(200);
        assertThat(granted.headers().firstValue("Cache-Control")).hasValue("no-store");
        Map<String, Object> tokens = JSONObjectUtils.parse(granted.body());

        JWKSet keys = JWKSet.parse(get(metadata.getJWKSetURI()).body());
        new IDTokenValidator(new Issuer(issuer), new ClientID("ent"), JWSAlgorithm.RS256, keys)
                .validate(SignedJWT.parse((String) tokens.get("id_token")), nonce);
        JWTClaimsSet claims = SignedJWT.parse((String) tokens.get("id_token")).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("samia");
        assertThat(claims.getStringListClaim("ENTPersonProfils")).containsExactly("National_ENS");

        Map<String, Object> userinfo = JSONObjectUtils.parse(
                get(metadata.getUserInfoEndpointURI(), "Authorization", "Bearer " + tokens.get("access_token"))
                        .body());
        assertThat(userinfo).containsEntry("sub", "samia").containsEntry("ENTPersonProfils", List.of("National_ENS"));
    }

    @Test
    void theLoginPageOffersEverybodyAsAButtonInFrenchAndInEnglish() throws Exception {
        URI request = loginRequest().build().toURI();
        HttpResponse<String> page = get(request, "Accept-Language", "fr-FR,fr;q=0.9");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("lang=\"fr\"")
                .contains("élève, 3e B")
                .doesNotContain("{{")
                .doesNotContain("#{");
        for (DemoPerson person : DemoPerson.ALL) {
            assertThat(page.body()).contains("name=\"person\" value=\"" + person.id() + "\"");
        }
        assertThat(get(request, "Accept-Language", "en-GB").body()).contains("Who are you today?");
        assertThat(get(URI.create(request + "&ui_locales=en"), "Accept-Language", "fr")
                        .body())
                .contains("Who are you today?");
    }

    @Test
    void whatTheRequestSaysIsEscapedOnThePage() throws Exception {
        URI request = loginRequest()
                .customParameter("x", "\"><script>alert(1)</script>")
                .build()
                .toURI();
        assertThat(get(request).body()).contains("&quot;&gt;&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void aCodeIsRedeemedOnce() throws Exception {
        AuthorizationCode code = codeIn(choose("ines", loginRequest().build()));
        assertThat(redeem(code, verifier.getValue()).statusCode()).isEqualTo(200);
        assertRefused(redeem(code, verifier.getValue()), "invalid_grant");
    }

    @Test
    void aWrongVerifierIsRefusedAndSpendsTheCode() throws Exception {
        AuthorizationCode code = codeIn(choose("ines", loginRequest().build()));
        assertRefused(redeem(code, new CodeVerifier().getValue()), "invalid_grant");
        assertRefused(redeem(code, verifier.getValue()), "invalid_grant");
    }

    @Test
    void aCodeWithoutVerifierIsRefused() throws Exception {
        assertRefused(redeem(codeIn(choose("ines", loginRequest().build())), ""), "invalid_grant");
    }

    @Test
    void aCodeIsGoodForItsRedirectAddressOnly() throws Exception {
        AuthorizationCode code = codeIn(choose("ines", loginRequest().build()));
        Map<String, String> form = codeForm(code, verifier.getValue());
        form.put("redirect_uri", PORTAL + "/elsewhere");
        assertRefused(post("/token", form, "Authorization", basic("ent", "s3cret%2B%2F")), "invalid_grant");
    }

    @Test
    void aCodeIsTooOldAfterAMinute() throws Exception {
        AuthorizationCode code = codeIn(choose("ines", loginRequest().build()));
        clock.advance(AuthorizationCodes.LIFE);
        assertRefused(redeem(code, verifier.getValue()), "invalid_grant");
    }

    @Test
    void theClientProvesItselfByItsSecretInEitherForm() throws Exception {
        AuthorizationCode code = codeIn(choose("ines", loginRequest().build()));
        HttpResponse<String> wrong =
                post("/token", codeForm(code, verifier.getValue()), "Authorization", basic("ent", "guess"));
        assertRefused(wrong, "invalid_client");
        assertThat(wrong.statusCode()).isEqualTo(401);

        Map<String, String> form = codeForm(code, verifier.getValue());
        form.put("client_id", "ent");
        form.put("client_secret", "s3cret+/");
        assertThat(post("/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void aLoginWithoutPkceGoesBackWithAnError() throws Exception {
        AuthenticationRequest request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope("openid"), new ClientID("ent"), CALLBACK)
                .endpointURI(URI.create(issuer + "/authorize"))
                .state(state)
                .build();
        AuthorizationResponse back = AuthorizationResponse.parse(target(get(request.toURI())));
        assertThat(back.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_request");
        assertThat(back.getState()).isEqualTo(state);
    }

    @Test
    void aCancelledLoginGoesBackAsDenied() throws Exception {
        AuthorizationResponse back = choose("nobody", loginRequest().build());
        assertThat(back.toErrorResponse().getErrorObject().getCode()).isEqualTo("access_denied");
    }

    @Test
    void anUnknownClientOrRedirectAddressIsNeverRedirectedTo() throws Exception {
        URI good = loginRequest().build().toURI();
        URI foreign = URI.create(good.toString().replace("localhost%3A8080", "evil.example"));
        URI unknown = URI.create(good.toString().replace("client_id=ent", "client_id=other"));
        assertThat(foreign).isNotEqualTo(good);
        assertThat(unknown).isNotEqualTo(good);
        for (URI bad : List.of(foreign, unknown)) {
            HttpResponse<String> answer = get(bad);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Location")).isEmpty();
        }
    }

    @Test
    void curlGetsABearerTokenByANameAlone() throws Exception {
        Map<String, String> form = Map.of("grant_type", "password", "username", "karim");
        Map<String, Object> json = JSONObjectUtils.parse(post("/token", form).body());
        String bare = post("/token", form, "Accept", "text/plain").body();
        JWKSet keys = JWKSet.parse(get(URI.create(issuer + "/jwks")).body());
        for (String token : List.of((String) json.get("access_token"), bare)) {
            SignedJWT jwt = SignedJWT.parse(token);
            assertThat(keys.getKeyByKeyId(jwt.getHeader().getKeyID()).isPrivate())
                    .isFalse();
            var processor = new com.nimbusds.jwt.proc.DefaultJWTProcessor<SecurityContext>();
            processor.setJWSKeySelector(new com.nimbusds.jose.proc.JWSVerificationKeySelector<>(
                    JWSAlgorithm.RS256, new com.nimbusds.jose.jwk.source.ImmutableJWKSet<>(keys)));
            JWTClaimsSet claims = processor.process(jwt, null);
            assertThat(claims.getIssuer()).isEqualTo(issuer.toString());
            assertThat(claims.getAudience()).containsExactly("ent");
            assertThat(claims.getSubject()).isEqualTo("karim");
            assertThat(claims.getStringListClaim("ENTPersonProfils")).containsExactly("National_TUT");
        }
        assertRefused(post("/token", Map.of("grant_type", "password", "username", "nobody")), "invalid_grant");
    }

    @Test
    void userinfoWantsATokenThatHolds() throws Exception {
        URI userinfo = URI.create(issuer + "/userinfo");
        assertThat(get(userinfo).statusCode()).isEqualTo(401);
        assertThat(get(userinfo, "Authorization", "Bearer nonsense").statusCode())
                .isEqualTo(401);
        String token = post("/token", Map.of("grant_type", "password", "username", "ines"), "Accept", "text/plain")
                .body();
        assertThat(get(userinfo, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(200);
        clock.advance(DemoTokens.LIFE);
        assertThat(get(userinfo, "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aLogoutGoesBackToThePortalAndNowhereElse() throws Exception {
        assertThat(target(get(URI.create(issuer + "/logout?state=a%26b&post_logout_redirect_uri=" + PORTAL + "/"))))
                .isEqualTo(URI.create(PORTAL + "/?state=a%26b"));
        HttpResponse<String> foreign =
                get(URI.create(issuer + "/logout?post_logout_redirect_uri=http://localhost:8080.evil.example/"));
        assertThat(foreign.statusCode()).isEqualTo(200);
        assertThat(foreign.body()).contains("Vous êtes déconnecté");
    }

    private AuthenticationRequest.Builder loginRequest() {
        return new AuthenticationRequest.Builder(ResponseType.CODE, new Scope("openid"), new ClientID("ent"), CALLBACK)
                .endpointURI(URI.create(issuer + "/authorize"))
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256);
    }

    /** As the page does: the same request again, with the choice. */
    private AuthorizationResponse choose(String person, AuthenticationRequest request) throws Exception {
        Map<String, String> form = new LinkedHashMap<>();
        request.toParameters().forEach((name, values) -> form.put(name, values.get(0)));
        form.put("person", person);
        return AuthorizationResponse.parse(target(post("/authorize", form)));
    }

    private static AuthorizationCode codeIn(AuthorizationResponse back) {
        return back.toSuccessResponse().getAuthorizationCode();
    }

    private HttpResponse<String> redeem(AuthorizationCode code, String verifier) throws Exception {
        // RFC 6749 §2.3.1: both parts are form-encoded before they become Basic
        return post("/token", codeForm(code, verifier), "Authorization", basic("ent", "s3cret%2B%2F"));
    }

    private static Map<String, String> codeForm(AuthorizationCode code, String verifier) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code.getValue());
        form.put("redirect_uri", CALLBACK.toString());
        form.put("code_verifier", verifier);
        return form;
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());
    }

    private static void assertRefused(HttpResponse<String> answer, String error) throws Exception {
        assertThat(answer.statusCode()).isBetween(400, 401);
        assertThat(JSONObjectUtils.parse(answer.body())).containsEntry("error", error);
    }

    private static URI target(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private HttpResponse<String> get(URI uri, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri), headers);
    }

    private HttpResponse<String> post(String path, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        return send(Forms.post(URI.create(issuer + path), form), headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
