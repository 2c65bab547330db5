package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/v1/report}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026 in Paris. */
class ReportCallTest {

    private static final String NOBODY =
            "{\"tried\":0,\"seated\":0,\"share\":null,\"visits\":0,\"waits\":{\"measured\":0,\"p50Seconds\":null,\"p95Seconds\":null}}";

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
    void theReportHasEveryFieldAndNoOther() {
        for (int i = 0; i < 20; i++) {
            api.days().attempted(People.person(i), Role.ELEVE, i == 0 ? Attempt.NOT_LET_IN : Attempt.VISIT_BEGUN);
        }
        api.days().waited(Role.ELEVE, Duration.ofSeconds(32));
        api.days().refused(People.person(99), "parents-journee");
        api.days().refused(People.person(99), "parents-journee");
        api.days().simultaneous(19);

        Answer report = api.get("/api/v1/report");

        String pupils = "{\"tried\":20,\"seated\":19,\"share\":0.95,\"visits\":19,"
                + "\"waits\":{\"measured\":1,\"p50Seconds\":32,\"p95Seconds\":32}}";
        assertThat(report.status()).isEqualTo(200);
        assertThat(report.header("Cache-Control")).isEqualTo("no-store");
        assertThat(report.response().body())
                .isEqualTo("{\"ent\":\"Mon ENT\",\"day\":\"2026-11-24\",\"timeZone\":\"Europe/Paris\","
                        + "\"asOf\":\"2026-11-24T09:00:00+01:00\",\"inProgress\":true,"
                        + "\"total\":" + pupils + ",\"byRole\":{\"eleve\":" + pupils + ",\"enseignant\":" + NOBODY
                        + ",\"personnel\":" + NOBODY + ",\"parent\":" + NOBODY + ",\"autre\":" + NOBODY + "},"
                        + "\"peak\":{\"sessions\":19,\"at\":\"2026-11-24T09:00:00+01:00\"},"
                        + "\"refusals\":[{\"rule\":\"parents-journee\",\"persons\":1,\"requests\":2}],\"missed\":0}");
        assertThat(api.get("/api/v1/report?day=2026-11-24").response().body())
                .isEqualTo(report.response().body());
    }

    @Test
    void yesterdayIsOverAndKeepsItsNumbers() {
        api.days().attempted(People.person(1), Role.ELEVE, Attempt.VISIT_BEGUN);
        api.clock.advance(Duration.ofHours(15));
        api.days().attempted(People.person(2), Role.ELEVE, Attempt.NOT_LET_IN);

        Answer yesterday = api.get("/api/v1/report?day=2026-11-24");

        assertThat(yesterday.json().path("inProgress").asBoolean()).isFalse();
        assertThat(yesterday.json().at("/byRole/eleve/share").asDouble()).isEqualTo(1.0);
        assertThat(api.get("/api/v1/report").json().at("/byRole/eleve/share").asDouble())
                .isEqualTo(0.0);
        assertThat(api.get("/api/v1/report").text("day")).isEqualTo("2026-11-25");
    }

    @Test
    void theFirstSecondOfADayHasAReportOfNobody() {
        assertThat(api.get("/api/v1/report").json().at("/total/tried").asInt(-1))
                .isZero();
        assertThat(api.get("/api/v1/report").json().path("peak").isNull()).isTrue();
    }

    @Test
    void ofADayThatNobodyCountedThereIsNoReport() {
        Answer none = api.get("/api/v1/report?day=2026-11-23", "Accept-Language", "fr");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.text("type")).isEqualTo("urn:ecluse:admin:no-report");
        assertThat(none.text("title")).isEqualTo("Il n’y a pas de bilan de ce jour");
        assertThat(none.text("detail")).contains("2026-11-23").contains("90 jours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hier", "2026-02-30", "24/11/2026", "", "%2B99999-01-01", "2026-11-24T08:00"})
    void whatIsNoDateIsSaidWithAnExample(String day) {
        Answer wrong = api.get("/api/v1/report?day=" + day, "Accept-Language", "en");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.text("type")).isEqualTo("urn:ecluse:admin:day-unreadable");
        assertThat(wrong.text("detail")).contains("2026-11-24");
    }

    @Test
    void whoMayLookMayRead() {
        assertThat(api.callAs(ServedApi.VIEW, "GET", "/api/v1/report", "").status())
                .isEqualTo(200);
        assertThat(api.callAs(null, "GET", "/api/v1/report", "").status()).isEqualTo(401);
        assertThat(api.post("/api/v1/report", "{}").status()).isEqualTo(405);
    }

    @Test
    void whileTheLedgerIsAwayNothingIsMadeUp() {
        api.loseTheLedger();
        assertThat(api.get("/api/v1/report").status()).isEqualTo(503);
    }
}
