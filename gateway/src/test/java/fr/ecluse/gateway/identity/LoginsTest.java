package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.identity.Identification.Authenticated;
import fr.ecluse.gateway.identity.LoginEnd.Failed;
import fr.ecluse.gateway.identity.LoginEnd.LoggedIn;
import fr.ecluse.gateway.identity.LoginStart.Redirect;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Oidc.ClientAuthentication;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginsTest {

    private static final URI PORTAL = URI.create("http://127.0.0.1:8080");
    private static final Duration SESSION = Duration.ofHours(8);

    private final MovableClock clock = new MovableClock();
    private final TestProvider provider = new TestProvider(clock);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Identities> opened = new ArrayList<>();
    private final Keyring keyring = Keyring.random();
    private final Identities gateway = gateway(provider.byMetadata(), null);

    @AfterEach
    void close() {
        opened.forEach(Identities::close);
        provider.close();
    }

    @Test
    void aVisitorLogsInAndIsKnownByTheCookieOnEveryNode() throws Exception {
        Redirect start = begin(gateway, "/agenda?semaine=48");
        LoggedIn end = (LoggedIn) complete(gateway, TestProvider.visit(start.to()), start.stateCookie());

        assertThat(end.returnTo()).isEqualTo("/agenda?semaine=48");
        assertThat(end.person().user()).isEqualTo("marie");
        assertThat(end.person().roles()).containsExactly(Role.ELEVE);
        assertThat(end.person().session()).hasSize(22);
        assertThat(end.person().expiresAt()).isEqualTo(clock.instant().plus(SESSION));
        assertThat(end.person().id()).isEqualTo(keyring.pseudonym(provider.issuer.name(), "marie"));
        assertThat(heard).containsExactly("OIDC");
        Credential cookie = new Credential.SessionCookie(end.sessionCookie());
        Identities otherNode = gateway(provider.byMetadata(), null);
        for (Identities node : List.of(gateway, otherNode)) {
            assertThat(node.identifier().known(cookie))
                    .as("without waiting for anything")
                    .isEqualTo(new Authenticated(end.person()));
            assertThat(node.identifier().identify(cookie).block()).isEqualTo(new Authenticated(end.person()));
        }
        assertThat(provider.issuer.server.calls("/userinfo")).isZero();
    }

    @Test
    void theLoginPageIsAskedForACodeWithProofStateAndNonce() {
        Redirect start = begin(gateway, "/");
        Map<String, String> query = TestProvider.form(start.to().getRawQuery());

        assertThat(start.to().toString()).startsWith(provider.uri("/authorize").toString());
        assertThat(query)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "ent")
                .containsEntry("redirect_uri", "http://127.0.0.1:8080/.ecluse/callback/oidc")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(query.get("scope").split(" ")).containsExactlyInAnyOrder("openid", "profile");
        Map<String, String> again = TestProvider.form(begin(gateway, "/").to().getRawQuery());
        assertThat(again.get("state")).isNotEqualTo(query.get("state"));
        assertThat(again.get("nonce")).isNotEqualTo(query.get("nonce"));
        assertThat(again.get("code_challenge")).isNotEqualTo(query.get("code_challenge"));
    }

    @Test
    void theAnswerMayComeToAnotherNodeThanTheStart() throws Exception {
        Redirect start = begin(gateway, "/");

        assertThat(complete(gateway(provider.byMetadata(), null), TestProvider.visit(start.to()), start.stateCookie()))
                .isInstanceOf(LoggedIn.class);
    }

    @Test
    void theEndpointsMayBeGivenByHand() throws Exception {
        Identities byHand = gateway(provider.byHand(), null);
        Redirect start = begin(byHand, "/");

        assertThat(complete(byHand, TestProvider.visit(start.to()), start.stateCookie()))
                .isInstanceOf(LoggedIn.class);
        assertThat(byHand.logins().usual().end(PORTAL).block()).isNull();
    }

    @Test
    void theSecretGoesWhereTheProviderTakesIt() throws Exception {
        Redirect start = begin(gateway, "/");
        complete(gateway, TestProvider.visit(start.to()), start.stateCookie());
        assertThat(provider.lastAuthorization).startsWith("Basic ");
        assertThat(provider.lastForm).doesNotContain("client_secret");

        provider.authenticationMethods = "[\"client_secret_post\"]";
        Identities post = gateway(provider.byMetadata(), null);
        Redirect another = begin(post, "/");
        assertThat(complete(post, TestProvider.visit(another.to()), another.stateCookie()))
                .isInstanceOf(LoggedIn.class);
        assertThat(provider.lastAuthorization).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"BASIC, Basic", "POST, ''"})
    void theSettingsMayChooseHowTheSecretIsGiven(ClientAuthentication chosen, String header) throws Exception {
        String method = "[\"client_secret_" + chosen.name().toLowerCase(Locale.ROOT) + "\"]";
        for (Settings.Oidc settings :
                List.of(provider.byHand(chosen), provider.byMetadata(TestProvider.SECRET, chosen))) {
            // what is chosen goes before the metadata, which may be wrong ...
            provider.authenticationMethods = "[\"private_key_jwt\"]";
            Identities node = gateway(settings, null);
            Redirect start = begin(node, "/");
            provider.authenticationMethods = method; // ... and the provider takes no other way
            assertThat(complete(node, TestProvider.visit(start.to()), start.stateCookie()))
                    .isInstanceOf(LoggedIn.class);
            assertThat(provider.lastAuthorization.split(" ")[0]).isEqualTo(header);
        }
    }

    @Test
    void aSecretGivenInTheWayThatTheProviderDoesNotTakeGivesNoSession() throws Exception {
        provider.authenticationMethods = "[\"client_secret_post\"]";
        Identities byHand = gateway(provider.byHand(), null); // basic, since no metadata say otherwise
        Redirect start = begin(byHand, "/");

        assertThat(complete(byHand, TestProvider.visit(start.to()), start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
    }

    @Test
    void userinfoIsAskedWhenTheIdTokenNamesNoProfile() throws Exception {
        provider.idToken = claims -> claims.claim("role", null);
        assertThat(((LoggedIn) login()).person().roles()).containsExactly(Role.ENSEIGNANT);

        provider.userinfo = "{\"userId\":\"7\",\"type\":\"PERSRELELEVE\"}";
        assertThat(((LoggedIn) login()).person().roles())
                .as("as entcore answers")
                .containsExactly(Role.PARENT);

        provider.userinfo = "{\"sub\":\"marie\",\"type\":\"INCONNU\"}";
        assertThat(((LoggedIn) login()).person().roles()).containsExactly(Role.AUTRE);
        assertThat(heard).endsWith("unmapped", "OIDC");
    }

    @Test
    void userinfoAboutSomebodyElseOrNoneAtAllIsNotBelieved() throws Exception {
        provider.idToken = claims -> claims.claim("role", null);
        for (String userinfo : List.of("{\"sub\":\"paul\",\"type\":\"ENSEIGNANT\"}", "garbage", "[]", "")) {
            provider.userinfo = userinfo;
            assertThat(login()).as(userinfo).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
        }
    }

    @Test
    void userinfoIsAskedForTheAttributeThatNamesThePerson() throws Exception {
        provider.userinfo = "{\"sub\":\"marie\",\"FrEduCtId\":\"abc123\",\"role\":\"parent\"}";
        Identities byAttribute = gateway(provider.byMetadata(), "FrEduCtId");
        Redirect start = begin(byAttribute, "/");
        LoggedIn end = (LoggedIn) complete(byAttribute, TestProvider.visit(start.to()), start.stateCookie());

        assertThat(end.person().id()).isEqualTo(keyring.pseudonym("attribute", "abc123"));
        assertThat(end.person().roles()).as("the ID token goes before").containsExactly(Role.ELEVE);
    }

    @Test
    void anAnswerWithoutItsLoginIsRefused() throws Exception {
        Redirect start = begin(gateway, "/agenda");
        Redirect another = begin(gateway, "/agenda");
        String query = TestProvider.visit(start.to());

        Failed unknown = new Failed(LoginFailure.STATE_MISMATCH, "/");
        assertThat(complete(gateway, query, null)).isEqualTo(unknown);
        assertThat(complete(gateway, query, "")).isEqualTo(unknown);
        assertThat(complete(gateway, query, "x".repeat(5_000))).isEqualTo(unknown);
        Failed known = new Failed(LoginFailure.STATE_MISMATCH, "/agenda");
        assertThat(complete(gateway, query, another.stateCookie())).isEqualTo(known);
        assertThat(complete(gateway, null, start.stateCookie())).isEqualTo(known);
        assertThat(complete(gateway, "", start.stateCookie())).isEqualTo(known);
        assertThat(complete(gateway, "code=" + "x".repeat(9_000), start.stateCookie()))
                .isEqualTo(known);
        assertThat(complete(gateway, query + "&state=twice", start.stateCookie()))
                .isEqualTo(known);
        assertThat(gateway.logins()
                        .usual()
                        .complete(query, start.stateCookie(), URI.create("http://localhost:8080"))
                        .block())
                .as("on another of our names")
                .isEqualTo(unknown);
        assertThat(provider.issuer.server.calls("/token")).isZero();
        assertThat(complete(gateway, query, start.stateCookie())).isInstanceOf(LoggedIn.class);
    }

    @Test
    void aLoginMayTakeTenMinutes() throws Exception {
        Redirect start = begin(gateway, "/");
        String query = TestProvider.visit(start.to());

        clock.advance(Logins.STATE_LIVES);
        assertThat(complete(gateway, query, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.STATE_MISMATCH, "/"));
        clock.advance(Duration.ofSeconds(-1));
        assertThat(complete(gateway, query, start.stateCookie())).isInstanceOf(LoggedIn.class);
    }

    @Test
    void aSessionCookieIsNoLoginStateNorTheOtherWayRound() throws Exception {
        Redirect start = begin(gateway, "/");
        LoggedIn end = (LoggedIn) login();

        assertThat(complete(gateway, "code=c&state=s", end.sessionCookie()))
                .isEqualTo(new Failed(LoginFailure.STATE_MISMATCH, "/"));
        assertThat(gateway.cookies().open(start.stateCookie())).isInstanceOf(Identification.Anonymous.class);
    }

    @Test
    void aCodeIsRedeemedOnce() throws Exception {
        Redirect start = begin(gateway, "/agenda");
        String query = TestProvider.visit(start.to());

        assertThat(complete(gateway, query, start.stateCookie())).isInstanceOf(LoggedIn.class);
        assertThat(complete(gateway, query, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.ALREADY_USED, "/agenda"));
        assertThat(gateway.logins().usual().answeredBefore(start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.ALREADY_USED, "/agenda"));
        clock.advance(Logins.STATE_LIVES);
        assertThat(gateway.logins().usual().answeredBefore(start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.ALREADY_USED, "/"));
        assertThat(heard).containsExactly("OIDC", "OIDC ALREADY_USED", "OIDC ALREADY_USED", "OIDC ALREADY_USED");
    }

    @Test
    void aVisitorWhoCancelsIsToldSo() {
        Redirect start = begin(gateway, "/agenda");
        String state = TestProvider.form(start.to().getRawQuery()).get("state");

        assertThat(complete(gateway, "error=access_denied&state=" + state, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.CANCELLED, "/agenda"));
        assertThat(complete(gateway, "error=server_error&state=" + state, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(complete(gateway, "state=" + state, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(complete(gateway, "code=c&iss=https%3A%2F%2Fevil&state=" + state, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(heard).startsWith("OIDC CANCELLED").hasSize(4);
        assertThat(provider.issuer.server.calls("/token")).isZero();
    }

    @Test
    void anIdTokenOutOfOrderGivesNoSession() throws Exception {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrong = List.of(
                claims -> claims.claim("nonce", "another"),
                claims -> claims.claim("nonce", null),
                claims -> claims.audience("another"),
                claims -> claims.issuer("https://elsewhere.example.fr"),
                claims -> claims.expirationTime(null),
                claims -> claims.subject(null),
                claims ->
                        claims.audience(List.of(TestIssuer.AUDIENCE, "another")).claim("azp", "another"));
        for (UnaryOperator<JWTClaimsSet.Builder> change : wrong) {
            provider.idToken = change;
            assertThat(login()).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
        }
        provider.idToken = claims -> claims;
        provider.issuer.publish(TestIssuer.rsa("second"));
        Identities fresh = gateway(provider.byMetadata(), null);
        Redirect start = begin(fresh, "/");
        assertThat(complete(fresh, TestProvider.visit(start.to()), start.stateCookie()))
                .as("signed by a key that is not published")
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
        assertThat(heard).isNotEmpty().containsOnly("OIDC PROVIDER_FAILED");
    }

    @Test
    void aWrongSecretGivesNoSession() throws Exception {
        Identities wrong = gateway(provider.byMetadata("wrong", null), null);
        Redirect start = begin(wrong, "/");

        assertThat(complete(wrong, TestProvider.visit(start.to()), start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
    }

    @Test
    void aProviderThatIsDownFailsTheLoginAndNotTheGateway() throws Exception {
        Redirect start = begin(gateway, "/agenda");
        String query = TestProvider.visit(start.to());
        provider.issuer.server.goDown();
        Identities started = gateway(provider.byMetadata(), null);

        assertThat(started.logins().usual().begin("/", PORTAL).block())
                .isEqualTo(new LoginStart.Failed(LoginFailure.PROVIDER_FAILED));
        assertThat(complete(gateway, query, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(begin(gateway, "/")).as("the metadata is at hand").isNotNull();
    }

    @Test
    void metadataOfAnotherIssuerIsNotBelieved() {
        provider.issuer.server.on(
                "/realms/ent/.well-known/openid-configuration",
                exchange -> LoopbackServer.answer(
                        exchange,
                        200,
                        "application/json",
                        "{\"issuer\":\"https://evil\",\"authorization_endpoint\":\"https://evil/a\","
                                + "\"token_endpoint\":\"https://evil/t\",\"jwks_uri\":\"https://evil/k\"}"));

        assertThat(gateway(provider.byMetadata(), null)
                        .logins()
                        .usual()
                        .begin("/", PORTAL)
                        .block())
                .isEqualTo(new LoginStart.Failed(LoginFailure.PROVIDER_FAILED));
    }

    @Test
    void theProvidersOwnSessionEndsAtItsOwnPage() {
        URI page = gateway.logins().usual().end(PORTAL).block();

        assertThat(page.toString()).startsWith(provider.uri("/logout") + "?");
        assertThat(TestProvider.form(page.getRawQuery()))
                .containsOnly(
                        Map.entry("client_id", "ent"), Map.entry("post_logout_redirect_uri", "http://127.0.0.1:8080/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agenda",
                "//evil.example.fr",
                "/\\evil.example.fr",
                "\\/evil",
                "/\t/evil",
                "/a\r\nSet-Cookie:b",
                "/é",
                "https://evil.example.fr/",
                "https:evil",
                "javascript:alert(1)",
                " /agenda",
                "/.ecluse/login",
                "/a b",
                "/\u0000",
                "/\u007f"
            })
    void nobodyIsSentElsewhereAfterTheLogin(String wanted) {
        assertThat(ReturnPath.safe(wanted)).isEqualTo("/");
    }

    @Test
    void aPathOfThePortalIsWhereTheVisitorReturns() {
        for (String path : List.of("/", "/a//b", "/agenda?x=1&y=%C3%A9#z", "/a/https://b", "/" + "x".repeat(1_999))) {
            assertThat(ReturnPath.safe(path)).isEqualTo(path);
            assertThat(begin(gateway, path).stateCookie()).hasSizeLessThan(4_000);
        }
        assertThat(ReturnPath.safe("/" + "x".repeat(2_000))).isEqualTo("/");
        assertThat(ReturnPath.safe(null)).isEqualTo("/");
    }

    private LoginEnd login() throws Exception {
        Redirect start = begin(gateway, "/");
        return complete(gateway, TestProvider.visit(start.to()), start.stateCookie());
    }

    private static Redirect begin(Identities gateway, String returnTo) {
        return (Redirect) gateway.logins().usual().begin(returnTo, PORTAL).block();
    }

    private static LoginEnd complete(Identities gateway, String query, String stateCookie) {
        return gateway.logins().usual().complete(query, stateCookie, PORTAL).block();
    }

    private Identities gateway(Settings.Oidc oidc, String personAttribute) {
        Settings.Roles roles = new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of());
        List<String> policy = Arrays.asList("eleve", "enseignant", "personnel", "parent", "autre");
        Identities identities = Identities.of(
                new Settings.Identity(List.of(), oidc, null, Settings.Identity.Login.OIDC, roles, personAttribute),
                keyring,
                clock,
                new Identities.Ent("aura", PORTAL.toString(), policy::contains, () -> SESSION),
                new Listener(),
                LoopbackServer.PATIENCE);
        opened.add(identities);
        return identities;
    }

    private final class Listener implements IdentityListener {

        @Override
        public void unmappedProfile() {
            heard.add("unmapped");
        }

        @Override
        public void loggedIn(Protocol protocol) {
            heard.add(protocol.name());
        }

        @Override
        public void loginFailed(Protocol protocol, LoginFailure why) {
            heard.add(protocol + " " + why);
        }
    }
}
