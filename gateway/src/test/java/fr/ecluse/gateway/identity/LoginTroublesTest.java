package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.util.HtmlUtils;

/** What a visitor reads, and an operator counts, when a login comes to nothing: a whole gateway and a provider in trouble. */
class LoginTroublesTest {

    private static final String WANTED = "/cahier?jour=mardi";

    private static Path policy;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TestProvider provider;
    private static TrialGateway gateway;

    private TrialBrowser browser;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        provider = new TestProvider(Clock.systemUTC());
        gateway = gateway();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void everybodyIsWell() {
        provider.idToken = claims -> claims;
        browser = new TrialBrowser(gateway);
    }

    @Test
    void aProviderThatIsDownIsExplainedAndTheButtonBeginsAnew() throws Exception {
        URI back = comeBack();
        double before = logins("provider-failed");
        provider.issuer.server.goDown();
        HttpResponse<String> answer;
        try {
            answer = browser.open(back);
        } finally {
            provider.issuer.server.comeBack();
        }

        assertThat(answer.statusCode()).isEqualTo(502);
        explains(answer, "Le service de connexion n’a pas répondu", "Attendez une ou deux minutes", "Wait a minute");
        assertThat(logins("provider-failed")).isEqualTo(before + 1);
        assertThat(decision(browser.open(comeBack()))).isEqualTo("logged-in");
    }

