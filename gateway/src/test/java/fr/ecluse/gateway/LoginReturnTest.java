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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way back from a login: to which host, with which session, and past which line. */
class LoginReturnTest {

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
                "ecluse.public-url[0]=http://ent.example.fr",
                "ecluse.public-url[1]=http://college.example.fr:8080",
                "ecluse.trusted-proxies=127.0.0.1",
                "ecluse.identity.cas.url=" + cas.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        cas.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void inesIsAtTheServer() {
        cas.somebody("ines", Map.of("ENTPersonProfils", List.of("National_ELV")));
    }

    @ParameterizedTest
    @CsvSource({
        "ent.example.fr, http://ent.example.fr/",
        "college.example.fr:8080, http://college.example.fr:8080/",
        "COLLEGE.example.fr:8080, http://college.example.fr:8080/",
        "college.example.fr, http://ent.example.fr/",
        "evil.example.com, http://ent.example.fr/"
    })
    void aLoginComesBackToTheHostWhereItBeganIfThatIsOneOfOurs(String host, String back) {
        URI service = TrialCas.visit(location(browser.open("/", "X-Forwarded-Host", host)));

        assertThat(service.toString()).startsWith(back + ".ecluse/callback/cas?");
        assertThat(browser.open(service, "X-Forwarded-Host", host).statusCode()).isEqualTo(302);
        assertThat(browser.cookies()).containsKey("ecluse");
    }

    @Test
    void whoeverComesBackFromALoginIsLetInToTheirPlaceInTheLineAndNotHeldBeforeIt() {
        String seated = issuer.token("malo", "National_ELV", Instant.now());
        assertThat(gateway.getAs(seated, "/").statusCode()).isEqualTo(200);
        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":1,\"reason\":\"essai\"}");
        try {
            HttpResponse<String> back = browser.open(TrialCas.visit(location(browser.open("/cahier"))));

            assertThat(decision(back)).isEqualTo("logged-in");
            assertThat(browser.cookies()).containsKey("ecluse");
            assertThat(decision(browser.open(location(back)))).isEqualTo("waiting");
        } finally {
            gateway.admin("DELETE", "/api/v1/ceiling", "{\"reason\":\"essai\"}");
        }
    }

    @Test
    void aSessionThatSomebodyElsePlantedIsNotTheOneThatALoginBegins() {
        TrialBrowser attacker = new TrialBrowser(gateway);
        cas.somebody("karim", Map.of("ENTPersonProfils", List.of("National_TUT")));
        attacker.open(TrialCas.visit(location(attacker.open("/"))));
        String planted = attacker.cookies().get("ecluse");
        inesIsAtTheServer();

        URI service = TrialCas.visit(location(browser.open("/")));
        browser.cookies().put("ecluse", planted);
        browser.open(service);

        assertThat(browser.cookies().get("ecluse")).isNotEqualTo(planted);
        portal.forget();
        assertThat(attacker.open("/").statusCode()).as("the attacker").isEqualTo(200);
        assertThat(portal.nextRequest()).as("is whoever they were").containsEntry("Ecluse-User", "karim");
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }
}
