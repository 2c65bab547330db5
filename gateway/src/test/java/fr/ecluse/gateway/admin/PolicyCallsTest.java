package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.policy.PolicySchema;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code /api/v1/policy}, what is tried on it, and {@code /api/v1/explain}, asked over HTTP; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class PolicyCallsTest {

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
    void thePolicyInForceIsShownWithItsRules() {
        JsonNode shown = api.get("/api/v1/policy").json();
        assertThat(shown.path("source").asString()).isEqualTo(api.policyFile());
        assertThat(shown.path("sha256").asString())
                .isEqualTo(api.policy.current().policy().sha256());
        assertThat(shown.path("loadedAt").asString()).isEqualTo("2026-11-24T09:00:00+01:00");
        assertThat(shown.at("/rules/0").toString())
                .isEqualTo("{\"name\":\"parents-journee\",\"line\":5,\"roles\":[\"parent\"],"
                        + "\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"],\"dates\":null,"
                        + "\"from\":\"08:00\",\"to\":\"18:00\",\"services\":[],\"effect\":\"refuse\","
                        + "\"openSessions\":\"end\",\"message\":{\"fr\":\"Les parents sont accueillis de 18 h à 8 h.\","
                        + "\"en\":\"Parents are welcome from 18:00 to 8:00.\"}}");
        assertThat(shown.path("lastRefused").isNull()).isTrue();
    }

    @Test
    void aRefusedReloadIsShownUntilTheNextGoodOne() throws IOException {
        api.rewrite("version: 1\nent: Mon ENT\nceiling: {session: 5}\n");
        JsonNode refused = api.get("/api/v1/policy", "Accept-Language", "en").json();
        assertThat(refused.path("ent").asString()).isEqualTo("Mon ENT");
        assertThat(refused.at("/rules").size()).isEqualTo(1);
        assertThat(refused.at("/lastRefused/issues").size()).isPositive();
        assertThat(refused.at("/lastRefused/issues/0/line").asInt()).isEqualTo(3);
        assertThat(refused.at("/lastRefused/issues/0/severity").asString()).isEqualTo("error");

        api.rewrite("version: 1\nent: Nouveau\nceiling: {sessions: 5}\n");
        JsonNode loaded = api.get("/api/v1/policy").json();
        assertThat(loaded.path("ent").asString()).isEqualTo("Nouveau");
        assertThat(loaded.path("lastRefused").isNull()).isTrue();
    }

    @Test
    void aPolicyIsCheckedWithoutBeingPutInForce() {
        Answer good = api.post("/api/v1/policy/check", "version: 1\nent: Autre\nceiling: {sessions: 5}\n");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.json().path("valid").asBoolean()).isTrue();

        Answer bad = api.post(
                "/api/v1/policy/check",
                "version: 1\nent: Autre\nceiling: {sessions: 5}\nrules:\n  - name: r\n    roles: [eleves]\n    effect: refuse\n",
                "Accept-Language",
                "fr");
        assertThat(bad.json().path("valid").asBoolean()).isFalse();
        JsonNode issue = bad.json().at("/issues/0");
        assertThat(issue.path("file").asString()).isEqualTo("policy.yaml");
        assertThat(issue.path("line").asInt()).isEqualTo(6);
        assertThat(issue.path("column").asInt()).isEqualTo(13);
        assertThat(issue.path("suggestion").asString()).isEqualTo("eleve");
        assertThat(issue.path("message").asString()).contains("vouliez-vous");
        assertThat(api.policy.current().policy().ent()).isEqualTo("Mon ENT");
    }

    @Test
    void checkSaysThatACalendarEndsSoonAsTheCommandDoes() {
        String yaml = "version: 1\nent: Autre\nceiling: {sessions: 5}\nschool-calendar: lyon\nrules:\n"
                + "  - {name: r, roles: [parent], days: [school-days], from: 8:00, to: 18:00, effect: refuse}\n";
        assertThat(api.post("/api/v1/policy/check", yaml).json().path("issues").size())
                .isZero();
        api.clock.set("2028-06-01T10:00:00Z");
        JsonNode answer = api.post("/api/v1/policy/check", yaml).json();
        assertThat(answer.path("valid").asBoolean()).isTrue();
        assertThat(answer.at("/issues/0/code").asString()).isEqualTo("school-calendar-ends");
        assertThat(answer.at("/issues/0/message").asString()).contains("2028-07-03");
    }

    @Test
    void emptyAndEnormousFilesAreJudgedToo() {
        assertThat(api.post("/api/v1/policy/check", "").json().path("valid").asBoolean())
                .isFalse();
        Answer big = api.post("/api/v1/policy/check", "#".repeat(1024 * 1024 + 1));
        assertThat(big.json().at("/issues/0/code").asString()).isEqualTo("file-too-big");
        // one byte more than is read: a client that were still sending when the connection ends might not hear the
        // answer
        Answer enormous = api.post("/api/v1/policy/check", "#".repeat(PolicyCalls.LARGEST_FILE + 1));
        assertThat(enormous.status()).isEqualTo(413);
    }

    @Test
    void explainGivesTheVerdictItsRuleAndUntilWhen() {
        JsonNode refused = api.get("/api/v1/explain?role=parent&at=2026-11-24T08:30", "Accept-Language", "fr")
                .json();
        assertThat(refused.toString())
                .isEqualTo(
                        "{\"role\":\"parent\",\"service\":null,\"serviceSessions\":null,\"at\":\"2026-11-24T08:30:00+01:00\","
                                + "\"verdict\":\"refused\",\"rule\":\"parents-journee\",\"line\":5,"
                                + "\"since\":\"2026-11-24T08:00:00+01:00\",\"until\":\"2026-11-24T18:00:00+01:00\","
                                + "\"reopensAt\":\"2026-11-24T18:00:00+01:00\","
                                + "\"message\":\"Les parents sont accueillis de 18 h à 8 h.\","
                                + "\"window\":{\"from\":\"2026-11-24T08:00:00+01:00\",\"to\":\"2026-11-24T18:00:00+01:00\"},"
                                + "\"timeZone\":\"Europe/Paris\",\"day\":{\"date\":\"2026-11-24\",\"kind\":\"weekday\","
                                + "\"holidays\":null,\"publicHoliday\":null,\"clockChange\":null,\"guessed\":false},"
                                + "\"next\":{\"at\":\"2026-11-24T18:00:00+01:00\",\"verdict\":\"admitted\",\"rule\":null,"
                                + "\"line\":null,\"since\":null,\"until\":\"2026-11-25T08:00:00+01:00\",\"reopensAt\":null,"
                                + "\"message\":null,\"window\":null}}");
        JsonNode admitted = api.get("/api/v1/explain?role=parent&at=2026-11-24T18:00:00%2B01:00")
                .json();
        assertThat(admitted.path("verdict").asString()).isEqualTo("admitted");
        assertThat(admitted.path("until").asString()).isEqualTo("2026-11-25T08:00:00+01:00");
        JsonNode never = api.get("/api/v1/explain?role=eleve").json();
        assertThat(never.path("at").asString()).isEqualTo("2026-11-24T09:00:00+01:00");
        assertThat(never.path("until").isNull()).isTrue();
    }

    @Test
    void explainSaysWhichRolesThereAreAndHowToWriteAnHour() {
        Answer role = api.get("/api/v1/explain?role=eleves");
        assertThat(role.status()).isEqualTo(400);
        assertThat(role.text("detail")).contains("“eleves”").contains("eleve, enseignant, personnel, parent, autre");
        assertThat(api.get("/api/v1/explain").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/explain?role=eleve&at=mardi").text("type"))
                .isEqualTo("urn:ecluse:admin:at-unreadable");
    }

    @Test
    void theSchemaIsForEditorsThatHaveNoToken() {
        Answer schema = api.callAs(null, "GET", "/api/v1/policy/schema", "");
        assertThat(schema.status()).isEqualTo(200);
        assertThat(schema.header("Content-Type")).isEqualTo("application/schema+json");
        assertThat(schema.text("$schema")).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.response().body()).isEqualTo(PolicySchema.text());

        assertThat(api.callAs(null, "POST", "/api/v1/policy/schema", "{}").status())
                .isEqualTo(401);
    }
}
