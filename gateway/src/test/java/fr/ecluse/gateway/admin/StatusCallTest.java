package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code GET /api/v1/status}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class StatusCallTest {

    @TempDir
    Path folder;

    private ServedApi api;

    @BeforeEach
    void start() throws IOException {
        api = new ServedApi(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void statusHasEveryFieldAndNoOther() {
        api.admit(1, Role.ELEVE);
        api.admit(2, Role.ELEVE);
        api.admit(3, Role.ENSEIGNANT);

        Answer status = api.get("/api/v1/status");

        assertThat(status.status()).isEqualTo(200);
        assertThat(status.header("Content-Type")).isEqualTo("application/json");
        assertThat(status.header("Cache-Control")).isEqualTo("no-store");
        assertThat(status.response().body())
                .isEqualTo(
                        "{\"ent\":\"Mon ENT\",\"time\":\"2026-11-24T09:00:00+01:00\",\"node\":\"noeud-1\",\"mode\":\"on\",\"modeUntil\":null,\"message\":null,"
                                + "\"ledger\":{\"kind\":\"memory\",\"healthy\":true},"
                                + "\"ceiling\":{\"sessions\":52000,\"atLeast\":10000,\"atMost\":144000,\"source\":\"policy\","
                                + "\"version\":0,\"until\":null},"
                                + "\"occupancy\":{\"total\":3,\"byRole\":{\"eleve\":2,\"enseignant\":1,\"personnel\":0,\"parent\":0,"
                                + "\"autre\":0}},"
                                + "\"waiting\":{\"total\":0,\"byRole\":{\"eleve\":0,\"enseignant\":0,\"personnel\":0,\"parent\":0,"
                                + "\"autre\":0}},"
                                + "\"services\":{},"
                                + "\"rates\":{\"admittedPerSecond\":12.5,\"waitingPerSecond\":3.0,\"refusedPerSecond\":0.0},\"lanes\":{"
                                + lane("eleve", true) + ',' + lane("enseignant", true) + ',' + lane("personnel", true)
                                + ','
                                + lane("parent", false) + ',' + lane("autre", true) + "}}");
    }

    /** Of an empty lane; a role that a rule refuses has nothing to wait for. */
    private static String lane(String role, boolean callable) {
        return "\"" + role + "\":{\"waiting\":0,\"notCalled\":0,\"callable\":" + callable
                + ",\"admittedBelowPercent\":100,\"firstWaitsSeconds\":null,\"estimateSeconds\":null}";
    }

    @Test
    void servicesWithACeilingOfTheirOwnAreShown() throws IOException {
        api.close();
        api = new ServedApi(
                folder,
                "version: 1\nent: Mon ENT\nceiling: {sessions: 10}\nservices: [{name: messagerie, sessions: 8}]\n");
        api.admit(1, Role.ELEVE);
        api.serve(1, "messagerie");

        assertThat(api.get("/api/v1/status").json().path("services").toString())
                .isEqualTo("{\"messagerie\":{\"sessions\":8,\"taken\":1}}");
        assertThat(api.get("/api/v1/policy").json().path("services").toString())
                .isEqualTo("[{\"name\":\"messagerie\",\"sessions\":8}]");
        assertThat(api.get("/api/v1/explain?role=parent&service=messagerie")
                        .json()
                        .path("serviceSessions")
                        .asInt())
                .isEqualTo(8);
    }

    @Test
    void statusCountsWhoWaits() throws IOException {
        api.close();
        api = new ServedApi(folder, "version: 1\nent: Une place\nceiling: {sessions: 1}\n");
        api.admit(1, Role.ELEVE);
        assertThat(api.admit(2, Role.PARENT)).isInstanceOf(Admission.Waiting.class);

        JsonNode status = api.get("/api/v1/status").json();

        assertThat(status.at("/waiting/total").asInt()).isEqualTo(1);
        assertThat(status.at("/waiting/byRole/parent").asInt()).isEqualTo(1);
        assertThat(status.at("/ceiling/atMost").isNull()).isTrue();
    }

    @Test
    void statusShowsWhatWasKnownLastWhileTheLedgerIsAway() {
        api.admit(1, Role.ELEVE);
        api.lastCensus.set(api.census());
        api.loseTheLedger();

        JsonNode status = api.get("/api/v1/status").json();

        assertThat(status.at("/ledger/healthy").asBoolean()).isFalse();
        assertThat(status.at("/occupancy/total").asInt()).isEqualTo(1);
    }

    @Test
    void statusInventsNothingBeforeTheLedgerWasEverReached() {
        api.loseTheLedger();

        JsonNode status = api.get("/api/v1/status").json();

        assertThat(status.path("occupancy").isNull()).isTrue();
        assertThat(status.path("waiting").isNull()).isTrue();
        assertThat(status.at("/ceiling/sessions").asInt()).isEqualTo(52000);
        assertThat(status.at("/ceiling/version").isNull()).isTrue();
    }
}