    @Test
    void aProviderThatWasNeverThereIsExplainedAndTooManyLoginsASecondArePaced() {
        provider.issuer.server.goDown();
        try {
            restart("ecluse.logins-per-second=1");
            HttpResponse<String> answer = browser.open(WANTED);
            assertThat(answer.statusCode()).isEqualTo(502);
            explains(answer, "Le service de connexion n’a pas répondu", "Attendez", "Wait a minute");
            assertThat(logins("provider-failed")).isEqualTo(1);

            assertThat(IntStream.range(0, 20)
                            .mapToObj(i -> new TrialBrowser(gateway).open(WANTED))
                            .filter(each -> each.statusCode() == 503))
                    .isNotEmpty()
                    .allSatisfy(each -> {
                        assertThat(each.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
                        assertThat(each.headers().firstValue("Retry-After")).isPresent();
                    });
            assertThat(logins("paced")).isPositive();
        } finally {
            provider.issuer.server.comeBack();
            restart();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "access_denied, 400, cancelled",
        "login_required, 400, cancelled",
        "interaction_required, 400, cancelled",
        "account_selection_required, 400, cancelled",
        "consent_required, 400, cancelled",
        "temporarily_unavailable, 502, provider-failed",
        "server_error, 502, provider-failed",
        "invalid_scope, 502, provider-failed",
        "Visitez-evil.example, 502, provider-failed"
    })
    void anErrorOfTheProviderIsANoOrATroubleOfIts(String error, int status, String outcome) {
        double before = logins(outcome);
        Map<String, String> asked =
                TestProvider.form(location(browser.open(WANTED)).getRawQuery());
        try (HeardLog log = new HeardLog()) {
            HttpResponse<String> answer = browser.open("/.ecluse/callback/oidc?error=" + error
                    + "&error_description=Appelez-le-0800&state=" + asked.get("state"));

            assertThat(answer.statusCode()).isEqualTo(status);
            explains(
                    answer,
                    status == 400 ? "La connexion a été annulée" : "Votre mot de passe n’est pas en cause",
                    status == 400 ? "reprenez depuis le début" : "Attendez",
                    status == 400 ? "ask your school" : "Wait a minute");
            assertThat(answer.body()).as("nobody speaks to visitors through us").doesNotContain(error, "0800");
            assertThat(logins(outcome)).isEqualTo(before + 1);
            assertThat(log.lines("login-failed"))
                    .allSatisfy(line -> assertThat(line).doesNotContain("evil", "0800"))
                    .hasSize(status == 400 ? 0 : 1);
            if (status == 502 && !error.contains("evil")) {
                assertThat(log.lines("login-failed").get(0)).contains(error);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"300, 600, 300 s ahead of", "-900, -600, 900 s behind"})
    void aWrongClockIsSaidToTheVisitorAndToTheOperatorBySeconds(long issued, long expires, String gap)
            throws Exception {
        restart(); // an operator is told once an hour
        try (HeardLog log = new HeardLog()) {
            for (int i = 0; i < 3; i++) {
                provider.idToken = claims -> times(claims, issued, expires);
                HttpResponse<String> answer = browser.open(comeBack());
                assertThat(answer.statusCode()).isEqualTo(502);
                explains(answer, "ne sont pas à la même heure", "prévenez votre établissement", "Our clocks disagree");
                assertThat(browser.cookies()).doesNotContainKey("ecluse");
                browser.cookies().clear();
            }
            assertThat(logins("clock-wrong")).isEqualTo(3);
            assertThat(log.lines("clock-wrong"))
                    .singleElement()
                    .asString()
                    .matches(".*protocol=oidc cause=\"the provider's clock is \\d+ s (ahead of|behind) this node's\".*")
                    .contains("NTP");
            assertThat(seconds(log.lines("clock-wrong").get(0)) - seconds(gap)).isBetween(-30L, 30L);
            assertThat(log.lines("clock-wrong").get(0)).contains(gap.replaceAll("\\d+ s ", ""));
        }
    }

    @Test
    void whoeverIsSentToTheLoginAgainAndAgainIsCountedAndToldToWait() {
        for (int i = 0; i < 3; i++) {
            browser.open(WANTED);
        }
        double before = logins("too-often");
        HttpResponse<String> answer = browser.open(WANTED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(decision(answer)).isEqualTo("login");
        explains(answer, "La connexion tourne en rond", "Attendez une minute", "Acceptez les cookies de ce site");
        assertThat(logins("too-often")).isEqualTo(before + 1);
    }

    @Test
    void aFrameWithoutASessionIsCountedAndLeadsToTheTop() {
        double before = logins("in-frame");
        HttpResponse<String> answer = browser.open(WANTED, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(decision(answer)).isEqualTo("login");
        explains(answer, "Connectez-vous pour continuer", "Ouvrir la page de connexion", "Open the sign-in page");
        assertThat(HtmlUtils.htmlUnescape(answer.body())).contains("target=\"_top\"");
        assertThat(logins("in-frame")).isEqualTo(before + 1);
        assertThat(browser.open("/api", "Accept", "application/json").statusCode())
                .isEqualTo(401);
        assertThat(logins("in-frame")).as("a program is no frame").isEqualTo(before + 1);
    }

    private static void explains(HttpResponse<String> answer, String... sentences) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=utf-8");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(HtmlUtils.htmlUnescape(answer.body()))
                .contains(sentences)
                .contains("href=\"" + WANTED + "\"")
                .contains("Réponse donnée le ")
                .as("English is to be had")
                .containsAnyOf("<details lang=\"en\" dir=\"ltr\">", "href=\"/.ecluse/language?to=en&return=");
    }

    private static JWTClaimsSet.Builder times(JWTClaimsSet.Builder claims, long issued, long expires) {
        Instant now = Instant.now();
        return claims.issueTime(Date.from(now.plusSeconds(issued))).expirationTime(Date.from(now.plusSeconds(expires)));
    }

    private static long seconds(String text) {
        return Long.parseLong(text.replaceFirst("^.*?(\\d+) s .*$", "$1"));
    }

    /** From the page asked for to the provider, and where the provider sends the browser back to. */
    private URI comeBack() throws Exception {
        return URI.create(
                "http://ent.example/.ecluse/callback/oidc?" + TestProvider.visit(location(browser.open(WANTED))));
    }

    /** One at a time: what a gateway closes, others in this machine would miss. */
    private void restart(String... settings) {
        gateway.close();
        gateway = gateway(settings);
        browser = new TrialBrowser(gateway);
    }

    private static TrialGateway gateway(String... settings) {
        String[] all = Stream.concat(
                        Stream.of(
                                "ecluse.identity.oidc.issuer=" + provider.issuer.name(),
                                "ecluse.identity.oidc.client-id=" + TestIssuer.AUDIENCE,
                                "ecluse.identity.oidc.client-secret=" + TestProvider.SECRET),
                        Stream.of(settings))
                .toArray(String[]::new);
        return TrialGateway.start(portal, issuer, policy, all);
    }

    private static double logins(String outcome) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("ecluse_logins_total{")
                        && line.contains("outcome=\"" + outcome + "\"")
                        && line.contains("protocol=\"oidc\""))
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
