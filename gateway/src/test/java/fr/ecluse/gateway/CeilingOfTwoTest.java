package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceiling of two seats, raised and lowered live while pupils ask for a third. */
class CeilingOfTwoTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.now();

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(policy, "version: 1\nent: Deux places\nceiling: {sessions: 2, at-least: 1, at-most: 100}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(portal, issuer, policy);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    /** Who waits is let in first, so that nobody is called either. */
    @AfterEach
    void everybodyLeaves() {
        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":100,\"reason\":\"essai\"}");
        for (String each : new String[] {"ines", "adam", "lea"}) {
            String token = issuer.token(each, "National_ELV", NOW);
            Eventually.within(
                    SOON,
                    () -> assertThat(gateway.getAs(token, "/").statusCode()).isEqualTo(200));
        }
        gateway.admin("DELETE", "/api/v1/ceiling", "");
        gateway.admin("POST", "/api/v1/seats/release", "{\"role\":\"eleve\",\"reason\":\"essai\"}");
        Eventually.within(
                SOON,
                () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                        .contains("\"sessions\":2,", "\"occupancy\":{\"total\":0,", "\"waiting\":{\"total\":0,"));
    }

    @Test
    void theThirdPupilWaitsUntilTheCeilingIsRaised() {
        String ines = issuer.token("ines", "National_ELV", NOW);
        String adam = issuer.token("adam", "National_ELV", NOW);
        String lea = issuer.token("lea", "National_ELV", NOW);
        assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(adam, "/").statusCode()).isEqualTo(200);

        HttpResponse<String> waiting = gateway.getAs(lea, "/");
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(waiting.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        assertThat(waiting.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        String ticket = waiting.headers().firstValue("Ecluse-Place").orElseThrow();
        assertThat(waiting.headers().allValues("Set-Cookie")).anyMatch(c -> c.startsWith("ecluse-place=" + ticket));
        assertThat(waiting.body())
                .contains("\"type\":\"urn:ecluse:waiting\"")
                .contains("\"ahead\":0")
                .contains("\"estimatedWaitSeconds\":")
                .contains("\"nextPollSeconds\":");
        assertThat(place(ticket, null).body()).contains("\"state\":\"waiting\"");

        HttpResponse<String> raised =
                gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"renfort\"}");
        assertThat(raised.statusCode()).isEqualTo(200);
        Eventually.within(SOON, () -> assertThat(place(ticket, lea).body()).contains("\"state\":\"admitted\""));
        assertThat(gateway.getAs(lea, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.admin("GET", "/api/v1/audit?limit=10", "").body())
                .contains("astreinte")
                .contains("renfort")
                .contains("\"from\":\"2\"")
                .contains("\"to\":\"3\"");
    }

    @Test
    void aRaiseAlsoLetsInWhoeverComesBackWithoutATicket() {
        String lea = issuer.token("lea", "National_ELV", NOW);
        gateway.getAs(issuer.token("ines", "National_ELV", NOW), "/");
        gateway.getAs(issuer.token("adam", "National_ELV", NOW), "/");
        assertThat(gateway.getAs(lea, "/").statusCode()).isEqualTo(503);

        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"renfort\"}");

        assertThat(gateway.getAs(lea, "/").statusCode()).isEqualTo(200);
    }

    @Test
    void loweringTheCeilingEjectsNobodyAndAdmitsNobody() {
        String ines = issuer.token("ines", "National_ELV", NOW);
        String adam = issuer.token("adam", "National_ELV", NOW);
        gateway.getAs(ines, "/");
        gateway.getAs(adam, "/");

        assertThat(gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":1,\"reason\":\"incident\"}")
                        .statusCode())
                .isEqualTo(200);

        assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(adam, "/").statusCode()).isEqualTo(200);
        assertThat(gateway.getAs(issuer.token("lea", "National_ELV", NOW), "/").statusCode())
                .isEqualTo(503);
    }

    @Test
    void aPersonWithTwoDevicesHoldsOneSeat() {
        assertThat(gateway.getAs(issuer.token("ines", "National_ELV", NOW), "/").statusCode())
                .isEqualTo(200);
        assertThat(gateway.getAs(issuer.token("ines", "National_ELV", NOW.plusSeconds(1)), "/")
                        .statusCode())
                .isEqualTo(200);

        Eventually.within(
                SOON,
                () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                        .contains("\"total\":1"));
        assertThat(gateway.getAs(issuer.token("adam", "National_ELV", NOW), "/").statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePortalCanEndASeat() {
        String ines = issuer.token("ines", "National_ELV", NOW);
        gateway.getAs(ines, "/");
        gateway.getAs(issuer.token("adam", "National_ELV", NOW), "/");
        HttpResponse<String> goodbye = gateway.getAs(ines, "/release");
        assertThat(goodbye.statusCode()).isEqualTo(200);
        assertThat(goodbye.headers().map()).doesNotContainKeys("ecluse-release", "ecluse-decision");

        Eventually.within(
                SOON,
                () -> assertThat(gateway.getAs(issuer.token("lea", "National_ELV", NOW), "/")
                                .statusCode())
                        .isEqualTo(200));
    }

    private HttpResponse<String> place(String ticket, String token) {
        var request = gateway.request("/.ecluse/place", "Ecluse-Place", ticket).GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return gateway.send(request.build());
    }
}
