package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code POST /api/v1/seats/release}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class ReleaseCallTest {

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
    void everySeatOfARoleIsReleased() {
        api.clock.advance(Duration.ofHours(10));
        api.admit(1, Role.PARENT);
        api.admit(2, Role.PARENT);
        api.admit(3, Role.ELEVE);

        Answer answer = api.post("/api/v1/seats/release", "{\"role\":\"parent\",\"reason\":\"maintenance\"}");

        assertThat(answer.response().body()).isEqualTo("{\"released\":2}");
        assertThat(api.census().total()).isEqualTo(1);
        JsonNode entry = api.get("/api/v1/audit").json().get(0);
        assertThat(entry.path("what").asString()).isEqualTo("seats/role/parent");
        assertThat(entry.path("from").asString()).isEqualTo("seats=2");
        assertThat(entry.path("to").asString()).isEqualTo("seats=0");
        assertThat(entry.path("reason").asString()).isEqualTo("maintenance");
    }

    @Test
    void whoeverAUserMayBeIsReleased() {
        api.admit(1, Role.ELEVE);
        api.admit(2, Role.ELEVE);
        api.admit(3, Role.ELEVE);

        Pseudonym handle = new Pseudonym(1, "ines".hashCode());
        api.ledger
                .bind(new Binding(new Pseudonym(0, 2), "seance", List.of(handle), Duration.ofHours(1)))
                .block();

        JsonNode released = api.post("/api/v1/seats/release", "{\"user\":\"ines\",\"reason\":\"compte compromis\"}")
                .json();
        assertThat(released.path("released").asInt()).isEqualTo(2);
        assertThat(released.path("sessions").asInt()).isEqualTo(1);
        assertThat(api.ledger.session("seance").block()).isEqualTo(SessionState.ENDED);
        assertThat(api.post("/api/v1/seats/release", "{\"user\":\"personne\",\"reason\":\"r\"}")
                        .json()
                        .path("released")
                        .asInt())
                .isZero();
        assertThat(api.census().total()).isEqualTo(1);

        JsonNode audit = api.get("/api/v1/audit").json();
        assertThat(audit.size()).isEqualTo(2);
        JsonNode entry = audit.get(1);
        assertThat(entry.path("what").asString()).isEqualTo("seats/user/" + handle);
        assertThat(entry.path("from").asString()).isEqualTo("seats=2 sessions=1");
        assertThat(entry.path("to").asString()).isEqualTo("seats=0 sessions=0");
        assertThat(entry.path("by").asString()).isEqualTo("astreinte");
        assertThat(entry.path("reason").asString()).isEqualTo("compte compromis");
        assertThat(entry.path("at").asString()).isEqualTo("2026-11-24T09:00:00+01:00");
        assertThat(audit.toString()).as("no name").doesNotContain("ines");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"reason":"r"}                                   | role-or-user
                    {"role":"parent","user":"ines","reason":"r"}     | role-or-user
                    {"role":"parents","reason":"r"}                  | role-unknown
                    {"role":"parent"}                                | reason-missing
                    {"rôle":"parent","reason":"r"}                   | body-unreadable
                    """)
    void aReleaseNamesWhomAndWhy(String body, String problem) {
        api.admit(1, Role.ELEVE);
        Answer answer = api.post("/api/v1/seats/release", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + problem);
        assertThat(api.census().total()).isEqualTo(1);
    }
}
