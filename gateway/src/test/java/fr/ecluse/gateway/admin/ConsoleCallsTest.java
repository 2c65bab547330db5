package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the console is made of, over HTTP: its files, its stream, the week and the policy that somebody tries. */
class ConsoleCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
    /** Three seconds between two beats that nobody hears: who is not listening yet misses none, and fifteen late ones cut nobody off. */
    private static final int MOST_LOOKS = 300;

    private static final JsonMapper JSON = JsonMapper.shared();

    private static ServedApi api;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        api = new ServedApi(folder);
        api.ent.census = api::census;
        api.admit(1, new Role("eleve"));
        api.ent.refusals = Map.of("parents-journee", 4L);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"fr-FR, fr", "en-GB;q=0.8, en", "de, en", "'', fr"})
    void thePageIsForEverybodyInTheirLanguageAndHoldsNothingButItsFiles(String accepted, String language) {
        ServedApi.Answer page = accepted.isEmpty()
                ? api.callAs(null, "GET", "/console", "")
                : api.callAs(null, "GET", "/console", "", "Accept-Language", accepted);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.response().body()).contains("<html lang=\"" + language + "\">");
        Matcher links = LINK.matcher(page.response().body());
        List<String> found = new ArrayList<>();
        while (links.find()) {
            found.add(links.group(1));
        }
        assertThat(found).hasSize(5).allMatch(link -> link.startsWith("console/"));
        assertThat(found)
                .allSatisfy(link -> assertThat(
                                api.callAs(null, "GET", "/" + link, "").status())
                        .isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/app.js", "/console/uplot.js", "/console/console.css"})
    void noScriptFromElsewhereAndNoFrameIsAllowed(String path) {
        ServedApi.Answer file = api.callAs(null, "GET", path, "");

        assertThat(file.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http", "*");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Cache-Control")).isEqualTo("no-cache");
        String tag = file.header("ETag");
        ServedApi.Answer again = api.callAs(null, "GET", path, "", "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.response().body()).isEmpty();
    }

    @Test
    void theAdminPortItselfLeadsToTheConsole() {
        ServedApi.Answer answer = api.callAs(null, "GET", "/", "");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("console");
        assertThat(api.callAs(null, "GET", "/console/other.js", "").status()).isEqualTo(401);
    }

    @Test
    void aTokenSaysWhoseItIsAndWhatItMay() {
        assertThat(api.get("/api/v1/me").response().body()).isEqualTo("{\"name\":\"astreinte\",\"scope\":\"operate\"}");
        assertThat(api.callAs(ServedApi.VIEW, "GET", "/api/v1/me", "").text("scope"))
                .isEqualTo("view");
    }

    @Test
    void theStreamIsForThoseWithAToken() {
        assertThat(api.callAs(null, "GET", "/api/v1/live", "").status()).isEqualTo(401);
    }

    @Test
    void theStreamBeginsWithThePastAndGoesOnWithWhatStatusSays() throws Exception {
        api.live.beat();
        try (BufferedReader stream = listen()) {
            JsonNode history = event(stream, "history");
            assertThat(history.path("stepSeconds").asInt()).isEqualTo(10);
            assertThat(history.path("points")).isNotEmpty();

            JsonNode status = beatUntil(stream, "status");
            assertThat(status.path("occupancy").path("total").asInt()).isEqualTo(1);
            assertThat(status.path("ceiling").path("sessions").asInt()).isEqualTo(52_000);
            assertThat(status.path("ledger").path("healthy").asBoolean()).isTrue();

            JsonNode point = beatUntil(stream, "point");
            assertThat(point.path("seats").path("eleve").asInt()).isEqualTo(1);
            assertThat(point.path("refusals").path("parents-journee").asInt()).isEqualTo(4);
        }
    }

    /** One that reads nothing: what is not read fills the buffers of the system, then fifteen beats of ours, and then it ends. */
    @Test
    void whoeverDoesNotReadIsCutOff() throws Exception {
        await(ConsoleCallsTest::nobodyListensAfterABeat); // those of other tests are gone
        URI uri = URI.create(api.uri());
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            OutputStream out = deaf.getOutputStream();
            out.write(("GET /api/v1/live HTTP/1.1\r\nHost: console\r\nAuthorization: Bearer " + ServedApi.OPERATE
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            await(() -> api.listeners() > 0);

            await(ConsoleCallsTest::nobodyListensAfterABeat);
        }
    }

    @Test
    void theWeekOfThePolicyInForceIsGivenInTheReadersLanguage() {
        ServedApi.Answer week = api.get("/api/v1/week?from=2026-11-24", "Accept-Language", "fr");

        assertThat(week.json().path("days").get(0).path("name").asString()).isEqualTo("mardi 24 nov.");
        assertThat(week.response().body()).contains("8 h – 18 h refusé", "\"rule\":\"parents-journee\"");
        assertThat(week.json().path("difference").isNull()).isTrue();
        assertThat(api.get("/api/v1/week", "Accept-Language", "en").response().body())
                .as("from Monday")
                .contains("\"date\":\"2026-11-23\"", "08:00–18:00 refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demain", "2026-13-01", "9999-12-30"})
    void aDayThatIsNoneIsSaid(String from) {
        ServedApi.Answer answer = api.get("/api/v1/week?from=" + from, "Accept-Language", "fr");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("title")).isEqualTo("« from » n’est pas une date");
    }

    @Test
    void whoeverTriesAFileSeesWhoGainsAccessAndChangesNothing() {
        String longer = ServedApi.POLICY.replace("\"18:00\"", "\"17:00\"");

        JsonNode tried = api.callAs(ServedApi.VIEW, "POST", "/api/v1/policy/week", longer, "Accept-Language", "fr")
                .json();

        assertThat(tried.path("valid").asBoolean()).isTrue();
        JsonNode change = tried.path("week").path("difference").path("changes").get(0);
        assertThat(change.path("sense").asString()).isEqualTo("gain");
        assertThat(change.path("when").asString()).isEqualTo("du lundi au vendredi de 17 h à 18 h");
        assertThat(api.get("/api/v1/policy/text").response().body()).isEqualTo(ServedApi.POLICY);
    }

    @Test
    void aFileWithErrorsHasThemAtTheirPlaceAndNoWeek() {
        JsonNode tried = api.post("/api/v1/policy/week", ServedApi.POLICY.replace("[parent]", "[parents]"))
                .json();

        assertThat(tried.path("valid").asBoolean()).isFalse();
        assertThat(tried.path("week").isNull()).isTrue();
        assertThat(tried.path("issues").get(0).path("line").asInt()).isEqualTo(6);
        assertThat(tried.path("issues").get(0).path("column").asInt()).isEqualTo(13);
    }

    private static boolean nobodyListensAfterABeat() {
        api.live.beat();
        return api.listeners() == 0;
    }

    private static BufferedReader listen() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api.uri() + "/api/v1/live"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + ServedApi.VIEW)
                .build();
        HttpResponse<InputStream> answer =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    /** A beat each time that nothing has come for a while, until the right event has. */
    private static JsonNode beatUntil(BufferedReader stream, String name) throws Exception {
        for (int events = 0; events < 50; events++) {
            while (!stream.ready()) {
                api.live.beat();
                for (int looks = 0; looks < MOST_LOOKS && !stream.ready(); looks++) {
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
            }
            String line = stream.readLine();
            String data = stream.readLine();
            stream.readLine();
            if (line.equals("event: " + name)) {
                return JSON.readTree(data.substring("data: ".length()));
            }
        }
        throw new AssertionError("no " + name);
    }

    private static JsonNode event(BufferedReader stream, String name) throws IOException {
        assertThat(stream.readLine()).isEqualTo("event: " + name);
        String data = stream.readLine();
        stream.readLine();
        return JSON.readTree(data.substring("data: ".length()));
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
