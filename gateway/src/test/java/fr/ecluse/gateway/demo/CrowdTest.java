package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import fr.ecluse.gateway.demo.Crowd.Numbers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The crowd in front of a lock with two seats that speaks as the gateway does. */
class CrowdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Crowd.Tempo QUICK =
            new Crowd.Tempo(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(2));

    /** So that somebody who looks now and then sees them sit. */
    private static final Crowd.Tempo STAYING = new Crowd.Tempo(QUICK.arrival(), Duration.ofSeconds(1), QUICK.request());

    private final TwoSeats lock = new TwoSeats();
    private final DemoTokens tokens = new DemoTokens("http://127.0.0.1", Clock.systemUTC());

    private DemoServer server;
    private Crowd crowd;

    @BeforeEach
    void openTheLock() throws IOException {
        server = DemoServer.bind("test-lock", 0);
        server.start(lock);
        crowd = new Crowd(server.address(), tokens, QUICK, 6);
    }

    @AfterEach
    void closeTheLock() {
        crowd.close();
        server.close();
    }

    @Test
    void everybodyWaitsEntersAndLeavesAndTheSeatsAreFreeAgain() {
        assertThat(crowd.gather()).isEqualTo(6);
        await().atMost(PATIENCE).until(() -> crowd.numbers().equals(new Numbers(0, 0, 0, 6)));
        assertThat(lock.everSeated).hasSize(6);
        assertThat(lock.everWaited).isNotEmpty();
        assertThat(lock.seated).isEmpty();
        assertThat(lock.breaches).isEmpty();
    }

    @Test
    void whoIsSentHomeGivesTheSeatBack() {
        crowd.close();
        crowd = new Crowd(server.address(), tokens, STAYING, 6);
        crowd.gather();
        await().atMost(PATIENCE).until(() -> crowd.numbers().seated() > 0);
        crowd.disperse();
        await().atMost(PATIENCE)
                .until(() -> crowd.numbers().coming()
                                + crowd.numbers().waiting()
                                + crowd.numbers().seated()
                        == 0);
        assertThat(lock.breaches).isEmpty();
    }

    @Test
    void theCrowdHasAnEnd() {
        int came = 0;
        for (int i = 0; i < 100; i++) {
            came += crowd.gather();
        }
        Numbers now = crowd.numbers(); // once: they go from one to the other all the time
        assertThat(came).isGreaterThanOrEqualTo(Crowd.MOST);
        assertThat(came - now.left()).as("more come only where somebody left").isLessThanOrEqualTo(Crowd.MOST);
        assertThat(now.coming() + now.waiting() + now.seated()).isLessThanOrEqualTo(Crowd.MOST);
    }

    @Test
    void thePageBringsTheCrowdButNotForAnotherSite() throws Exception {
        try (DemoServer portal = DemoServer.bind("test-portal", 0)) {
            portal.start(new DemoPortal(URI.create("http://localhost:8080"), new CrowdPage(Optional.of(crowd))));
            URI page = URI.create(portal.address() + "/demo");
            HttpClient http = HttpClient.newHttpClient();
            HttpRequest foreign = Forms.post(page, Map.of("crowd", "add"))
                    .header("Sec-Fetch-Site", "cross-site")
                    .build();
            assertThat(http.send(foreign, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(crowd.numbers()).isEqualTo(new Numbers(0, 0, 0, 0));

            HttpRequest own = Forms.post(page, Map.of("crowd", "add"))
                    .header("Sec-Fetch-Site", "same-origin")
                    .build();
            HttpResponse<String> answer = http.send(own, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location")).hasValue("/demo");
            await().atMost(PATIENCE).until(() -> crowd.numbers().left() == 6);
            HttpRequest look = HttpRequest.newBuilder(page).build();
            assertThat(http.send(look, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("Faire venir 6 élèves")
                    .contains("<dd>6</dd>");
        }
    }

    /** Two seats, given from the third visitor on, one line, and a note of every rule that a visitor broke. */
    private static final class TwoSeats implements DemoServer.Handler {

        private static final int FIRST_TO_WAIT = 3;

        final Set<String> seated = new HashSet<>();
        final Deque<String> line = new ArrayDeque<>();
        final Set<String> everSeated = new HashSet<>();
        final Set<String> everWaited = new HashSet<>();
        final Set<String> breaches = new HashSet<>();

        @Override
        public synchronized Answer answer(Call call) {
            String who = call.header("Authorization");
            if (who == null) {
                breaches.add("no token on " + call.path());
                return Answer.text(401, "");
            }
            if (call.path().equals("/.ecluse/place")) {
                return place(who, call.header("Ecluse-Place"));
            }
            if (!enters(who)) {
                everWaited.add(who);
                return Answer.json(503, Map.of("type", "urn:ecluse:waiting", "nextPollSeconds", 1))
                        .with("Ecluse-Decision", "waiting")
                        .with("Ecluse-Place", "place of " + who);
            }
            if (call.path().equals("/quitter")) {
                seated.remove(who);
            }
            return Answer.text(200, "page");
        }

        private Answer place(String who, String place) {
            if (!("place of " + who).equals(place)) {
                breaches.add("a poll without its own place");
            }
            return Answer.json(
                    200, enters(who) ? Map.of("state", "admitted") : Map.of("state", "waiting", "nextPollSeconds", 1));
        }

        private boolean enters(String who) {
            if (seated.contains(who)) {
                return true;
            }
            if (!line.contains(who)) {
                line.add(who);
            }
            if (everSeated.isEmpty() && line.size() < FIRST_TO_WAIT) {
                return false;
            }
            int rank = List.copyOf(line).indexOf(who);
            if (rank < 2 - seated.size()) {
                line.remove(who);
                seated.add(who);
                everSeated.add(who);
                return true;
            }
            return false;
        }
    }
}
