package fr.ecluse.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the admin API of a running gateway, and says in words why a call came to nothing. */
final class AdminClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FIRST_OF_THE_SERVER = 500;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI admin;
    private final String token;
    private final Language language;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param admin such as {@code http://127.0.0.1:9090} */
    AdminClient(URI admin, String token, Language language) {
        this.admin = admin;
        this.token = token;
        this.language = language;
    }

    Answer get(String path) throws Failure {
        return send(request(path).GET());
    }

    /** @param eTag of the state that the change was decided on */
    Answer put(String path, JsonNode body, String eTag) throws Failure {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", eTag)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /** @param eTag of the state that the change was decided on */
    Answer delete(String path, String eTag) throws Failure {
        return send(request(path).header("If-Match", eTag).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(admin.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Accept-Language", language.locale().getLanguage());
    }

    private Answer send(HttpRequest.Builder request) throws Failure {
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new Failure(language.say("admin.unreachable", admin), e);
        } catch (IOException e) {
            throw new Failure(language.say("admin.broken", admin), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(language.say("admin.broken", admin), e);
        }
        JsonNode body = json(response.body());
        if (body == null) {
            throw new Failure(language.say("admin.not-one", admin), response.statusCode());
        }
        if (response.statusCode() != 200) {
            throw new Failure(
                    body.path("title").asString("")
                            + System.lineSeparator()
                            + body.path("detail").asString(""),
                    response.statusCode());
        }
        return new Answer(body, response.headers().firstValue("ETag").orElse("*"));
    }

    /** Null if it is neither a JSON object nor an array: then something else listens there. */
    private static @Nullable JsonNode json(String text) {
        try {
            JsonNode body = JSON.readTree(text);
            return body.isContainer() ? body : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** What the gateway answered with 200. */
    record Answer(JsonNode body, String eTag) {}

    /** Why there is no answer, in the user's words. */
    static final class Failure extends Exception {

        private final String words;
        private final boolean mayPass;

        /** There was no answer. */
        Failure(String words, Throwable cause) {
            super(words, cause);
            this.words = words;
            this.mayPass = true;
        }

        /** There was another answer than hoped for, of that status. */
        Failure(String words, int status) {
            super(words);
            this.words = words;
            this.mayPass = status >= FIRST_OF_THE_SERVER;
        }

        String words() {
            return words;
        }

        /** Whether the same call may go better in a moment. */
        boolean mayPass() {
            return mayPass;
        }
    }
}
