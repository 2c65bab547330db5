package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.PlainJWT;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The main job as a user tries it: the Auvergne-Rhône-Alpes policy on a school-day Tuesday, with tokens of an outside
 * issuer.
 */
class MainJobTest {

    static final Path POLICY = Path.of("../src/examples/auvergne-rhone-alpes/policy.yaml");
    private static final String NINE = "2026-11-24T09:00:00+01:00";
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start() {
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(portal, issuer, POLICY, "ecluse.test-clock=" + NINE);
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

    @Test
    void aPupilGetsThePortalsPageAtNine() {
        HttpResponse<String> answer = gateway.getAs(issuer.token("ines", "National_ELV", NOW), "/accueil?jour=mardi");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<h1>Bienvenue</h1>");
        Map<String, String> seen = portal.nextRequest();
        assertThat(seen)
                .containsEntry(":uri", "/accueil?jour=mardi")
                .containsEntry("Ecluse-User", "ines")
                .containsEntry("Ecluse-Roles", "eleve")
                .containsEntry("X-Forwarded-For", "127.0.0.1")
                .containsEntry("X-Forwarded-Proto", "http")
                .containsEntry("Host", "127.0.0.1:" + gateway.port())
                .containsKeys("Ecluse-Session", "Ecluse-Assertion");
    }

    @Test
    void aParentIsRefusedAtNineWithTheHourAndTheFrenchSentence() {
        HttpResponse<String> answer =
                gateway.getAs(issuer.token("msmith", "National_TUT", NOW), "/", "Accept-Language", "fr");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("refused");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(-1)).isBetween(32_000L, 32_400L);
        assertThat(answer.body())
                .contains("\"type\":\"urn:ecluse:refused\"")
                .contains("\"reopensAt\":\"2026-11-24T18:00:00+01:00\"")
                .contains("Les parents sont accueillis de 18 h à 8 h")
                .contains("\"rule\":\"");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void aParentOnABrowserGetsAPageInFrench() {
        HttpResponse<String> answer = gateway.getAs(
                issuer.token("msmith", "National_TUT", NOW),
                "/",
                "Accept",
                "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                "Accept-Language",
                "fr-FR,fr;q=0.9");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(answer.body())
                .contains("lang=\"fr\"")
                .contains("Les parents sont accueillis")
                .contains("18");
    }

    @Test
    void tokensThatFailACheckGetA401WithoutTheReason() {
        String expired = issuer.token(
                "ines", "National_ELV", NOW, claims -> claims.expirationTime(Date.from(NOW.minusSeconds(120))));
        String wrongAudience = issuer.token("ines", "National_ELV", NOW, claims -> claims.audience("un-autre-portail"));
        String wrongIssuer = issuer.token("ines", "National_ELV", NOW, claims -> claims.issuer("http://ailleurs"));
        String forged = issuer.forged("ines", "National_ELV", NOW);
        String unsigned = new PlainJWT(new com.nimbusds.jwt.JWTClaimsSet.Builder()
                        .issuer(issuer.issuer())
                        .audience("ent")
                        .subject("ines")
                        .expirationTime(Date.from(NOW.plusSeconds(600)))
                        .claim("ENTPersonProfils", "National_ELV")
                        .build())
                .serialize();
        assertThat(JWSAlgorithm.RS256.getName()).isNotEqualTo("none");

        for (String token : new String[] {expired, wrongAudience, wrongIssuer, forged, unsigned, "n'importe quoi"}) {
            HttpResponse<String> answer = gateway.getAs(token, "/");
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("invalid-token");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
            assertThat(answer.body())
                    .doesNotContain("expired")
                    .doesNotContain("audience")
                    .doesNotContain("Exception");
        }
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void withoutACredentialAProgramIsToldToBringOne() {
        HttpResponse<String> answer = gateway.get("/api/notes", "Accept", "application/json");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("unauthenticated");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void forgedHeadersDoNotReachThePortal() {
        HttpResponse<String> answer = gateway.getAs(
                issuer.token("ines", "National_ELV", NOW),
                "/",
                "Ecluse-User",
                "principal",
                "ECLUSE_ROLES",
                "personnel",
                "X_Forwarded_For",
                "10.1.2.3",
                "X-Forwarded-For",
                "10.1.2.3",
                "X-Forwarded-Prefix",
                "/admin",
                "Forwarded",
                "for=10.1.2.3",
                "X-Real-IP",
                "10.1.2.3",
                "Remote-User",
                "principal",
                "Remote_User",
                "principal",
                "uid",
                "principal",
                "FrEduVecteur",
                "4|X|Y|1|0350001A",
                "ENTPersonProfils",
                "National_DIR",
                "Shib-Identity",
                "x",
                "osivia-virtual-host",
                "ailleurs");

        assertThat(answer.statusCode()).isEqualTo(200);
        Map<String, String> seen = portal.nextRequest();
        assertThat(seen).containsEntry("Ecluse-User", "ines").containsEntry("X-Forwarded-For", "127.0.0.1");
        assertThat(seen.values()).doesNotContain("principal", "10.1.2.3", "National_DIR", "ailleurs", "personnel");
        assertThat(seen).doesNotContainKeys("X-Forwarded-Prefix", "Forwarded", "Shib-Identity", "FrEduVecteur");
    }

    @Test
    void theAdminApiAndTheActuatorAreNotOnThePublicPort() {
        String token = issuer.token("ines", "National_ELV", NOW);
        gateway.getAs(token, "/api/v1/status");
        assertThat(portal.nextRequest()).containsEntry(":uri", "/api/v1/status"); // the portal's, not ours
        gateway.getAs(token, "/actuator/prometheus");
        assertThat(portal.nextRequest()).containsEntry(":uri", "/actuator/prometheus");
        assertThat(gateway.getAs(token, "/.ecluse/nothing").statusCode()).isEqualTo(404);
        assertThat(portal.unseenRequests()).isZero();
    }
}
