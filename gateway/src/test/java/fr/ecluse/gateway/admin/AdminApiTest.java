package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi.Answer;
import java.io.IOException;
import java.nio.file.Path;
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

/** Who may call the admin API, and what everybody is told who may not or asks for what is not there (CONTRACT §5). */
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
