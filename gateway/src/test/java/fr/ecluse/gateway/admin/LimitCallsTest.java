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

/** {@code /api/v1/limits}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class LimitCallsTest {

    private static final String LIMITS = "/api/v1/limits";
    private static final String STRICT =
            "{\"perSecond\":20,\"burst\":200,\"reason\":\"saturation\"," + "\"until\":\"2026-11-24T18:00:00+01:00\"}";
    private static final String USUAL = "\"perSecond\":100,\"burst\":1000,\"schoolFactor\":20,\"source\":\"settings\"";

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
    void theSettingsHoldUntilSomebodyOrdersAnythingElse() {
        Answer limits = api.get(LIMITS);
        assertThat(limits.status()).isEqualTo(200);
        assertThat(limits.header("ETag")).isEqualTo("\"0\"");
        assertThat(limits.response().body())
                .isEqualTo("{" + USUAL + ",\"version\":0,\"until\":null,\"by\":null,\"reason\":null}");
    }

    @Test
    void limitsAreOrderedWithReasonAndEndAndWhatIsLeftOutStays() {
        Answer set = api.put(LIMITS, STRICT);
        assertThat(set.response().body())
                .isEqualTo("{\"perSecond\":20,\"burst\":200,\"schoolFactor\":20,\"source\":\"live\",\"version\":1,"
                        + "\"until\":\"2026-11-24T18:00:00+01:00\",\"by\":\"astreinte\",\"reason\":\"saturation\"}");
        assertThat(api.get(LIMITS).json()).isEqualTo(set.json());
        assertThat(api.put(LIMITS, "{\"schoolFactor\":5,\"reason\":\"encore\"}")
                        .response()
                        .body())
                .startsWith("{\"perSecond\":20,\"burst\":200,\"schoolFactor\":5,")
                .contains("\"until\":null");
        assertThat(api.get("/api/v1/audit").response().body())
                .contains("\"what\":\"limits\",\"from\":\"settings\","
                        + "\"to\":\"per-second=20 burst=200 school-factor=20\",\"reason\":\"saturation\"");

        assertThat(api.delete(LIMITS + "?reason=fini").response().body()).startsWith("{" + USUAL);
    }

    @Test
    void anOrderEndsByItself() {
        api.put(LIMITS, STRICT);
        api.clock.advance(Duration.ofHours(9));
        assertThat(api.get(LIMITS).response().body()).startsWith("{" + USUAL);
    }

    @Test
    void ofTwoWhoDecideAtOnceOneIsToldOfTheOther() {
        api.put(LIMITS, STRICT, "If-Match", "\"0\"");
        Answer late = api.delete(LIMITS, "If-Match", "\"0\"");
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.text("type")).isEqualTo("urn:ecluse:admin:limits-changed");
        assertThat(late.json().at("/limits/burst").asInt()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"reason":"r"}                                     | 400 | limits-missing
            {"perSecond":20}                                   | 400 | reason-missing
            {"perSecond":"20","reason":"r"}                    | 400 | body-unreadable
            {"perSecond":2.5,"reason":"r"}                     | 400 | body-unreadable
            {"persecond":20,"reason":"r"}                      | 400 | body-unreadable
            {"perSecond":0,"reason":"r"}                       | 422 | limits-out-of-bounds
            {"perSecond":1,"reason":"r"}                       | 422 | limits-out-of-bounds
            {"burst":9,"reason":"r"}                           | 422 | limits-out-of-bounds
            {"schoolFactor":0,"reason":"r"}                    | 422 | limits-out-of-bounds
            {"burst":99,"reason":"r","until":"2026-11-24T08:00:00+01:00"} | 400 | until-past
            """)
    void whatIsNoLimitIsExplainedAndChangesNothing(String body, int status, String type) {
        Answer answer = api.put(LIMITS, body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:" + type);
        assertThat(api.get(LIMITS).header("ETag")).isEqualTo("\"0\"");
    }

    @Test
    void aNumberOutOfItsBoundsIsToldThem() {
        assertThat(api.put(LIMITS, "{\"perSecond\":1,\"reason\":\"r\"}").text("detail"))
                .as("the burst in force would take a quarter of an hour to come back")
                .startsWith("“burst” must lie between 10 and 600");
    }

    @Test
    void onlyWhoMayOperateChangesAnything() {
        assertThat(api.callAs(ServedApi.VIEW, "GET", LIMITS, "").status()).isEqualTo(200);
        assertThat(api.callAs(ServedApi.VIEW, "PUT", LIMITS, STRICT).status()).isEqualTo(403);
        assertThat(api.callAs(ServedApi.VIEW, "DELETE", LIMITS, "").status()).isEqualTo(403);
    }
}
