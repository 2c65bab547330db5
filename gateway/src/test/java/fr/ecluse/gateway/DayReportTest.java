package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A small day of a whole ENT with two seats, as its report tells it. */
class DayReportTest {

    private static final String TEN = "2026-11-24T10:00:00+01:00";
    private static final Instant NOW = MovableClock.at(TEN);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path folder;

    private final List<AutoCloseable> running = new ArrayList<>();
    private Path policy;
    private TrialPortal portal;
    private TrialIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Deux places
                ceiling: {sessions: 2, at-most: 100}
                rules:
                  - {name: jamais, roles: [parent], effect: refuse}
                """);
        portal = closed(new TrialPortal());
        issuer = closed(new TrialIssuer());
    }

    @AfterEach
    void stop() throws Exception {
        Collections.reverse(running);
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    @Test
    void whoTriedWhoWasSeatedAndWhoWasRefusedIsInTheReport() {
        TrialGateway gateway = closed(TrialGateway.start(portal, issuer, policy, "ecluse.test-clock=" + TEN));
        for (int i = 0; i < 3; i++) {
            ask(gateway, "ines", "National_ELV", 200);
        }
        ask(gateway, "adam", "National_ELV", 200);
        ask(gateway, "lea", "National_ELV", 503);
        ask(gateway, "lea", "National_ELV", 503);
        ask(gateway, "prof", "National_ENS", 503);
        ask(gateway, "papa", "National_TUT", 403);
        ask(gateway, "papa", "National_TUT", 403);

        // what is being brought to the book just then is in the next report
        Eventually.within(SOON, () -> {
            JsonNode report = report(gateway);
            assertFigures(report.at("/byRole/eleve"), 3, 2, 2);
            assertThat(report.at("/byRole/eleve/share").asDouble()).isEqualTo(0.6666);
            assertFigures(report.at("/byRole/enseignant"), 1, 0, 0);
            assertFigures(report.at("/byRole/parent"), 0, 0, 0);
            assertThat(report.path("refusals").toString())
                    .isEqualTo("[{\"rule\":\"jamais\",\"persons\":1,\"requests\":2}]");
            assertThat(report.at("/peak/sessions").asInt()).isEqualTo(2);
        });

        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":9,\"reason\":\"renfort\"}");
        Eventually.within(SOON, () -> ask(gateway, "lea", "National_ELV", 200));
        gateway.admin("POST", "/api/v1/seats/release", "{\"user\":\"ines\",\"reason\":\"essai\"}");
        Eventually.within(SOON, () -> ask(gateway, "ines", "National_ELV", 200));

        Eventually.within(SOON, () -> assertFigures(report(gateway).at("/byRole/eleve"), 3, 3, 4));
        CommandRun run = CommandRun.of(
                new ReportCommand(Map.of()),
                "--admin",
                gateway.adminUri(),
                "--token",
                TrialGateway.TOKEN,
                "--lang",
                "fr");
        assertThat(run.out().replace('\u00a0', ' '))
                .contains("Tous les élèves qui ont essayé ont pu se connecter : 3 personnes.");
    }

    @Test
    void whoWaitedAndEnteredIsInTheWaits() {
        TrialGateway gateway = closed(TrialGateway.start(portal, issuer, policy, "ecluse.test-clock=" + TEN));
        ask(gateway, "ines", "National_ELV", 200);
        ask(gateway, "adam", "National_ELV", 200);
        String lea = issuer.token("lea", "National_ELV", NOW);
        String ticket =
                gateway.getAs(lea, "/").headers().firstValue("Ecluse-Place").orElseThrow();
        gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"renfort\"}");
        Eventually.within(
                SOON,
                () -> assertThat(gateway.getAs(lea, "/.ecluse/place", "Ecluse-Place", ticket)
                                .body())
                        .contains("\"state\":\"admitted\""));

        Eventually.within(SOON, () -> {
            JsonNode waits = report(gateway).at("/byRole/eleve/waits");
            assertThat(waits.path("measured").asInt()).isEqualTo(1);
            assertThat(waits.path("p50Seconds").asInt()).isBetween(1, 600);
        });
    }

    @Test
    void twoNodesOnOneRedisWriteOneReportThatOutlivesThem() {
        TestRedis redis = closed(new TestRedis());
        try (TrialGateway first = node(redis);
                TrialGateway second = node(redis)) {
            ask(first, "ines", "National_ELV", 200);
            ask(second, "ines", "National_ELV", 200);
            ask(second, "adam", "National_ELV", 200);
            ask(first, "lea", "National_ELV", 503);
            ask(second, "papa", "National_TUT", 403);
            ask(first, "papa", "National_TUT", 403);
            Eventually.within(SOON, () -> {
                assertTold(report(first));
                assertTold(report(second));
            });
            ask(second, "zoe", "National_ELV", 503);
        }
        try (TrialGateway third = node(redis)) {
            JsonNode report = JsonMapper.shared()
                    .readTree(third.admin("GET", "/api/v1/report?day=2026-11-24", "")
                            .body());
            assertFigures(report.at("/byRole/eleve"), 4, 2, 2);
        }
    }

    private static void assertTold(JsonNode report) {
        assertFigures(report.at("/byRole/eleve"), 3, 2, 2);
        assertThat(report.at("/peak/sessions").asInt()).isEqualTo(2);
        assertThat(report.path("refusals").toString())
                .isEqualTo("[{\"rule\":\"jamais\",\"persons\":1,\"requests\":2}]");
    }

    private static void assertFigures(JsonNode figures, int tried, int seated, int visits) {
        assertThat(figures.path("tried").asInt(-1)).as("tried").isEqualTo(tried);
        assertThat(figures.path("seated").asInt(-1)).as("seated").isEqualTo(seated);
        assertThat(figures.path("visits").asInt(-1)).as("visits").isEqualTo(visits);
    }

    private TrialGateway node(TestRedis redis) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.test-clock=" + TEN,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + KEY,
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + redis.uri());
    }

    private void ask(TrialGateway gateway, String person, String profile, int status) {
        assertThat(gateway.getAs(issuer.token(person, profile, NOW), "/").statusCode())
                .as(person)
                .isEqualTo(status);
    }

    private static JsonNode report(TrialGateway gateway) {
        return JsonMapper.shared()
                .readTree(gateway.admin("GET", "/api/v1/report", "").body());
    }

    private <T extends AutoCloseable> T closed(T opened) {
        running.add(opened);
        return opened;
    }
}
