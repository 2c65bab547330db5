package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.HtmlUtils;

/** The login as a browser sees it: a whole gateway between a portal and the demo's identity provider. */
class LoginThroughTheGatewayTest {

    /** The name by which the browser knows the gateway: it leads to a port that is chosen only at the start. */
    private static final URI PUBLIC = URI.create("http://ent.example");

    private static final String WANTED = "/cahier?jour=mardi";
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\">");

    private static DemoServer provider;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    private final TrialBrowser browser = new TrialBrowser(gateway);

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        provider = DemoServer.bind("trial-idp", 0);
        DemoClient client = new DemoClient("ent", "s3cret+/", List.of(PUBLIC));
        provider.start(new DemoIdentityProvider(provider.address(), client, Clock.systemUTC()));
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.public-url=" + PUBLIC,
                "ecluse.identity.oidc.issuer=" + provider.address(),
                "ecluse.identity.oidc.client-id=" + client.id(),
                "ecluse.identity.oidc.client-secret=" + client.secret());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
    }

    @Test
    void whoComesWithoutASessionIsSentToTheProvider() {
        HttpResponse<String> answer = browser.open(WANTED);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(decision(answer)).isEqualTo("login");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(location(answer).toString())
                .startsWith(provider.address() + "/authorize?")
                .contains("code_challenge_method=S256", "nonce=", "state=")
                .contains("redirect_uri=" + encoded(PUBLIC + "/.ecluse/callback/oidc"));
        assertThat(setCookies(answer))
                .filteredOn(cookie -> !cookie.startsWith("ecluse-attempts="))
                .singleElement()
                .asString()
                .startsWith("ecluse-login=")
                .contains("HttpOnly", "SameSite=Lax", "Max-Age=600");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void whoeverIsSentToTheLoginAgainAndAgainGetsAPageThatExplains() {
        for (int i = 0; i < 3; i++) {
            assertThat(browser.open(WANTED).statusCode()).isEqualTo(302);
        }

        HttpResponse<String> answer = browser.open(WANTED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(decision(answer)).isEqualTo("login");
        assertThat(answer.body()).contains("La connexion tourne en rond").contains("/cahier?jour");
    }

    @Test
    void aLoginEndsOnThePageFirstAskedForWithASession() {
        HttpResponse<String> back = logIn("ines", browser.open(WANTED));

        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(location(back)).hasToString(WANTED);
        assertThat(setCookies(back))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("ecluse=")
                        .contains("HttpOnly", "SameSite=Lax", "Path=/")
                        .doesNotContain("Max-Age", "ines"))
                .anySatisfy(cookie -> assertThat(cookie).startsWith("ecluse-login=;"));
        assertThat(portal.unseenRequests()).isZero();

        HttpResponse<String> page = browser.open(location(back).toString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).isEqualTo("<h1>Bienvenue</h1>");
        assertThat(portal.nextRequest())
                .containsEntry(":uri", WANTED)
                .containsEntry("Ecluse-User", "ines")
                .containsEntry("Ecluse-Roles", "eleve")
                .doesNotContainKey("Cookie"); // ours is none of the portal's business
    }

    @Test
    void aLogoutFreesTheSeatAndTheCookieIsDead() {
        logIn("odile", browser.open("/"));
        assertThat(browser.open("/").statusCode()).isEqualTo(200);
        Map<String, String> kept = new LinkedHashMap<>(browser.cookies());
        Eventually.within(Duration.ofSeconds(60), () -> assertThat(occupancy()).contains("\"personnel\":1"));

        HttpResponse<String> out = browser.open("/.ecluse/logout");
        assertThat(out.statusCode()).isEqualTo(302);
        assertThat(location(out).toString()).startsWith(provider.address() + "/logout?");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
        Eventually.within(Duration.ofSeconds(60), () -> assertThat(occupancy()).doesNotContain("\"personnel\":1"));
        portal.forget();

        browser.cookies().putAll(kept);
        HttpResponse<String> again = browser.open(WANTED);
        assertThat(again.statusCode()).isEqualTo(302);
        assertThat(decision(again)).isEqualTo("login");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");

        browser.cookies().putAll(kept);
        HttpResponse<String> program = browser.open(WANTED, "Accept", "application/json");
        assertThat(program.statusCode()).isEqualTo(401);
        assertThat(decision(program)).isEqualTo("unauthenticated");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
        assertThat(portal.unseenRequests()).isZero();

        logIn("odile", again);
        assertThat(browser.open("/").statusCode())
                .as("the session ended, the person did not")
                .isEqualTo(200);
    }

    @Test
    void aCookieThatWasTamperedWithCountsAsNoneAndIsDeleted() {
        logIn("malo", browser.open("/"));
        String sealed = browser.cookies().get("ecluse");
        int middle = sealed.length() / 2;
        char other = sealed.charAt(middle) == 'A' ? 'B' : 'A';
        String tampered = sealed.substring(0, middle) + other + sealed.substring(middle + 1);

        for (String worthless : List.of(tampered, sealed.substring(0, middle), "x", "a.b.c.d.e")) {
            browser.cookies().put("ecluse", worthless);
            browser.cookies().remove("ecluse-attempts");
            HttpResponse<String> answer = browser.open("/");
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(decision(answer)).isEqualTo("login");
            assertThat(browser.cookies()).doesNotContainKey("ecluse");
        }
        assertThat(portal.unseenRequests()).isZero();
        browser.cookies().put("ecluse", sealed);
        assertThat(browser.open("/").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"fr, La connexion n’a pas abouti", "en-GB, Sign-in was not completed"})
    void aCallbackWithAnotherStateIsNoLogin(String language, String heading) {
        browser.open(WANTED);
        HttpResponse<String> answer =
                browser.open("/.ecluse/callback/oidc?code=vole&state=autre", "Accept-Language", language);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(decision(answer)).isEqualTo("login-failed");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(answer.body()).contains("lang=\"" + language.substring(0, 2) + "\"", heading);
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
    }

    @Test
    void aCodeOfAnotherBrowsersLoginIsNoLogin() {
        URI stolen = chosen("ines", browser.open("/"));
        TrialBrowser victim = new TrialBrowser(gateway);
        assertThat(victim.open(stolen).statusCode()).isEqualTo(400);
        victim.open("/"); // with a login of its own under way
        assertThat(victim.open(stolen).statusCode()).isEqualTo(400);
        assertThat(victim.cookies()).doesNotContainKey("ecluse");
    }

    @Test
    void anAnswerThatIsReloadedLeadsOnToThePageAndWithoutTheSessionToAnExplanation() {
        URI back = chosen("ines", browser.open(WANTED));
        String state = browser.cookies().get("ecluse-login");
        assertThat(decision(browser.open(back))).isEqualTo("logged-in");
        double before = alreadyUsed();

        for (String kept : List.of("ecluse-login-done", "ecluse-login")) {
            browser.cookies().remove("ecluse-login-done");
            browser.cookies().put(kept, state); // in the second turn the provider is asked again: invalid_grant
            HttpResponse<String> again = browser.open(back);
            assertThat(again.statusCode()).isEqualTo(302);
            assertThat(decision(again)).isEqualTo("logged-in");
            assertThat(location(again)).hasToString(WANTED);
            assertThat(setCookies(again)).isEmpty();
        }
        assertThat(browser.open(WANTED).statusCode()).isEqualTo(200);

        Map<String, String> dead = new LinkedHashMap<>(browser.cookies());
        browser.open("/.ecluse/logout");
        for (String session : List.of("none", "logged out")) {
            for (String kept : List.of("ecluse-login-done", "ecluse-login")) {
                browser.cookies().clear();
                browser.cookies().put(kept, state);
                if (session.equals("logged out")) {
                    browser.cookies().put("ecluse", dead.get("ecluse"));
                }
                HttpResponse<String> again = browser.open(back);
                assertThat(again.statusCode()).isEqualTo(400);
                assertThat(decision(again)).isEqualTo("login-failed");
                assertThat(HtmlUtils.htmlUnescape(again.body()))
                        .contains("a déjà servi")
                        .contains("href=\"" + WANTED + "\"")
                        .contains("had been used already");
            }
        }
        assertThat(alreadyUsed()).isEqualTo(before + 6);
    }

    private static double alreadyUsed() {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("ecluse_logins_total{")
                        && line.contains("outcome=\"already-used\"")
                        && line.contains("protocol=\"oidc\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aCancelledLoginOffersThePageFirstAskedForAgain() {
        HttpResponse<String> answer = logIn("nobody", browser.open(WANTED));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(decision(answer)).isEqualTo("login-failed");
        assertThat(HtmlUtils.htmlUnescape(answer.body())).contains("href=\"" + WANTED + "\"");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
    }

    @Test
    void aFormWithoutASessionGetsAPageAndIsNeverRedirected() {
        HttpResponse<String> answer = browser.send(
                gateway.request("/messagerie").POST(HttpRequest.BodyPublishers.ofString("texte=bonjour")),
                "Sec-Fetch-Mode",
                "navigate",
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(decision(answer)).isEqualTo("unauthenticated");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(answer.body()).contains("n’a pas été transmis");
        assertThat(setCookies(answer)).isEmpty();
    }

    @Test
    void aFrameWithoutASessionGetsASmallPageThatLeadsOutOfTheFrame() {
        HttpResponse<String> answer = browser.open(WANTED, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(decision(answer)).isEqualTo("login");
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(HtmlUtils.htmlUnescape(answer.body()))
                .contains("href=\"" + WANTED + "\" target=\"_top\"")
                .contains("Connectez-vous pour continuer");
        assertThat(setCookies(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example/",
                "/\\evil.example",
                "/\t/evil.example",
                "javascript:alert(1)",
                "/.ecluse/logout"
            })
    void noLoginLeadsToAnotherSite(String wanted) {
        HttpResponse<String> back = logIn("jade", browser.open("/.ecluse/login?return=" + encoded(wanted)));
        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(location(back)).hasToString("/");
    }

    @Test
    void aLoginMayBeAskedForWithAPageToReturnTo() {
        assertThat(location(logIn("jade", browser.open("/.ecluse/login?return=" + encoded(WANTED)))))
                .hasToString(WANTED);
    }

    /** Goes all the way from the answer that sends to the provider to the answer of the callback. */
    private HttpResponse<String> logIn(String person, HttpResponse<String> toProvider) {
        return browser.open(chosen(person, toProvider));
    }

    /** Where the provider sends the browser after the choice, as its page's form makes it. */
    private static URI chosen(String person, HttpResponse<String> toProvider) {
        String page = gateway.send(HttpRequest.newBuilder(location(toProvider)).build())
                .body();
        Map<String, String> form = new LinkedHashMap<>();
        Matcher field = HIDDEN.matcher(page);
        while (field.find()) {
            form.put(HtmlUtils.htmlUnescape(field.group(1)), HtmlUtils.htmlUnescape(field.group(2)));
        }
        form.put("person", person);
        HttpResponse<String> answer = gateway.send(
                Forms.post(URI.create(provider.address() + "/authorize"), form).build());
        assertThat(answer.statusCode()).isEqualTo(303);
        URI back = location(answer);
        assertThat(back.toString()).startsWith(PUBLIC + "/.ecluse/callback/oidc?");
        return back;
    }

    private static String occupancy() {
        Matcher found = Pattern.compile("\"occupancy\":\\{.*?}}")
                .matcher(gateway.admin("GET", "/api/v1/status", "").body());
        assertThat(found.find()).isTrue();
        return found.group();
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static List<String> setCookies(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
