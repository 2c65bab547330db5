package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.identity.IdentityListener.Protocol;
import fr.ecluse.gateway.identity.LoginEnd.Failed;
import fr.ecluse.gateway.identity.LoginEnd.LoggedIn;
import fr.ecluse.gateway.identity.LoginStart.Redirect;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Identity.Login;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CasLoginsTest {

    private static final URI PORTAL = URI.create("http://127.0.0.1:8080");
    private static final String CALLBACK = "http://127.0.0.1:8080/.ecluse/callback/cas?";

    private final MovableClock clock = new MovableClock();
    private final TrialCas cas = new TrialCas(clock);
    private final TestProvider provider = new TestProvider(clock);
    private final Keyring keyring = Keyring.random();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Identities> opened = new ArrayList<>();
    private final Identities gateway = gateway("/p3/serviceValidate");

    @AfterEach
    void close() {
        opened.forEach(Identities::close);
        provider.close();
        cas.close();
    }

    @Test
    void aVisitorLogsInAndIsKnownByTheCookie() {
        Redirect start = begin("/agenda?semaine=48");
        LoggedIn end = (LoggedIn) complete(back(start), start.stateCookie());

        assertThat(end.returnTo()).isEqualTo("/agenda?semaine=48");
        assertThat(end.person().user()).isEqualTo("ines");
        assertThat(end.person().roles()).containsExactly(Role.ELEVE);
        assertThat(end.person().id())
                .as("the address of the server is the issuer")
                .isEqualTo(keyring.pseudonym(cas.url(), "ines"));
        assertThat(gateway.meantBy("ines")).contains(end.person().id());
        assertThat(gateway.identifier().known(new Credential.SessionCookie(end.sessionCookie())))
                .isEqualTo(new Identification.Authenticated(end.person()));
        assertThat(gateway.cookies().protocol(end.sessionCookie())).isEqualTo(Protocol.CAS);
        assertThat(heard).containsExactly("CAS");
    }

    @Test
    void theServiceOfTheValidationIsThatOfTheLoginByteForByte() {
        Redirect start = begin("/");
        String prefix = cas.url() + "/login?";

        assertThat(start.to().toString())
                .matches("\\Q" + prefix + "\\Eservice=http%3A%2F%2F127.0.0.1%3A8080%2F.ecluse%2Fcallback%2Fcas"
                        + "%3Fstate%3D[A-Za-z0-9_-]{43}");
        complete(back(start), start.stateCookie());
        String asked = start.to().toString().substring(prefix.length());
        assertThat(cas.validations()).singleElement().asString().startsWith(asked + "&ticket=ST-1-");
        assertThat(begin("/").to()).isNotEqualTo(start.to());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p3/serviceValidate?format=JSON", "/serviceValidate", "/serviceValidate?renew=false"})
    void theValidationMayStandElsewhereAndAnswerOtherwise(String path) {
        cas.somebody("marc", Map.of("ENTPersonProfils", List.of("National_ENS", "National_TUT")));
        Identities other = gateway(path);
        Redirect start = (Redirect) other.logins().usual().begin("/", PORTAL).block();
        LoggedIn end = (LoggedIn) other.logins()
                .usual()
                .complete(back(start), start.stateCookie(), PORTAL)
                .block();

        assertThat(end.person().user()).isEqualTo("marc");
        assertThat(end.person().roles()).containsExactly(Role.ENSEIGNANT, Role.PARENT);
    }

    @Test
    void aTicketIsAskedAboutOnceAndASecondTimeIsTooOften() {
        Redirect start = begin("/agenda");
        String query = back(start);

        assertThat(complete(query, start.stateCookie())).isInstanceOf(LoggedIn.class);
        assertThat(complete(query, start.stateCookie())).isEqualTo(new Failed(LoginFailure.ALREADY_USED, "/agenda"));
        assertThat(cas.validations()).hasSize(2);
        assertThat(heard).containsExactly("CAS", "CAS ALREADY_USED");
    }

    @Test
    void aTicketThatCameTooLateIsWorthNothing() {
        Redirect start = begin("/agenda");
        String query = back(start);
        clock.advance(Duration.ofSeconds(11));

        assertThat(complete(query, start.stateCookie())).isEqualTo(new Failed(LoginFailure.ALREADY_USED, "/agenda"));
    }

    @Test
    void aTicketOfAnotherLoginIsNotEvenAskedAbout() {
        Redirect start = begin("/agenda");
        Redirect another = begin("/agenda");
        String query = back(start);

        Failed failed = new Failed(LoginFailure.STATE_MISMATCH, "/agenda");
        assertThat(complete(query, null)).isEqualTo(new Failed(LoginFailure.STATE_MISMATCH, "/"));
        assertThat(complete(query, another.stateCookie())).isEqualTo(failed);
        assertThat(complete(query + "&state=twice", start.stateCookie())).isEqualTo(failed);
        assertThat(complete(query.replaceFirst("state=[^&]*&", ""), start.stateCookie()))
                .isEqualTo(failed);
        assertThat(complete(null, start.stateCookie())).isEqualTo(failed);
        assertThat(complete("ticket=" + "x".repeat(9_000), start.stateCookie())).isEqualTo(failed);
        assertThat(cas.validations()).isEmpty();
        assertThat(complete(query, start.stateCookie())).isInstanceOf(LoggedIn.class);
    }

    @Test
    void aTicketForAnotherServiceNamesNobodyHere() {
        URI elsewhere = URI.create(cas.url() + "/login?service=http://127.0.0.1:9000/portail");
        String stolen =
                TestProvider.form(TrialCas.visit(elsewhere).getRawQuery()).get("ticket");
        Redirect start = begin("/");

        assertThat(complete("state=" + state(start) + "&ticket=" + stolen, start.stateCookie()))
                .isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
        assertThat(heard).containsExactly("CAS PROVIDER_FAILED");
    }

    @ParameterizedTest
    @CsvSource({
        "'', CANCELLED",
        "&ticket=, PROVIDER_FAILED",
        "&ticket=x, PROVIDER_FAILED",
        "&ticket=PT-1-proxy, PROVIDER_FAILED",
        "&ticket=ST-1%0d%0aSet-Cookie:x, PROVIDER_FAILED",
        "&ticket=ST-1&ticket=ST-2, PROVIDER_FAILED"
    })
    void anAnswerWithoutAServiceTicketIsNotAskedAbout(String rest, LoginFailure why) {
        Redirect start = begin("/agenda");

        assertThat(complete("state=" + state(start) + rest, start.stateCookie()))
                .isEqualTo(new Failed(why, "/agenda"));
        assertThat(cas.validations()).isEmpty();
    }

    @Test
    void aTicketOfAnyCharactersReachesTheServerAsItIs() {
        Redirect start = begin("/");

        complete("state=" + state(start) + "&ticket=ST-a%26service%3Devil%2B%23", start.stateCookie());
        assertThat(TestProvider.form(cas.validations().get(0)))
                .containsOnly(
                        Map.entry("service", CALLBACK + "state=" + state(start)),
                        Map.entry("ticket", "ST-a&service=evil+#"));
    }

    @ParameterizedTest
    @CsvSource({
        "500, text/html, <h1>Erreur</h1>",
        "302, text/html, ''",
        "200, text/html, <h1>Maintenance</h1>",
        "200, application/xml, ''",
        "200, not a type at all, <x/>"
    })
    void aServerThatTalksNonsenseFailsTheLogin(int status, String type, String body) {
        Redirect start = begin("/agenda");
        String query = back(start);
        cas.answer(status, type, body);

        assertThat(complete(query, start.stateCookie())).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(cas.validations()).hasSize(1);
    }

    @Test
    void anAnswerOfMoreThanAProviderMaySayIsNotReadToItsEnd() {
        Redirect start = begin("/");
        String query = back(start);
        cas.answer(200, "application/xml", "<x>" + "x".repeat(300_000) + "</x>");

        assertThat(complete(query, start.stateCookie())).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
    }

    @Test
    void aValidationThatBreaksOffIsNotTriedAgain() {
        Redirect first = begin("/");
        complete(back(first), first.stateCookie()); // a connection is open from here on
        Redirect start = begin("/agenda");
        String query = back(start);
        cas.breakOff();

        assertThat(complete(query, start.stateCookie())).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/agenda"));
        assertThat(cas.validations()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ines&#10;Ecluse-Roles: eleve", "&#x9f;"})
    void aUserThatCanNameNobodyGivesNoSession(String user) {
        Redirect start = begin("/");
        cas.somebody(user, Map.of());
        assertThat(complete(back(start), start.stateCookie())).isEqualTo(new Failed(LoginFailure.PROVIDER_FAILED, "/"));
    }

    @Test
    void aPersonWithoutAProfileIsCountedAndEntersAsNobodyInParticular() {
        cas.somebody("visiteur", Map.of("mail", List.of("v@example.fr")));
        Redirect start = begin("/");
        LoggedIn end = (LoggedIn) complete(back(start), start.stateCookie());

        assertThat(end.person().roles()).containsExactly(Role.AUTRE);
        assertThat(heard).containsExactly("unmapped", "CAS");
    }

    @Test
    void theServersOwnSessionEndsAtItsOwnPage() {
        assertThat(gateway.logins().usual().end(PORTAL).block())
                .hasToString(cas.url() + "/logout?service=http%3A%2F%2F127.0.0.1%3A8080%2F");
    }

    @Test
    void onePersonWhoComesByCasAndByOidcIsOnePersonWhereAnAttributeSaysSo() throws Exception {
        provider.idToken = claims -> claims.claim("FrEduCtId", "abc123");
        cas.somebody("ines.lhote", Map.of("FrEduCtId", List.of("abc123"), "type", List.of("ELEVE")));

        Identities attribute = gateway(provider.byMetadata(), Login.OIDC, "FrEduCtId");
        assertThat(byCas(attribute)).isEqualTo(byOidc(attribute)).isEqualTo(keyring.pseudonym("attribute", "abc123"));
        Identities subject = gateway(provider.byMetadata(), Login.OIDC, null);
        assertThat(byCas(subject)).isNotEqualTo(byOidc(subject));
    }

    @Test
    void ofTwoWaysEachSessionRemembersItsOwn() throws Exception {
        LoginDoors doors = gateway(provider.byMetadata(), Login.OIDC, null).logins();
        LoginDoors casFirst = gateway(provider.byMetadata(), Login.CAS, null).logins();

        assertThat(doors.usual().protocol()).isEqualTo(Protocol.OIDC);
        assertThat(casFirst.usual().protocol()).isEqualTo(Protocol.CAS);
        assertThat(gateway.logins().by(Protocol.OIDC)).isNull();
        assertThat(doors.by(null)).isNull();
        for (Protocol protocol : Protocol.values()) {
            Logins logins = doors.by(protocol);
            Redirect start = (Redirect) logins.begin("/", PORTAL).block();
            String query = protocol == Protocol.CAS ? back(start) : TestProvider.visit(start.to());
            Protocol other = protocol == Protocol.CAS ? Protocol.OIDC : Protocol.CAS;
            assertThat(doors.by(other)
                            .complete(query, start.stateCookie(), PORTAL)
                            .block())
                    .as("an answer of the other provider")
                    .isEqualTo(new Failed(LoginFailure.STATE_MISMATCH, "/"));
            LoggedIn end = (LoggedIn)
                    logins.complete(query, start.stateCookie(), PORTAL).block();
            Credential cookie = new Credential.SessionCookie(end.sessionCookie());
            assertThat(doors.enteredBy(cookie).protocol()).isEqualTo(protocol);
            assertThat(casFirst.enteredBy(cookie).protocol()).isEqualTo(protocol);
        }
        for (Credential stranger :
                new @Nullable Credential[] {null, new Credential.SessionCookie("x"), new Credential.Bearer("x")}) {
            assertThat(casFirst.enteredBy(stranger).protocol()).isEqualTo(Protocol.CAS);
        }
        assertThat(LoginDoors.NONE.enteredBy(null)).isNull();
    }

    private Pseudonym byCas(Identities at) {
        Logins logins = at.logins().by(Protocol.CAS);
        Redirect start = (Redirect) logins.begin("/", PORTAL).block();
        return ((LoggedIn) logins.complete(back(start), start.stateCookie(), PORTAL)
                        .block())
                .person()
                .id();
    }

    private static Pseudonym byOidc(Identities at) throws Exception {
        Logins logins = at.logins().by(Protocol.OIDC);
        Redirect start = (Redirect) logins.begin("/", PORTAL).block();
        return ((LoggedIn) logins.complete(TestProvider.visit(start.to()), start.stateCookie(), PORTAL)
                        .block())
                .person()
                .id();
    }

    private Redirect begin(String returnTo) {
        return (Redirect) gateway.logins().usual().begin(returnTo, PORTAL).block();
    }

    private LoginEnd complete(@Nullable String query, @Nullable String stateCookie) {
        return gateway.logins().usual().complete(query, stateCookie, PORTAL).block();
    }

    /** The query with which the server sends whoever it knows back. */
    private static String back(Redirect start) {
        URI back = TrialCas.visit(start.to());
        assertThat(back.toString()).startsWith(CALLBACK);
        return back.getRawQuery();
    }

    private static String state(Redirect start) {
        String service = TestProvider.form(start.to().getRawQuery()).get("service");
        return service.substring((CALLBACK + "state=").length());
    }

    private Identities gateway(String path) {
        URI url = URI.create(cas.url());
        return gateway(null, new Settings.Cas(url, URI.create(url + path)), Login.CAS, null);
    }

    private Identities gateway(Settings.Oidc oidc, Login usual, @Nullable String personAttribute) {
        URI url = URI.create(cas.url());
        return gateway(oidc, new Settings.Cas(url, URI.create(url + "/p3/serviceValidate")), usual, personAttribute);
    }

    private Identities gateway(
            Settings.@Nullable Oidc oidc, Settings.Cas cas, Login usual, @Nullable String personAttribute) {
        Settings.Roles roles = new Settings.Roles(EnumSet.allOf(Settings.Roles.Preset.class), List.of());
        Identities identities = Identities.of(
                new Settings.Identity(List.of(), oidc, cas, usual, roles, personAttribute),
                keyring,
                clock,
                new Identities.Ent(
                        "aura",
                        PORTAL.toString(),
                        List.of("eleve", "enseignant", "personnel", "parent", "autre")::contains,
                        () -> Duration.ofHours(8)),
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
