package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people read before a full ENT at nine on a Tuesday, and how they choose the language. */
class VisitorsLanguageTest {

    private static final Instant NINE = Instant.parse("2026-11-24T08:00:00Z");
    private static final String CAHIER = "/cahier/jour?date=2026-11-24&x=a%26b";

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    private final TrialBrowser browser = new TrialBrowser(gateway);

    @BeforeAll
    static void aFullEnt(@TempDir Path folder) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Mon ENT
                ceiling: {sessions: 1}
                rules:
                  - {name: pas-d-autres, roles: [autre], from: "08:00", to: "18:00", effect: refuse}
                  - {name: eleves-le-soir, roles: [eleve], from: "18:00", to: "20:00", effect: refuse}
                """);
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        // a page reckons the arrival from the last census, a second off or more: from the end of a minute it stays in
        // it
        MovableClock clock = new MovableClock("2026-11-24T09:00:59.999+01:00");
        gateway = TrialGateway.startAt(clock, portal, issuer, policy);
        assertThat(gateway.getAs(token("ines", "National_ELV"), "/").statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'ar-MA,ar;q=0.9,fr;q=0.8', ar, ar",
        "pt-PT, pt, pt-PT",
        "es, es, es",
        "'tr-TR,tr;q=0.9', tr, tr",
        "uk, uk, uk",
        "zh-CN, zh, zh-Hans",
        "en-GB, en, en",
        "'de-DE,it', fr, fr"
    })
    void aParentIsAnsweredInTheLanguageOfTheBrowser(String asked, String code, String tag) {
        HttpResponse<String> page = open("omar", CAHIER, "Accept-Language", asked);

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.headers().firstValue("Content-Language")).hasValue(code);
        assertThat(page.body()).contains("<html lang=\"" + tag + "\"");
    }

    @Test
    void aLanguageChosenOnThePageIsKeptWithThePlaceAndThePageAskedFor() {
        HttpResponse<String> french = open("nadia", CAHIER);
        assertThat(french.body()).contains("<html lang=\"fr\"");
        String place = browser.cookies().get("ecluse-place");

        HttpResponse<String> chosen = browser.open(switchTo("ar", french));

        assertThat(chosen.statusCode()).isEqualTo(303);
        assertThat(chosen.headers().firstValue("Location")).hasValue(CAHIER);
        HttpResponse<String> arabic = open("nadia", CAHIER);
        assertThat(arabic.body())
                .contains("<html lang=\"ar\" dir=\"rtl\">")
                .contains("data-where=\"/cahier/jour?date=2026-11-24&amp;x=a%26b\"");
        assertThat(arabic.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        assertThat(since(arabic)).as("the arrival").isEqualTo(since(french));
        assertThat(browser.cookies()).containsKey("ecluse-place");
        assertThat(place).isNotEmpty();

        browser.open(switchTo("fr", arabic));
        assertThat(open("nadia", CAHIER).body()).contains("<html lang=\"fr\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.ecluse/language?to=ar&return=https%3A%2F%2Fevil.example%2F",
                "/.ecluse/language?to=ar&return=%2F%2Fevil.example",
                "/.ecluse/language?to=ar&return=%2F%5Cevil.example",
                "/.ecluse/language?to=ar"
            })
    void theSwitchLeadsNowhereElse(String target) {
        HttpResponse<String> answer = browser.open(target);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).hasValue("/");
    }

    @Test
    void aLanguageThatIsNoneChangesNothing() {
        HttpResponse<String> answer = browser.open("/.ecluse/language?to=%3Cscript%3E&return=%2Fnotes");

        assertThat(answer.headers().firstValue("Location")).hasValue("/notes");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        browser.cookies().put("ecluse-language", "xx");
        assertThat(open("omar", "/").body()).contains("<html lang=\"fr\"");
    }

    @Test
    void thePortalDoesNotSeeTheChoice() {
        browser.open("/.ecluse/language?to=tr&return=%2F");
        portal.forget();
        assertThat(openAs("ines", "National_ELV", "/").statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest().getOrDefault("Cookie", "")).doesNotContain("ecluse");
    }

    @Test
    void aParentReadsWhoComesInBeforeAndUntilWhen() {
        assertThat(open("omar", "/").body())
                .contains("Les élèves, les enseignants et les personnels sont prioritaires.");
        assertThat(openAs("paul", "National_ENS", "/").body())
                .as("one role, which the rules close at six")
                .contains("Les élèves sont prioritaires jusqu’à 18\u00a0h.");
        assertThat(openAs("lea", "National_ELV", "/").body()).doesNotContain("prioritaires");
    }

    @Test
    void whoeverIsRefusedIsToldTheHourAndPollsNothing() {
        HttpResponse<String> page = openAs("x", "Inconnu", "/", "Accept-Language", "uk");

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body())
                .contains("Ви зможете увійти сьогодні, вівторок, 24 листопада, з 18:00.")
                .doesNotContain("<script");
        HttpResponse<String> json = openAs("x", "Inconnu", "/", "Accept-Language", "uk", "Accept", "application/json");
        assertThat(json.body()).contains("\"message\":\"У цей час доступ мають інші категорії користувачів.");
    }

    @Test
    void aFormThatFoundNoSeatGoesOnWhereItWasFilledIn() {
        HttpRequest.Builder form = gateway.request("/messagerie/envoyer")
                .header("Authorization", "Bearer " + token("omar", "National_TUT"))
                .header("Sec-Fetch-Mode", "navigate")
                .header("Referer", gateway.uri() + "/messagerie/ecrire?a=prof")
                .POST(HttpRequest.BodyPublishers.ofString("texte=bonjour"));

        HttpResponse<String> page = browser.send(form);

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body())
                .contains("n’a pas été transmis")
                .contains("data-where=\"/messagerie/ecrire?a=prof\"")
                .contains("<details lang=\"en\"")
                .doesNotContain("/.ecluse/language");
    }

    @Test
    void aScriptThatFoundNoSeatIsGivenWordsToShowAndThePageToContinueOn() {
        HttpResponse<String> answer = open(
                "omar",
                "/api/notes",
                "Accept",
                "application/json",
                "Sec-Fetch-Mode",
                "cors",
                "Accept-Language",
                "es",
                "Referer",
                gateway.uri() + "/notes?enfant=2");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"title\":\"A la espera de una plaza\"")
                .contains("\"detail\":\"No hay ninguna plaza libre por ahora.")
                .contains("\"continueAt\":\"/notes?enfant=2\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/notes", "null", "/notes", "about:blank", "://", "http://"})
    void aPageElsewhereIsNoPageToContinueOn(String referer) {
        assertThat(open("omar", "/api/notes", "Accept", "application/json", "Referer", referer)
                        .body())
                .doesNotContain("continueAt")
                .doesNotContain("evil");
    }

    private HttpResponse<String> open(String person, String target, String... headers) {
        return openAs(person, "National_TUT", target, headers);
    }

    private HttpResponse<String> openAs(String person, String profile, String target, String... headers) {
        return browser.send(
                gateway.request(target)
                        .header("Authorization", "Bearer " + token(person, profile))
                        .GET(),
                headers);
    }

    private static String token(String person, String profile) {
        return issuer.token(person, profile, NINE);
    }

    private static URI switchTo(String code, HttpResponse<String> page) {
        String start = "/.ecluse/language?to=" + code + "&amp;";
        int at = page.body().indexOf(start);
        assertThat(at).isPositive();
        return URI.create(
                page.body().substring(at, page.body().indexOf('"', at)).replace("&amp;", "&"));
    }

    /** The hour of the arrival, in whatever words. */
    private static String since(HttpResponse<String> page) {
        String hours = page.body().replaceAll("(?s).*role=\"status\">[^<]*</p>\\s*<p>([^<]*)</p>.*", "$1");
        return hours.replaceAll("\\D+", " ").strip().replaceFirst("^0", "").replaceAll(" 00$", "");
    }
}
