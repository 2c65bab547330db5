package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator orders on one gateway happens on the other. */
class ModesOfTwoGatewaysTest {

    private static final Instant NOW = Instant.now();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path folder;

    private Path policy;
    private TestRedis redis;
    private TrialPortal portal;
    private TrialIssuer issuer;
    private final List<TrialGateway> gateways = new ArrayList<>();
    private TrialGateway here;
    private TrialGateway there;

    @BeforeEach
    void start() throws Exception {
        policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Deux nœuds
                ceiling: {sessions: 2}
                rules:
                  - {name: parents, roles: [parent], effect: refuse}
                """);
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        here = gateway();
        there = gateway();
    }

    @AfterEach
    void stop() {
        gateways.forEach(TrialGateway::close);
        issuer.close();
        portal.close();
        redis.close();
    }

    @Test
    void holdLetsNobodyNewInOnTheOtherGatewayUntilItIsOver() {
        assertThat(pupil(there, "ines").statusCode()).isEqualTo(200);
        order("hold");
        // the status is asked of Redis, but a visitor is judged by what this node has heard
        Eventually.within(
                SOON,
                () -> assertThat(there.admin("GET", "/actuator/prometheus", "").body())
                        .contains("ecluse_mode{mode=\"hold\"} 1.0"));
        assertThat(status(there).path("mode").asString("")).isEqualTo("hold");

        HttpResponse<String> held = pupil(there, "adam");
        assertThat(held.statusCode()).isEqualTo(503);
        assertThat(held.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        assertThat(held.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        JsonNode problem = json(held);
        assertThat(problem.path("type").asString("")).isEqualTo("urn:ecluse:waiting");
        assertThat(problem.path("estimatedWaitSeconds").isNull()).isTrue();
        assertThat(problem.path("title").asString("")).isEqualTo("Entry on hold for a moment");
        String page = there.getAs(token("adam", "National_ELV"), "/", "Accept", "text/html", "Accept-Language", "fr")
                .body();
        assertThat(page).contains("L’entrée est suspendue un moment");
        assertThat(pupil(there, "ines").statusCode()).as("who sits goes on").isEqualTo(200);
        String ticket = held.headers().firstValue("Ecluse-Place").orElseThrow();
        assertThat(place(there, "adam", ticket).path("state").asString("")).isEqualTo("waiting");

        order("on");

        Eventually.within(
                SOON,
                () -> assertThat(place(there, "adam", ticket).path("state").asString(""))
                        .isEqualTo("admitted"));
        assertThat(pupil(there, "adam").statusCode()).isEqualTo(200);
    }

    @Test
    void observeLetsEverybodyInAndCountsWhatThereWouldHaveBeen() {
        pupil(here, "ines");
        pupil(here, "adam");
        HttpResponse<String> full = pupil(there, "lea");
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(parent(there, "paul").statusCode()).isEqualTo(403);
        String ticket = full.headers().firstValue("Ecluse-Place").orElseThrow();

        order("observe");

        Eventually.within(
                SOON, () -> assertThat(parent(there, "paul").statusCode()).isEqualTo(200));
        assertThat(place(there, "lea", ticket).path("state").asString("")).isEqualTo("admitted");
        assertThat(pupil(there, "tom").statusCode()).isEqualTo(200);
        JsonNode status = status(there);
        assertThat(status.at("/occupancy/total").asInt()).isEqualTo(5);
        assertThat(status.at("/waiting/total").asInt()).isZero();
        String metrics = there.admin("GET", "/actuator/prometheus", "").body();
        assertThat(metrics)
                .contains("ecluse_observed_total{decision=\"refused\",role=\"parent\"} 1.0")
                .contains("ecluse_observed_total{decision=\"waiting\",role=\"eleve\"} 1.0");
        Eventually.within(
                SOON,
                () -> assertThat(there.admin("GET", "/actuator/prometheus", "").body())
                        .contains("ecluse_mode{mode=\"observe\"} 1.0")
                        .contains("ecluse_mode{mode=\"on\"} 0.0"));

        order("on");

        Eventually.within(
                SOON, () -> assertThat(parent(there, "paul").statusCode()).isEqualTo(403));
        assertThat(pupil(there, "tom").statusCode()).as("keeps the seat").isEqualTo(200);
        assertThat(pupil(there, "zoe").statusCode()).isEqualTo(503);
    }

    @Test
    void offNeedsALoginAndNothingElseNotEvenRedis() {
        pupil(here, "ines");
        pupil(here, "adam");
        order("off");
        Eventually.within(
                SOON, () -> assertThat(pupil(there, "lea").statusCode()).isEqualTo(200));
        redis.kill();
        portal.forget();
        assertThat(parent(there, "paul").statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "paul").containsKey("Ecluse-Assertion");
        assertThat(pupil(there, "tom").statusCode()).isEqualTo(200);
        assertThat(there.get("/").statusCode()).isEqualTo(401);
        redis.start();
    }

    @Test
    void aGatewayThatStartsObeysBeforeItAdmitsAnybody() {
        order("hold");
        TrialGateway third = gateway();
        assertThat(pupil(third, "ines").headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        assertThat(status(third).at("/occupancy/total").asInt()).isZero();
    }

    @Test
    void aMessageIsSaidToWhoeverWaitsOnTheOtherGateway() {
        pupil(here, "ines");
        pupil(here, "adam");
        HttpResponse<String> full = pupil(there, "lea");
        assertThat(json(full).has("message")).isFalse();
        String ticket = full.headers().firstValue("Ecluse-Place").orElseThrow();

        here.admin(
                "PUT",
                "/api/v1/message",
                "{\"fr\":\"La messagerie revient à 10 h.\",\"en\":\"Mail is back at 10:00.\"}");

        Eventually.within(
                SOON,
                () -> assertThat(place(there, "lea", ticket).path("message").toString())
                        .isEqualTo("{\"fr\":\"La messagerie revient à 10 h.\",\"en\":\"Mail is back at 10:00.\"}"));
        assertThat(json(pupil(there, "lea")).at("/message/en").asString("")).isEqualTo("Mail is back at 10:00.");

        here.admin("DELETE", "/api/v1/message", "");

        Eventually.within(
                SOON,
                () -> assertThat(place(there, "lea", ticket).has("message")).isFalse());
    }

    private void order(String mode) {
        HttpResponse<String> answer =
                here.admin("PUT", "/api/v1/mode", "{\"mode\":\"" + mode + "\",\"reason\":\"essai\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> pupil(TrialGateway gateway, String person) {
        return gateway.getAs(token(person, "National_ELV"), "/", "Accept-Language", "en");
    }

    private HttpResponse<String> parent(TrialGateway gateway, String person) {
        return gateway.getAs(token(person, "National_TUT"), "/");
    }

    private String token(String person, String profile) {
        return issuer.token(person, profile, NOW);
    }

    private JsonNode place(TrialGateway gateway, String person, String ticket) {
        return json(gateway.getAs(token(person, "National_ELV"), "/.ecluse/place", "Ecluse-Place", ticket));
    }

    private static JsonNode status(TrialGateway gateway) {
        return json(gateway.admin("GET", "/api/v1/status", ""));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private TrialGateway gateway() {
        TrialGateway gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri());
        gateways.add(gateway);
        return gateway;
    }
}
