package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.HtmlUtils;

/** A whole gateway whose visitors log in at a CAS server, or at an OIDC provider if they ask for it. */
class CasThroughTheGatewayTest {

    private static final String PUBLIC = "http://ent.example.fr";
    private static final String WANTED = "/cahier?jour=mardi&ticket=ST-du-portail&x=%C3%A9";

    private static TrialCas cas;
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
        cas = new TrialCas(new MovableClock());
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.public-url=" + PUBLIC,
                "ecluse.identity.cas.url=" + cas.url(),
                "ecluse.identity.login=cas",
                "ecluse.identity.person.attribute=FrEduCtId",
                "ecluse.identity.oidc.issuer=" + issuer.issuer(),
                "ecluse.identity.oidc.client-id=ent",
                "ecluse.identity.oidc.client-secret=secret",
                "ecluse.identity.oidc.authorization-endpoint=" + issuer.issuer() + "/authorize",
                "ecluse.identity.oidc.token-endpoint=" + issuer.issuer() + "/token",
                "ecluse.identity.oidc.jwks-uri=" + issuer.jwksUri());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        cas.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
        cas.somebody("ines", Map.of("ENTPersonProfils", List.of("National_ELV"), "FrEduCtId", List.of("educt-ines")));
    }

    @Test
    void aLoginEndsOnThePageFirstAskedForWithTheTicketOfThePortalUntouched() {
        HttpResponse<String> toServer = browser.open(WANTED);
        assertThat(toServer.statusCode()).isEqualTo(302);
        assertThat(decision(toServer)).isEqualTo("login");
        assertThat(location(toServer).toString())
                .startsWith(cas.url() + "/login?service=http%3A%2F%2Fent.example.fr%2F.ecluse%2Fcallback%2Fcas%3F");

        HttpResponse<String> back = browser.open(TrialCas.visit(location(toServer)));
        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(decision(back)).isEqualTo("logged-in");
        assertThat(location(back)).hasToString(WANTED);
        assertThat(browser.cookies()).containsOnlyKeys("ecluse", "ecluse-login-done");
        assertThat(portal.unseenRequests()).as("our ticket is ours alone").isZero();

        assertThat(browser.open(location(back)).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest())
                .containsEntry(":uri", WANTED)
                .containsEntry("Ecluse-User", "ines")
                .containsEntry("Ecluse-Roles", "eleve");
        assertThat(cas.validations()).noneMatch(query -> query.contains("ST-du-portail"));
    }

    @Test
    void theSamePersonWithATokenOfTheAppHasTheSameSeat() {
        logIn();
        browser.open("/");
        String token = issuer.token(
                "ines-par-l-appli",
                "National_ELV",
                Clock.systemUTC().instant(),
                claims -> claims.claim("FrEduCtId", "educt-ines"));
        assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);

        assertThat(portal.nextRequest().get("Ecluse-Session"))
                .isEqualTo(portal.nextRequest().get("Ecluse-Session"));
        Eventually.within(
                Duration.ofSeconds(60),
                () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                        .contains("\"eleve\":1"));
    }

    @Test
    void aLoginWithoutTheAttributeThatNamesPeopleIsCounted() {
        double before = metric("ecluse_person_attribute_missing_total");
        logIn();
        assertThat(metric("ecluse_person_attribute_missing_total")).isEqualTo(before);
        cas.somebody("ines", Map.of("ENTPersonProfils", List.of("National_ELV")));
        browser.cookies().clear();
        logIn();
        assertThat(metric("ecluse_person_attribute_missing_total")).isEqualTo(before + 1);
    }

    @Test
    void aTicketThatWasUsedIsExplainedAndTheLoginBeginsAnew() {
        HttpResponse<String> toServer = browser.open("/cahier");
        URI back = TrialCas.visit(location(toServer));
        String state = browser.cookies().get("ecluse-login");
        assertThat(browser.open(back).statusCode()).isEqualTo(302);

        browser.cookies().remove("ecluse");
        browser.cookies().put("ecluse-login", state);
        HttpResponse<String> again = browser.open(back);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(decision(again)).isEqualTo("login-failed");
        assertThat(HtmlUtils.htmlUnescape(again.body()))
                .contains("a déjà servi, ou elle est arrivée trop tard")
                .contains("href=\"/cahier\"");
        assertThat(browser.open(back, "Accept-Language", "en").body()).contains("had been used already");
    }

    @Test
    void whoeverIsInIsSentOnWhenTheTicketComesAgain() {
        HttpResponse<String> toServer = browser.open("/cahier");
        URI back = TrialCas.visit(location(toServer));
        String state = browser.cookies().get("ecluse-login");
        assertThat(decision(browser.open(back))).isEqualTo("logged-in");

        int asked = cas.validations().size();
        HttpResponse<String> reloaded = browser.open(back);
        assertThat(reloaded.statusCode()).isEqualTo(302);
        assertThat(location(reloaded)).hasToString("/cahier");
        assertThat(cas.validations()).as("nobody asks about it again").hasSize(asked);

        browser.cookies().put("ecluse-login", state);
        browser.cookies().remove("ecluse-login-done");
        HttpResponse<String> spent = browser.open(back);
        assertThat(spent.statusCode()).isEqualTo(302);
        assertThat(location(spent)).hasToString("/cahier");
        assertThat(cas.validations()).as("the server says so itself").hasSize(asked + 1);
    }

    @Test
    void tabsThatLogInAtOnceEachComeBackToTheirOwnPage() {
        URI first = TrialCas.visit(location(browser.open("/cahier")));
        URI second = TrialCas.visit(location(browser.open("/notes")));
        assertThat(browser.cookies()).containsKeys("ecluse-login", "ecluse-login-2");

        assertThat(location(browser.open(second)).getPath()).isEqualTo("/notes");
        assertThat(browser.cookies()).containsKey("ecluse-login").doesNotContainKey("ecluse-login-2");
        assertThat(location(browser.open(first)).getPath()).isEqualTo("/cahier");
        assertThat(browser.cookies()).containsKey("ecluse").doesNotContainKey("ecluse-login");
    }

    @Test
    void aServerThatFailsIsTheServersFault() {
        HttpResponse<String> toServer = browser.open("/cahier");
        String service = location(toServer).getRawQuery().substring("service=".length());
        URI other = TrialCas.visit(URI.create(cas.url() + "/login?service=" + service + "%26autre"));

        HttpResponse<String> answer = browser.open(other); // a ticket for another service
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(decision(answer)).isEqualTo("login-failed");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
    }

    @Test
    void whoeverAsksForTheOtherProviderGoesThere() {
        assertThat(location(browser.open("/.ecluse/login?with=oidc&return=/cahier"))
                        .toString())
                .startsWith(issuer.issuer() + "/authorize?");
        assertThat(location(browser.open("/.ecluse/login?with=cas")).toString()).startsWith(cas.url() + "/login?");
        assertThat(location(browser.open("/.ecluse/login")).toString()).startsWith(cas.url() + "/login?");
        assertThat(browser.open("/.ecluse/login?with=saml").statusCode()).isEqualTo(404);
    }

    @Test
    void aLogoutEndsTheSessionAtTheServerItCameFrom() {
        logIn();
        HttpResponse<String> out = browser.open("/.ecluse/logout");

        assertThat(out.statusCode()).isEqualTo(302);
        assertThat(location(out)).hasToString(cas.url() + "/logout?service=http%3A%2F%2Fent.example.fr%2F");
        assertThat(browser.cookies()).doesNotContainKey("ecluse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "already-used", "cancelled"})
    void loginsAreCountedByProtocolAndOutcome(String outcome) {
        double before = logins(outcome);
        HttpResponse<String> toServer = browser.open("/");
        URI back = TrialCas.visit(location(toServer));
        String state = browser.cookies().get("ecluse-login");
        switch (outcome) {
            case "success" -> browser.open(back);
            case "cancelled" -> browser.open(URI.create(back.toString().replaceFirst("&ticket=.*", "")));
            default -> {
                browser.open(back);
                browser.cookies().put("ecluse-login", state);
                browser.open(back);
            }
        }

        assertThat(logins(outcome)).isEqualTo(before + 1);
    }

    private void logIn() {
        HttpResponse<String> back = browser.open(TrialCas.visit(location(browser.open("/"))));
        assertThat(decision(back)).isEqualTo("logged-in");
    }

    private static double logins(String outcome) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("ecluse_logins_total{")
                        && line.contains("outcome=\"" + outcome + "\"")
                        && line.contains("protocol=\"cas\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static double metric(String name) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }
}
