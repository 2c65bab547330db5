package fr.ecluse.gateway.peers;

import static fr.ecluse.gateway.peers.FormBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins at Keycloak through a whole gateway, and its tokens in the hands of apps. */
class KeycloakPeerTest {

    private static final String PUBLIC = "http://ent.example.fr";
    private static final String NEW_KEY = """
            {"name": "%s", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider", "parentId": "ent",
             "config": {"priority": ["%d"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}}""";

    @RegisterExtension
    static final Keycloak PROVIDER = new Keycloak();

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    /** One that asks the provider about tokens. */
    private static TrialGateway asking;

    private final TrialBrowser browser = new TrialBrowser(gateway);
    private final FormBrowser atProvider = new FormBrowser();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 100}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.public-url=" + PUBLIC,
                "ecluse.identity.oidc.issuer=" + PROVIDER.issuer(),
                "ecluse.identity.oidc.client-id=" + Keycloak.CLIENT,
                "ecluse.identity.oidc.client-secret=" + Keycloak.SECRET,
                "ecluse.identity.bearer[1].issuer=" + PROVIDER.issuer(),
                "ecluse.identity.bearer[1].jwks-uri=" + PROVIDER.keys(),
                "ecluse.identity.bearer[1].audience=" + Keycloak.CLIENT,
                "ecluse.identity.bearer[1].algorithms=RS256");
        asking = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.identity.introspection.issuer=" + PROVIDER.issuer(),
                "ecluse.identity.introspection.client-id=" + Keycloak.CLIENT,
                "ecluse.identity.introspection.client-secret=" + Keycloak.SECRET,
                "ecluse.identity.introspection.audience=" + Keycloak.CLIENT,
                "ecluse.identity.introspection.remember=1s");
    }

    @AfterAll
    static void stop() {
        // together: they share the process' event loops, which end with the first
        asking.close();
        gateway.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
    }

    @ParameterizedTest
    @CsvSource({"eleve, eleve", "parent, parent", "professeur, 'enseignant,parent'", "direction, personnel"})
    void whoeverLogsInReachesThePageFirstAskedForInTheRoleOfTheirClaims(String user, String roles) {
        URI back = logIn(user, "/cahier?jour=mardi");
        assertThat(back).hasToString("/cahier?jour=mardi");

        assertThat(browser.open(back).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest())
                .containsEntry(":uri", "/cahier?jour=mardi")
                .containsEntry("Ecluse-Roles", roles);
    }

    @ParameterizedTest
    @CsvSource({"eleve, eleve", "parent, parent", "professeur, 'enseignant,parent'", "direction, personnel"})
    void anAppEntersWithATokenOfTheProvider(String user, String roles) {
        assertThat(gateway.getAs(PROVIDER.token(user), "/").statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).containsEntry("Ecluse-Roles", roles);
    }

    @Test
    void aTokenThatSaysNothingIsAskedAboutAndARevokedOneNoticed() throws Exception {
        PROVIDER.saysLittleInTokens(true);
        try {
            String token = PROVIDER.token("professeur");
            assertThat(SignedJWT.parse(token).getJWTClaimsSet().getClaims())
                    .doesNotContainKeys("sub", "ENTPersonProfils", "FrEduCtPersonAffiliation");

            assertThat(asking.getAs(token, "/").statusCode()).isEqualTo(200);
            assertThat(portal.nextRequest()).containsEntry("Ecluse-Roles", "enseignant,parent");

            PROVIDER.revoke(token);
            Eventually.within(
                    Duration.ofMinutes(1),
                    () -> assertThat(decision(asking.getAs(token, "/"))).isEqualTo("invalid-token"));
        } finally {
            PROVIDER.saysLittleInTokens(false);
        }
    }

    @Test
    void theBrowserAndTheAppOfOnePersonShareASeat() {
        browser.open(logIn("eleve", "/"));
        gateway.getAs(PROVIDER.token("eleve"), "/");

        assertThat(portal.nextRequest().get("Ecluse-Session"))
                .isEqualTo(portal.nextRequest().get("Ecluse-Session"));
    }

    @Test
    void aNewSigningKeyIsTakenUpWithoutAnErrorAndTheOldOneStaysGood() throws ParseException {
        String before = PROVIDER.token("eleve");
        assertThat(gateway.getAs(before, "/").statusCode()).isEqualTo(200);

        PROVIDER.admin("POST", "/components", NEW_KEY.formatted("rotated", 200));
        String after = PROVIDER.token("parent");

        assertThat(SignedJWT.parse(after).getHeader().getKeyID())
                .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
        assertThat(gateway.getAs(after, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(PROVIDER.token("direction"), "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(before, "/").statusCode()).isEqualTo(200);
        assertThat(logIn("eleve", "/apres")).hasToString("/apres");
    }

    @Test
    void aLogoutEndsTheSessionAtTheProviderToo() {
        browser.open(logIn("eleve", "/"));

        HttpResponse<String> out = browser.open("/.ecluse/logout");

        assertThat(out.statusCode()).isEqualTo(302);
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
        HttpResponse<String> asked = atProvider.open(location(out));
        HttpResponse<String> done =
                asked.statusCode() == 302 ? asked : atProvider.fill(asked, Map.of("confirmLogout", "Logout"));
        assertThat(location(done).toString()).startsWith(PUBLIC + "/");
        HttpResponse<String> page = atProvider.open(location(browser.open("/")));
        assertThat(page.statusCode()).as("the form, not a code").isEqualTo(200);
        assertThat(page.body()).contains("name=\"password\"");
    }

    @Test
    void aLogoutAtTheProviderEndsTheSessionHere() {
        PROVIDER.tellsLogoutsTo(gateway.uri() + "/.ecluse/backchannel-logout");
        assertThat(browser.open(logIn("direction", "/cahier")).statusCode()).isEqualTo(200);

        HttpResponse<String> asked = atProvider.open(URI.create(PROVIDER.issuer() + "/protocol/openid-connect/logout"));
        atProvider.fill(asked, Map.of("confirmLogout", "Logout"));

        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(decision(browser.open("/cahier"))).isEqualTo("login"));
    }

    @Test
    void aLogoutThatNamesThePersonAloneEndsAllTheirSessionsHereAndNobodyElses() throws Exception {
        try (HeardPosts heard = new HeardPosts(URI.create(gateway.uri() + "/.ecluse/backchannel-logout"))) {
            PROVIDER.tellsLogoutsBySubjectTo(heard.uri().toString());
            TrialBrowser tablet = new TrialBrowser(gateway);
            assertThat(decision(logIn("direction", "/cahier", tablet, new FormBrowser())))
                    .isEqualTo("logged-in");
            TrialBrowser somebodyElse = new TrialBrowser(gateway);
            logIn("parent", "/cahier", somebodyElse, new FormBrowser());
            assertThat(browser.open(logIn("direction", "/cahier")).statusCode()).isEqualTo(200);
            assertThat(tablet.open("/cahier").statusCode()).isEqualTo(200);

            HttpResponse<String> asked =
                    atProvider.open(URI.create(PROVIDER.issuer() + "/protocol/openid-connect/logout"));
            atProvider.fill(asked, Map.of("confirmLogout", "Logout"));

            String body = heard.next();
            assertThat(SignedJWT.parse(body.substring("logout_token=".length()))
                            .getJWTClaimsSet()
                            .getClaims())
                    .as("what it really sends")
                    .containsKeys("sub", "events")
                    .doesNotContainKey("sid");
            for (TrialBrowser each : List.of(browser, tablet)) {
                Eventually.within(
                        Duration.ofMinutes(1),
                        () -> assertThat(decision(each.open("/cahier"))).isEqualTo("login"));
            }
            assertThat(somebodyElse.open("/cahier").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPupilWithARealBrowserLogsInAndOut() {
        try (Chromium chromium = new Chromium(URI.create(PUBLIC), gateway)) {
            Page page = chromium.tab();
            page.navigate(PUBLIC + "/cahier?jour=mardi");
            assertThat(page.url()).startsWith(PROVIDER.issuer());
            page.locator("#username").fill("eleve");
            page.locator("#password").fill("eleve");
            page.locator("#kc-login").click();

            page.waitForURL(PUBLIC + "/cahier?jour=mardi");
            assertThat(page.locator("h1").textContent()).isEqualTo("Bienvenue");
            assertThat(portal.nextRequest()).containsEntry("Ecluse-Roles", "eleve");
            assertThat(chromium.cookies(PUBLIC + "/")).contains("ecluse");

            Page other = chromium.tab();
            other.navigate(PUBLIC + "/messagerie");
            assertThat(other.locator("h1").textContent())
                    .as("one login for all tabs")
                    .isEqualTo("Bienvenue");

            page.navigate(PUBLIC + "/.ecluse/logout");
            page.locator("#kc-logout").click();
            page.waitForURL(url -> !url.contains("/logout"));
            assertThat(chromium.cookies(PUBLIC + "/")).doesNotContain("ecluse");
            other.navigate(PUBLIC + "/messagerie");
            assertThat(other.url()).startsWith(PROVIDER.issuer());
            assertThat(other.locator("#password").isVisible()).isTrue();
        }
    }

    /** Logs in from that page on, up to where the gateway sends the browser with its session. */
    private URI logIn(String user, String wanted) {
        HttpResponse<String> loggedIn = logIn(user, wanted, browser, atProvider);
        assertThat(decision(loggedIn)).isEqualTo("logged-in");
        return location(loggedIn);
    }

    private static HttpResponse<String> logIn(
            String user, String wanted, TrialBrowser browser, FormBrowser atProvider) {
        HttpResponse<String> form = atProvider.open(location(browser.open(wanted)));
        HttpResponse<String> filled = atProvider.fill(form, Map.of("username", user, "password", user));
        assertThat(location(filled).toString()).startsWith(PUBLIC + "/.ecluse/callback/oidc?");
        return browser.open(location(filled));
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }
}
