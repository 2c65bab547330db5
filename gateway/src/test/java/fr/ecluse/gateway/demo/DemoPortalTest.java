package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoPortalTest {

    private final HttpClient http = HttpClient.newHttpClient();

    private DemoServer server;

    @BeforeEach
    void startThePortal() throws IOException {
        server = DemoServer.bind("test-portal", 0);
        server.start(new DemoPortal(URI.create("http://localhost:8080"), new CrowdPage(Optional.empty())));
    }

    @AfterEach
    void stopThePortal() {
        server.close();
    }

    @Test
    void theHomePageGreetsTheVisitorWhomTheGatewayNames() throws Exception {
        HttpResponse<String> page =
                get("/", "Ecluse-User", "ines", "Ecluse-Roles", "eleve,autre", "Ecluse-Session", "p<3");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Bonjour Inès")
                .contains("<code>eleve,autre</code>")
                .contains("<code>p&lt;3</code>")
                .contains("href=\"/.ecluse/logout\"")
                .doesNotContain("{{")
                .doesNotContain("#{");
    }

    @Test
    void withoutTheGatewayThePortalKnowsNobodyAndSaysWhereToGo() throws Exception {
        assertThat(get("/").body())
                .contains("Le portail ne sait pas qui vous êtes")
                .contains("href=\"http://localhost:8080/\"")
                .doesNotContain("Ecluse-Session");
    }

    @Test
    void everySectionAnswersInBothLanguages() throws Exception {
        for (String path :
                new String[] {"/messagerie", "/cahier-de-textes", "/notes", "/public/infos", "/quitter", "/demo"}) {
            HttpResponse<String> french = get(path, "Accept-Language", "fr");
            HttpResponse<String> english = get(path + "?lang=en", "Accept-Language", "fr");
            assertThat(french.statusCode()).as(path).isEqualTo(200);
            assertThat(french.body()).as(path).contains("<html lang=\"fr\">").doesNotContain("{{");
            assertThat(english.body()).as(path).contains("<html lang=\"en\">").contains("href=\"/notes?lang=en\"");
        }
    }

    @Test
    void leavingTellsTheGatewayToFreeTheSeatAndNoOtherPageDoes() throws Exception {
        assertThat(get("/quitter").headers().firstValue("Ecluse-Release")).hasValue("true");
        assertThat(get("/").headers().firstValue("Ecluse-Release")).isEmpty();
    }

    @Test
    void theHeadersPageShowsWhatArrivedAsPlainText() throws Exception {
        HttpResponse<String> page = get("/headers", "Ecluse-User", "ines", "x_forwarded_for", "192.0.2.7");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
        assertThat(page.body().lines()).contains("Ecluse-User: ines", "X_forwarded_for: 192.0.2.7");
    }

    @Test
    void anUnknownPageIsNotFound() throws Exception {
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
