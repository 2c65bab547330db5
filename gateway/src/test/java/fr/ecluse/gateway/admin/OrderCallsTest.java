package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/v1/mode} and {@code /api/v1/message}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class OrderCallsTest {

    private static final String HOLD =
            "{\"mode\":\"hold\",\"reason\":\"incident\",\"until\":\"2026-11-24T18:00:00+01:00\"}";

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
    void theUsualModeIsOnAndNobodyOrderedIt() {
        Answer mode = api.get("/api/v1/mode");
        assertThat(mode.status()).isEqualTo(200);
        assertThat(mode.header("ETag")).isEqualTo("\"0\"");
        assertThat(mode.response().body())
                .isEqualTo("{\"mode\":\"on\",\"version\":0,\"until\":null,\"by\":null,\"reason\":null}");
    }

    @Test
    void aModeIsOrderedWithItsReasonAndItsEndAndIsInTheStatusAndTheAudit() {
        Answer set = api.put("/api/v1/mode", HOLD);
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("ETag")).isEqualTo("\"1\"");
        assertThat(set.response().body())
                .isEqualTo(
                        "{\"mode\":\"hold\",\"version\":1,\"until\":\"2026-11-24T18:00:00+01:00\",\"by\":\"astreinte\","
                                + "\"reason\":\"incident\"}");
        assertThat(api.get("/api/v1/mode").json()).isEqualTo(set.json());
        assertThat(api.get("/api/v1/status").text("mode")).isEqualTo("hold");
        assertThat(api.get("/api/v1/status").text("modeUntil")).isEqualTo("2026-11-24T18:00:00+01:00");
        assertThat(api.get("/api/v1/audit").response().body())
                .contains(
                        "\"by\":\"astreinte\",\"what\":\"mode\",\"from\":\"on\",\"to\":\"hold\",\"reason\":\"incident\"");

        api.clock.advance(Duration.ofHours(9));

        assertThat(api.get("/api/v1/mode").text("mode")).isEqualTo("on");
        assertThat(api.get("/api/v1/status").text("mode")).isEqualTo("on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "observe", "hold", "off"})
    void everyModeOfTheContractCanBeOrdered(String mode) {
        assertThat(api.put("/api/v1/mode", "{\"mode\":\"" + mode + "\",\"reason\":\"essai\"}")
                        .text("mode"))
                .isEqualTo(mode);
    }

    @Test
    void ofTwoWhoDecideAtOnceOneIsToldOfTheOther() {
        api.put("/api/v1/mode", HOLD, "If-Match", "\"0\"");
        Answer late = api.put("/api/v1/mode", "{\"mode\":\"off\",\"reason\":\"essai\"}", "If-Match", "\"0\"");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text("type")).isEqualTo("urn:ecluse:admin:mode-changed");
        assertThat(late.json().at("/mode/mode").asString("")).isEqualTo("hold");
        assertThat(api.get("/api/v1/mode").text("mode")).isEqualTo("hold");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"reason":"essai"}                                     | mode-unknown
            {"mode":"freeze","reason":"essai"}                     | mode-unknown
            {"mode":"hold"}                                        | reason-missing
            {"mode":"hold","reason":"  "}                          | reason-missing
            {"mode":"hold","reason":"essai","untill":"x"}          | body-unreadable
            {"mode":"hold","mode":"off","reason":"essai"}          | body-unreadable
            {"mode":"hold","reason":"essai","until":"18:00"}       | until-unreadable
            {"mode":"hold","reason":"essai","until":"2026-11-24T09:00:00+01:00"} | until-past
            {"mode":"on","reason":"essai","until":"2026-11-24T18:00:00+01:00"}   | on-has-no-end
            """)
    void whatIsNotAModeIsExplainedAndChangesNothing(String body, String type) {
        Answer answer = api.put("/api/v1/mode", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + type);
        assertThat(api.get("/api/v1/mode").header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void onlyWhoMayOperateChangesAnything() {
        assertThat(api.callAs(ServedApi.VIEW, "GET", "/api/v1/mode", "").status())
                .isEqualTo(200);
        assertThat(api.callAs(ServedApi.VIEW, "GET", "/api/v1/message", "").status())
                .isEqualTo(200);
        assertThat(api.callAs(ServedApi.VIEW, "PUT", "/api/v1/mode", HOLD).status())
                .isEqualTo(403);
        assertThat(api.callAs(ServedApi.VIEW, "PUT", "/api/v1/message", "{\"fr\":\"x\"}")
                        .status())
                .isEqualTo(403);
        assertThat(api.callAs(ServedApi.VIEW, "DELETE", "/api/v1/message", "").status())
                .isEqualTo(403);
        assertThat(api.callAs(null, "PUT", "/api/v1/mode", HOLD).status()).isEqualTo(401);
    }

    @Test
    void aMessageIsShownInBothLanguagesUntilItIsTakenBack() {
        Answer set = api.put(
                "/api/v1/message",
                "{\"fr\":\" L’été à 10 h. \",\"en\":\"Ten.\",\"until\":\"2026-11-24T10:00:00+01:00\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.response().body())
                .isEqualTo("{\"fr\":\"L’été à 10 h.\",\"en\":\"Ten.\",\"version\":1,"
                        + "\"until\":\"2026-11-24T10:00:00+01:00\",\"by\":\"astreinte\",\"reason\":\"\"}");
        assertThat(api.get("/api/v1/status").json().path("message").toString())
                .isEqualTo("{\"fr\":\"L’été à 10 h.\",\"en\":\"Ten.\",\"until\":\"2026-11-24T10:00:00+01:00\"}");

        Answer gone = api.delete("/api/v1/message?reason=fini", "If-Match", "\"1\"");
        assertThat(gone.response().body())
                .isEqualTo("{\"fr\":null,\"en\":null,\"version\":2,\"until\":null,\"by\":null,\"reason\":null}");
        assertThat(api.get("/api/v1/status").json().path("message").isNull()).isTrue();
        assertThat(api.get("/api/v1/audit").response().body())
                .contains("\"what\":\"message\",\"from\":\"L’été à 10 h. / Ten.\",\"to\":\"\",\"reason\":\"fini\"");
    }

    @Test
    void aMessageWhoseHourHasPassedIsShownNoMore() {
        api.put("/api/v1/message", "{\"fr\":\"Bonjour\",\"until\":\"2026-11-24T10:00:00+01:00\"}");
        assertThat(api.get("/api/v1/message").text("fr")).isEqualTo("Bonjour");
        assertThat(api.get("/api/v1/message").json().path("en").isNull()).isTrue();
        api.clock.advance(Duration.ofHours(1));
        assertThat(api.get("/api/v1/message").json().path("fr").isNull()).isTrue();
    }

    @Test
    void aMessageIsAsLongAsAPhoneBearsAndNoLonger() {
        assertThat(api.put("/api/v1/message", "{\"fr\":\"" + "é".repeat(500) + "\"}")
                        .status())
                .isEqualTo(200);
        Answer answer = api.put("/api/v1/message", "{\"fr\":\"" + "é".repeat(501) + "\"}");
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:message-too-long");
        assertThat(answer.text("detail")).contains("500");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                              | message-missing
            {"fr":" ","en":""}              | message-missing
            {"fr":"un\\ndeux"}              | message-not-plain
            {"fr":"un\\u0007"}              | message-not-plain
            {"de":"Guten Tag"}              | body-unreadable
            {"fr":12}                       | body-unreadable
            {"fr":"x","until":"demain"}     | until-unreadable
            """)
    void whatIsNotAMessageIsExplainedAndChangesNothing(String body, String type) {
        Answer answer = api.put("/api/v1/message", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + type);
        assertThat(api.get("/api/v1/message").header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void ofTwoMessagesAtOnceTheSecondIsToldOfTheFirst() {
        api.put("/api/v1/message", "{\"fr\":\"un\"}", "If-Match", "\"0\"");
        Answer late = api.delete("/api/v1/message", "If-Match", "\"0\"");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.json().at("/message/fr").asString("")).isEqualTo("un");
    }

    @Test
    void withoutTheLedgerNothingIsOrderedAndThatIsSaid() {
        api.loseTheLedger();
        assertThat(api.put("/api/v1/mode", HOLD).text("type")).isEqualTo("urn:ecluse:admin:ledger-unavailable");
        assertThat(api.get("/api/v1/mode").status()).isEqualTo(503);
        assertThat(api.get("/api/v1/status").text("mode")).isEqualTo("on");
    }
}
