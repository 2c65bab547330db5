package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
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
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/v1/ceiling} and what the audit says of it, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class CeilingCallsTest {

    private static final String PUT_144000 = "{\"sessions\":144000,\"reason\":\"renfort\"}";

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
    void theCeilingIsSetReadAndGivenBack() {
        Answer before = api.get("/api/v1/ceiling");
        assertThat(before.header("ETag")).isEqualTo("\"0\"");

        Answer set = api.put(
                "/api/v1/ceiling",
                "{\"sessions\":144000,\"reason\":\"renfort\",\"until\":\"2026-11-24T18:00:00+01:00\"}",
                "If-Match",
                before.header("ETag"));
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("ETag")).isEqualTo("\"1\"");
        assertThat(set.response().body())
                .isEqualTo("{\"sessions\":144000,\"atLeast\":10000,\"atMost\":144000,\"source\":\"live\",\"version\":1,"
                        + "\"until\":\"2026-11-24T18:00:00+01:00\"}");
        assertThat(api.get("/api/v1/ceiling").json()).isEqualTo(set.json());

        Answer cleared = api.delete("/api/v1/ceiling");
        assertThat(cleared.status()).isEqualTo(200);
        assertThat(cleared.text("source")).isEqualTo("policy");
        assertThat(cleared.json().path("sessions").asInt()).isEqualTo(52000);
        assertThat(cleared.header("ETag")).isEqualTo("\"2\"");
    }

    @Test
    void aLiveCeilingEndsWhenItWasSaidTo() {
        api.put("/api/v1/ceiling", "{\"sessions\":60000,\"reason\":\"pic\",\"until\":\"2026-11-24T09:30:00+01:00\"}");
        api.clock.advance(Duration.ofMinutes(29));
        assertThat(api.get("/api/v1/ceiling").json().path("sessions").asInt()).isEqualTo(60000);
        api.clock.advance(Duration.ofMinutes(1));
        assertThat(api.get("/api/v1/ceiling").json().path("sessions").asInt()).isEqualTo(52000);
    }

    @Test
    void aDecisionMadeOnAnOlderCeilingIsRefused() {
        String seen = api.get("/api/v1/ceiling").header("ETag");
        api.put("/api/v1/ceiling", PUT_144000);

        Answer put = api.put("/api/v1/ceiling", "{\"sessions\":60000,\"reason\":\"pic\"}", "If-Match", seen);
        assertThat(put.status()).isEqualTo(412);
        assertThat(put.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(put.text("detail")).contains("144,000").contains("version 1");
        assertThat(put.json().at("/ceiling/version").asInt()).isEqualTo(1);
        assertThat(api.delete("/api/v1/ceiling", "If-Match", seen).status()).isEqualTo(412);
        assertThat(api.put("/api/v1/ceiling", PUT_144000, "If-Match", "*").status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/ceiling").json().path("sessions").asInt()).isEqualTo(144000);
    }

    @Test
    void outsideThePolicysBoundsTheBoundIsSaid() {
        Answer low = api.put("/api/v1/ceiling", "{\"sessions\":9999,\"reason\":\"r\"}", "Accept-Language", "en");
        assertThat(low.status()).isEqualTo(422);
        assertThat(low.text("detail")).contains("9,999 sessions are below").contains("10,000");
        Answer high = api.put("/api/v1/ceiling", "{\"sessions\":144001,\"reason\":\"r\"}", "Accept-Language", "fr");
        assertThat(high.status()).isEqualTo(422);
        assertThat(high.text("title")).isEqualTo("Au-dessus de ce que permet la politique");
        assertThat(api.put("/api/v1/ceiling", "{\"sessions\":-5,\"reason\":\"r\"}")
                        .status())
                .isEqualTo(422);
        assertThat(api.get("/api/v1/ceiling").json().path("version").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "not json",
                "{\"sessions\":\"144000\",\"reason\":\"r\"}",
                "{\"sessions\":14400.5,\"reason\":\"r\"}",
                "{\"sessions\":99999999999,\"reason\":\"r\"}",
                "{\"sessions\":144000,\"reason\":\"r\",\"untill\":\"2026-11-24T18:00:00+01:00\"}",
                "{\"sessions\":144000,\"sessions\":20000,\"reason\":\"r\"}",
                "{\"sessions\":144000,\"reason\":\"r\"} {}"
            })
    void aBodyThatIsNotExactlyAnOrderChangesNothing(String body) {
        Answer answer = api.put("/api/v1/ceiling", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:body-unreadable");
        assertThat(answer.text("detail")).contains("{\"sessions\":144000,");
        assertThat(api.get("/api/v1/ceiling").json().path("version").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"reason":"r"}                                                    | sessions-missing
                    {"sessions":60000}                                                | reason-missing
                    {"sessions":60000,"reason":"  "}                                  | reason-missing
                    {"sessions":60000,"reason":"r","until":"18:00"}                   | until-unreadable
                    {"sessions":60000,"reason":"r","until":"2026-11-24T18:00:00"}     | until-unreadable
                    {"sessions":60000,"reason":"r","until":"2026-11-24T08:59:59+01:00"} | until-past
                    {"sessions":60000,"reason":"r","until":"2026-11-24T09:00:00+01:00"} | until-past
                    """)
    void anOrderThatLacksSomethingIsToldWhat(String body, String problem) {
        Answer answer = api.put("/api/v1/ceiling", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + problem);
        assertThat(api.get("/api/v1/ceiling").json().path("version").asInt()).isZero();
    }

    @Test
    void aReasonIsALineNotABook() {
        Answer answer = api.put("/api/v1/ceiling", "{\"sessions\":60000,\"reason\":\"" + "x".repeat(501) + "\"}");
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:reason-too-long");
        assertThat(api.put("/api/v1/ceiling", "{\"sessions\":60000,\"reason\":\"a\\nb=c\"}")
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/api/v1/audit").json().at("/0/reason").asString()).isEqualTo("a b=c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "W/\"0\"", "\"0\", \"1\"", "\"\""})
    void anIfMatchThatNamesNoVersionIsRefusedRatherThanIgnored(String ifMatch) {
        Answer answer = api.put("/api/v1/ceiling", PUT_144000, "If-Match", ifMatch);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:version-unreadable");
    }

    @Test
    void theAuditSaysWhoChangedWhatFromWhatToWhatAndWhy() {
        api.put("/api/v1/ceiling", PUT_144000);
        api.clock.advance(Duration.ofMinutes(5));
        api.delete("/api/v1/ceiling?reason=fin%20du%20pic");

        Answer audit = api.get("/api/v1/audit");
        assertThat(audit.response().body())
                .isEqualTo("[{\"at\":\"2026-11-24T09:05:00+01:00\",\"by\":\"astreinte\",\"what\":\"ceiling\","
                        + "\"from\":\"144000\",\"to\":\"52000\",\"reason\":\"fin du pic\"},"
                        + "{\"at\":\"2026-11-24T09:00:00+01:00\",\"by\":\"astreinte\",\"what\":\"ceiling\","
                        + "\"from\":\"52000\",\"to\":\"144000\",\"reason\":\"renfort\"}]");
        assertThat(api.get("/api/v1/audit?limit=1").json().size()).isEqualTo(1);
        for (String limit : List.of("0", "-1", "1001", "many", "99999999999")) {
            assertThat(api.get("/api/v1/audit?limit=" + limit).text("type"))
                    .isEqualTo("urn:ecluse:admin:limit-unreadable");
        }
    }
}
