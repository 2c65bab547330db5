package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.PolicySchema;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The calls of CONTRACT §5, asked over HTTP. */
class AdminApiTest {

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
                        "{\"ent\":\"Mon ENT\",\"time\":\"2026-11-24T09:00:00+01:00\",\"node\":\"noeud-1\",\"mode\":\"on\","
                                + "\"ledger\":{\"kind\":\"memory\",\"healthy\":true},"
                                + "\"ceiling\":{\"sessions\":52000,\"atLeast\":10000,\"atMost\":144000,\"source\":\"policy\","
                                + "\"version\":0,\"until\":null},"
                                + "\"occupancy\":{\"total\":3,\"byRole\":{\"eleve\":2,\"enseignant\":1,\"personnel\":0,\"parent\":0,"
                                + "\"autre\":0}},"
                                + "\"waiting\":{\"total\":0,\"byRole\":{\"eleve\":0,\"enseignant\":0,\"personnel\":0,\"parent\":0,"
                                + "\"autre\":0}},"
                                + "\"services\":{},"
                                + "\"rates\":{\"admittedPerSecond\":12.5,\"waitingPerSecond\":3.0,\"refusedPerSecond\":0.0}}");
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

    @Test
    void withoutTheLedgerAChangeIsNotPromised() {
        api.loseTheLedger();
        for (Answer answer : List.of(
                api.get("/api/v1/ceiling"),
                api.put("/api/v1/ceiling", PUT_144000),
                api.delete("/api/v1/ceiling"),
                api.get("/api/v1/audit"),
                api.post("/api/v1/seats/release", "{\"role\":\"parent\",\"reason\":\"r\"}"))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            assertThat(answer.text("type")).isEqualTo("urn:ecluse:admin:ledger-unavailable");
        }
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
        Answer enormous = api.post("/api/v1/policy/check", "#".repeat(5 * 1024 * 1024));
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

    @Test
    void withoutATokenNothingIsSaid() {
        Answer none = api.callAs(null, "GET", "/api/v1/status", "");
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(none.text("detail")).contains("Authorization: Bearer TOKEN");
        Answer wrong = api.callAs("faux", "GET", "/api/v1/status", "");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(api.callAs(null, "GET", "/api/v1/nothing", "").status()).isEqualTo(401);
    }

    @Test
    void whoMayOnlyLookChangesNothing() {
        for (String path : List.of("status", "ceiling", "policy", "explain?role=eleve", "audit")) {
            assertThat(api.callAs(ServedApi.VIEW, "GET", "/api/v1/" + path, "").status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(api.callAs(ServedApi.VIEW, "POST", "/api/v1/policy/check", "version: 1")
                        .status())
                .isEqualTo(200);
        var refused = new ArrayList<Answer>();
        refused.add(api.callAs(ServedApi.VIEW, "PUT", "/api/v1/ceiling", PUT_144000));
        refused.add(api.callAs(ServedApi.VIEW, "DELETE", "/api/v1/ceiling", ""));
        refused.add(
                api.callAs(ServedApi.VIEW, "POST", "/api/v1/seats/release", "{\"role\":\"parent\",\"reason\":\"r\"}"));
        assertThat(refused).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"insufficient_scope\"");
            assertThat(answer.text("detail")).contains("“ecran”").contains("operate");
        });
        assertThat(api.get("/api/v1/ceiling").json().path("version").asInt()).isZero();
    }

    @Test
    void afterTenWrongTokensEvenTheRightOneHasToWait() {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(api.callAs("faux" + i, "GET", "/api/v1/status", "").status())
                    .isEqualTo(401);
        }
        Answer answer = api.get("/api/v1/status");
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("60");
    }

    @Test
    void whatDoesNotExistIsSaidWithWhatDoes() {
        Answer call = api.get("/api/v1/stats");
        assertThat(call.status()).isEqualTo(404);
        assertThat(call.text("detail")).contains("/api/v1/stats").contains("status");
        Answer method = api.post("/api/v1/ceiling", PUT_144000);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.text("allowed")).isEqualTo("GET, PUT, DELETE");
        assertThat(method.header("Allow")).isEqualTo("GET, PUT, DELETE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fr-FR,fr;q=0.9,en;q=0.8 | Cet appel n’existe pas
                    en-GB                   | There is no such call
                    de                      | There is no such call
                    ;;;                     | There is no such call
                    """)
    void problemsAreInTheReadersLanguage(String accepted, String title) {
        assertThat(api.get("/api/v1/stats", "Accept-Language", accepted).text("title"))
                .isEqualTo(title);
    }

    @ParameterizedTest
    @EnumSource(Problem.Kind.class)
    void everyProblemHasItsWordsInBothLanguages(Problem.Kind kind) {
        var english = new Problem(kind, "one", "two").document(Locale.ENGLISH);
        var french = new Problem(kind, "one", "two").document(Locale.FRENCH);
        assertThat(english.get("title")).isNotEqualTo(french.get("title"));
        assertThat(english.get("detail")).isNotEqualTo(french.get("detail"));
    }
}
