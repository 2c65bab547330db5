package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIntrospection;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole gateway whose apps hold opaque tokens, and whose portal's pages send tokens of their own beside the session. */
class OpaqueThroughTheGatewayTest {

    private static final String PUPIL = """
        {"active": true, "sub": "marie", "type": "ELEVE", "token_type": "Bearer"}\
        """;

    private static TrialCas cas;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialIntrospection provider;
    private static TrialGateway gateway;

    /** Nobody has asked about this one yet. */
    private final String token = "opaque-" + UUID.randomUUID();

    private final TrialBrowser browser = new TrialBrowser(gateway);

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        provider = new TrialIntrospection();
        cas = new TrialCas(new MovableClock());
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.public-url=http://ent.example.fr",
                "ecluse.identity.cas.url=" + cas.url(),
                "ecluse.identity.introspection.uri=" + provider.uri(),
                "ecluse.identity.introspection.client-id=" + TrialIntrospection.CLIENT,
                "ecluse.identity.introspection.client-secret=" + TrialIntrospection.SECRET);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        cas.close();
        provider.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
        cas.somebody("ines", Map.of("ENTPersonProfils", List.of("National_ENS")));
    }

    @Test
    void anAppEntersWithAnOpaqueTokenThatIsAskedAboutOnce() {
        provider.says(token, PUPIL);
        int before = provider.asked().size();

        for (int i = 0; i < 3; i++) {
            assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);
            assertThat(portal.nextRequest())
                    .containsEntry("Ecluse-User", "marie")
                    .containsEntry("Ecluse-Roles", "eleve");
        }
        assertThat(provider.asked()).hasSize(before + 1);
        assertThat(metrics()).contains("ecluse_introspections_total{outcome=\"active\"}");
    }

    @Test
    void aTokenThatIsNotActiveIsRefused() {
        HttpResponse<String> refused = gateway.getAs(token, "/");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(decision(refused)).isEqualTo("invalid-token");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void whileTheProviderIsDownStrangersComeBackLaterAndThoseWhoAreInStay() {
        provider.says(token, PUPIL);
        gateway.getAs(token, "/");
        provider.goDown();
        try {
            HttpResponse<String> later = gateway.getAs("another-" + token, "/");
            assertThat(later.statusCode()).isEqualTo(503);
            assertThat(decision(later)).isEqualTo("unavailable");
            assertThat(later.headers().firstValue("Retry-After")).isPresent();
            assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200);
        } finally {
            provider.comeBack();
        }
    }

    @Test
    void aTokenOfThePortalsOwnLeavesTheSessionItsPersonAndReachesThePortalUntouched() {
        logIn();
        String elsewhere = issuer.token(
                "admin", "National_DIR", Instant.now(), claims -> claims.issuer("https://portail.example.fr"));

        for (String own : List.of(token, elsewhere)) {
            for (int i = 0; i < 2; i++) {
                assertThat(browser.open("/api", "Authorization", "Bearer " + own)
                                .statusCode())
                        .isEqualTo(200);
                assertThat(portal.nextRequest())
                        .containsEntry("Ecluse-User", "ines")
                        .containsEntry("Ecluse-Roles", "enseignant")
                        .containsEntry("Authorization", "Bearer " + own);
            }
        }
    }

    @Test
    void aTokenThatNamesSomebodyGoesBeforeTheSession() {
        logIn();
        provider.says(token, PUPIL);

        browser.open("/", "Authorization", "Bearer " + token);
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "marie");
        browser.open("/", "Authorization", "Bearer " + issuer.token("paul", "National_TUT", Instant.now()));
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "paul");
    }

    @Test
    void aBadTokenOfAnIssuerOfOursIsRefusedAlthoughTheSessionIsGood() {
        logIn();
        String expired = issuer.token(
                "ines",
                "National_ENS",
                Instant.now(),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(3600))));

        for (String bad : List.of(expired, issuer.forged("ines", "National_DIR", Instant.now()))) {
            HttpResponse<String> refused = browser.open("/", "Authorization", "Bearer " + bad);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(decision(refused)).isEqualTo("invalid-token");
        }
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void aTokenOfThePortalsOwnOpensNothingOnceTheSessionIsOver() {
        logIn();
        Map<String, String> before = Map.copyOf(browser.cookies());
        browser.open("/.ecluse/logout");

        browser.cookies().putAll(before);
        assertThat(browser.open("/", "Authorization", "Bearer " + token).statusCode())
                .isEqualTo(302);
        browser.cookies().put("ecluse", "broken");
        HttpResponse<String> refused = browser.open("/", "Authorization", "Bearer " + token);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(decision(refused)).isEqualTo("invalid-token");
        assertThat(portal.unseenRequests()).isZero();
    }

    private void logIn() {
        HttpResponse<String> back = browser.open(TrialCas.visit(location(browser.open("/"))));
        assertThat(decision(back)).isEqualTo("logged-in");
        assertThat(browser.open(location(back)).statusCode()).isEqualTo(200);
        portal.forget();
    }

    private static String metrics() {
        return gateway.admin("GET", "/actuator/prometheus", "").body();
    }

    private static URI location(HttpResponse<String> answer) {
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private static String decision(HttpResponse<String> answer) {
        return answer.headers().firstValue("Ecluse-Decision").orElse("none");
    }
}
