package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An ENT with room for many and a mail that bears two. */
@ExtendWith(OutputCaptureExtension.class)
class ServiceCeilingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.now();
    private static final String HEAD = "version: 1\nent: Une messagerie\nceiling: {sessions: 100}\n";
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

    private static final String OF_TWO = "\"services\":{\"messagerie\":{\"sessions\":2,\"taken\":%d}}";

    private static Path policy;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        policy = folder.resolve("policy.yaml");
        write("services:\n  - {name: messagerie, sessions: 2}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                ROUTES + "[1].id=messagerie",
                ROUTES + "[1].uri=" + portal.uri(),
                ROUTES + "[1].predicates[0]=Path=/messagerie/**",
                ROUTES + "[1].metadata.service=messagerie",
                ROUTES + "[2].id=aide",
                ROUTES + "[2].uri=" + portal.uri(),
                ROUTES + "[2].predicates[0]=Path=/aide/**",
                ROUTES + "[2].metadata.service=messagerie",
                ROUTES + "[2].metadata.access=public",
                ROUTES + "[3].id=messagerie-veille",
                ROUTES + "[3].uri=" + portal.uri(),
                ROUTES + "[3].predicates[0]=Path=/messagerie-veille/**",
                ROUTES + "[3].metadata.service=messagerie",
                ROUTES + "[3].metadata.activity=ignore");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void everybodyLeaves() throws IOException {
        write("services:\n  - {name: messagerie, sessions: 2}\n");
        gateway.admin("POST", "/api/v1/seats/release", "{\"role\":\"eleve\",\"reason\":\"essai\"}");
        Eventually.within(SOON, () -> assertThat(taken()).contains(OF_TWO.formatted(0)));
    }

    private static void write(String services) throws IOException {
        Files.writeString(policy, HEAD + services);
    }

    @Test
    void theThirdPupilIsToldThatTheMailIsFullAndGoesOnElsewhere() {
        assertThat(status("ines", "/messagerie/")).isEqualTo(200);
        assertThat(status("adam", "/messagerie/")).isEqualTo(200);

        HttpResponse<String> full = get("lea", "/messagerie/lire?id=42");

        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        assertThat(full.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(20L, 40L);
        assertThat(full.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(full.headers().map()).doesNotContainKeys("ecluse-place", "set-cookie");
        assertThat(full.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(full.body())
                .contains("\"type\":\"urn:ecluse:waiting\"")
                .contains("\"title\":\"Service complet pour le moment\"")
                .contains("\"service\":\"messagerie\"")
                .contains("\"ahead\":null,\"estimatedWaitSeconds\":null,\"nextPollSeconds\":null");
        assertThat(status("lea", "/")).isEqualTo(200);
        assertThat(status("ines", "/messagerie/")).as("whoever is in stays in").isEqualTo(200);
    }

    @Test
    void aPersonReadsAPageThatLeadsBackToTheRest() {
        status("ines", "/messagerie/");
        status("adam", "/messagerie/");

        HttpResponse<String> page =
                gateway.getAs(token("lea"), "/messagerie/lire?id=42", "Accept", "text/html", "Accept-Language", "fr");

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body())
                .contains("Ce service est complet pour le moment")
                .contains("Le reste de l’ENT fonctionne")
                .contains("href=\"/\"")
                .contains("href=\"/messagerie/lire?id=42\"")
                .doesNotContain("data-poll");
    }

    @Test
    void aFormThatWasNotPassedOnIsSaidToBeLost() {
        status("ines", "/messagerie/");
        status("adam", "/messagerie/");
        HttpResponse<String> page =
                gateway.send(gateway.request("/messagerie/envoyer", "Accept", "text/html", "Sec-Fetch-Mode", "navigate")
                        .header("Authorization", "Bearer " + token("lea"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("texte=bonjour"))
                        .build());
        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("Ce que vous venez d’envoyer n’a pas été transmis");
    }

    @Test
    void theSeatOfTheMailIsFreedWithTheOneInTheEnt() {
        status("ines", "/messagerie/");
        status("adam", "/messagerie/");
        assertThat(status("lea", "/messagerie/")).isEqualTo(503);

        get("ines", "/release"); // the portal says Ecluse-Release

        Eventually.within(SOON, () -> assertThat(status("lea", "/messagerie/")).isEqualTo(200));
        assertThat(status("ines", "/")).isEqualTo(200);
        assertThat(status("ines", "/messagerie/")).isEqualTo(503);

        gateway.admin("POST", "/api/v1/seats/release", "{\"role\":\"eleve\",\"reason\":\"essai\"}");

        assertThat(status("ines", "/messagerie/")).isEqualTo(200);
    }

    @Test
    void publicRoutesOfTheServiceTakeNoSeatOfIt() {
        for (String person : new String[] {"ines", "adam", "lea"}) {
            assertThat(status(person, "/aide/")).isEqualTo(200);
        }
        assertThat(gateway.get("/aide/").statusCode()).isEqualTo(200);
        assertThat(taken()).contains(OF_TWO.formatted(0));
    }

    @Test
    void backgroundPollingTakesNoSeatOfTheService() {
        for (String person : new String[] {"ines", "adam", "lea"}) {
            assertThat(status(person, "/messagerie-veille/")).isEqualTo(200);
        }
        assertThat(taken()).contains(OF_TWO.formatted(0));
    }

    @Test
    void statusAndMetricsCountIt() {
        status("ines", "/messagerie/");
        assertThat(taken()).contains(OF_TWO.formatted(1));
        Eventually.within(
                SOON,
                () -> assertThat(
                                gateway.admin("GET", "/actuator/prometheus", "").body())
                        .contains("ecluse_service_sessions{service=\"messagerie\"} 1.0")
                        .contains("ecluse_service_ceiling_sessions{service=\"messagerie\"} 2.0"));
    }

    @Test
    void aChangedPolicyRaisesTheCeiling(CapturedOutput output) throws IOException {
        status("ines", "/messagerie/");
        status("adam", "/messagerie/");
        assertThat(status("lea", "/messagerie/")).isEqualTo(503);
        assertThat(output).doesNotContain("event=service-without-route");

        write("services: [{name: messagerie, sessions: 3}, {name: aide, sessions: 5}]\n");

        Eventually.within(SOON, () -> assertThat(status("lea", "/messagerie/")).isEqualTo(200));
        Eventually.within(
                SOON,
                () -> assertThat(output)
                        .contains("event=service-without-route service=\"aide\" sessions=5")
                        .contains("services of the routes: messagerie, portail"));
    }

    private static String taken() {
        return gateway.admin("GET", "/api/v1/status", "").body();
    }

    private int status(String person, String path) {
        return get(person, path).statusCode();
    }

    private HttpResponse<String> get(String person, String path) {
        return gateway.getAs(token(person), path, "Accept-Language", "fr");
    }

    private String token(String person) {
        return issuer.token(person, "National_ELV", NOW);
    }
}
