package fr.ecluse.gateway.peers;

import static fr.ecluse.gateway.peers.FormBrowser.location;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.util.HtmlUtils;

/** Logins at LemonLDAP::NG through a whole gateway, on a Tuesday at nine under the rules of Auvergne-Rhône-Alpes. */
class LemonLdapPeerTest {

    private static final Path RULES = Path.of("../src/examples/auvergne-rhone-alpes/policy.yaml");

    @RegisterExtension
    static final LemonLdap SERVER = new LemonLdap();

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    private final TrialBrowser browser = new TrialBrowser(gateway);
    private final FormBrowser atServer = new FormBrowser();

    @BeforeAll
    static void start() {
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                RULES,
                "ecluse.test-clock=2026-11-24T09:00:00+01:00",
                "ecluse.identity.cas.url=" + SERVER.casUrl());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
    }

    @ParameterizedTest
    @CsvSource({"dwho, eleve", "rtyler, enseignant"})
    void whoeverIsWelcomeAtNineReachesThePageFirstAskedForInTheirRole(String user, String role) {
        URI back = logIn(user, "/cahier?jour=mardi");
        assertThat(back).hasToString("/cahier?jour=mardi");

        assertThat(browser.open(back).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest())
                .containsEntry(":uri", "/cahier?jour=mardi")
                .containsEntry("Ecluse-User", user)
                .containsEntry("Ecluse-Roles", role);
    }

    @Test
    void aParentIsKnownAsOneAndToldToComeBackAtSix() {
        URI back = logIn("msmith", "/cahier");

        assertThat(browser.open(back).statusCode()).isEqualTo(403);
        HttpResponse<String> refused = browser.open(back, "Accept", "application/json");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(decision(refused)).isEqualTo("refused");
        assertThat(refused.body()).contains("\"reopensAt\":\"2026-11-24T18:00:00+01:00\"", "parents-journee");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void aTicketThatWasUsedIsExplained() {
        URI callback = comeBack("dwho", "/cahier");
        String state = browser.cookies().get("ecluse-login");
        assertThat(decision(browser.open(callback))).isEqualTo("logged-in");

        browser.cookies().remove("ecluse");
        browser.cookies().put("ecluse-login", state);
        HttpResponse<String> again = browser.open(callback);

        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(decision(again)).isEqualTo("login-failed");
        assertThat(HtmlUtils.htmlUnescape(again.body()))
                .contains("a déjà servi, ou elle est arrivée trop tard")
                .contains("href=\"/cahier\"");
    }

    @Test
    void aTicketOfThePortalItselfReachesItUntouchedAndUnused() {
        browser.open(logIn("dwho", "/"));
        portal.forget();
        String service = FormBrowser.encoded(gateway.uri() + "/portail");
        URI toPortal = location(atServer.open(URI.create(SERVER.casUrl() + "/login?service=" + service)));
        assertThat(toPortal.toString()).startsWith(gateway.uri() + "/portail?ticket=ST-");

        assertThat(browser.open(toPortal).statusCode()).isEqualTo(200);

        assertThat(portal.nextRequest()).containsEntry(":uri", "/portail?" + toPortal.getRawQuery());
        HttpResponse<String> validated = new FormBrowser()
                .open(URI.create(
                        SERVER.casUrl() + "/p3/serviceValidate?service=" + service + "&" + toPortal.getRawQuery()));
        assertThat(validated.body()).contains("<cas:user>dwho</cas:user>");
    }

    @Test
    void aLogoutEndsTheSessionAtTheServerToo() {
        browser.open(logIn("dwho", "/"));

        HttpResponse<String> out = browser.open("/.ecluse/logout");

        assertThat(out.statusCode()).isEqualTo(302);
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
        assertThat(location(out).toString()).startsWith(SERVER.casUrl() + "/logout?service=");
        assertThat(atServer.open(location(out)).statusCode()).isLessThan(400);
        HttpResponse<String> page = atServer.open(location(browser.open("/")));
        assertThat(page.statusCode()).as("the form, not a ticket").isEqualTo(200);
        assertThat(page.body()).contains("name=\"password\"");
    }

    @Test
    void aLogoutAtTheServerEndsTheSessionHere() {
        assertThat(browser.open(logIn("dwho", "/cahier")).statusCode()).isEqualTo(200);

        atServer.open(URI.create(SERVER.casUrl() + "/logout"));

        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(decision(browser.open("/cahier"))).isEqualTo("login"));
    }

    @Test
    void aLogoutAtTheServerReachesAPortalThatIsItsClientToo() {
        browser.open(logIn("rtyler", "/"));
        String service = FormBrowser.encoded(gateway.uri() + "/portail");
        URI toPortal = location(atServer.open(URI.create(SERVER.casUrl() + "/login?service=" + service)));
        browser.open(toPortal);
        String query = toPortal.getRawQuery();
        new FormBrowser().open(URI.create(SERVER.casUrl() + "/p3/serviceValidate?service=" + service + "&" + query));
        portal.forget();

        atServer.open(URI.create(SERVER.casUrl() + "/logout"));

        Map<String, String> told = portal.nextRequest();
        assertThat(told).containsEntry(":uri", "/portail").doesNotContainKey("Ecluse-User");
        assertThat(URLDecoder.decode(told.get(":body"), StandardCharsets.UTF_8))
                .startsWith("logoutRequest=<samlp:LogoutRequest")
                .contains(">" + query.substring("ticket=".length()) + "</samlp:SessionIndex>");
        assertThat(decision(browser.open("/cahier"))).isEqualTo("login");
    }

    /** Logs in from that page on, up to where the gateway sends the browser with its session. */
    private URI logIn(String user, String wanted) {
        HttpResponse<String> loggedIn = browser.open(comeBack(user, wanted));
        assertThat(decision(loggedIn)).isEqualTo("logged-in");
        assertThat(portal.unseenRequests()).as("our ticket is ours alone").isZero();
        return location(loggedIn);
    }

    /** Where the server sends whoever has filled in its form. */
    private URI comeBack(String user, String wanted) {
        HttpResponse<String> form = atServer.open(location(browser.open(wanted)));
        URI callback = location(atServer.fill(form, Map.of("user", user, "password", user)));
        assertThat(callback.toString())
                .startsWith(gateway.uri() + "/.ecluse/callback/cas?")
                .contains("ticket=ST-");
        return callback;
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }
}
