package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.util.HtmlUtils;

/**
 * What comes to public routes: programs without a session (LTI, calendars, webhooks, probes), forms from other sites, and a
 * provider of the CAS kind that stands behind the gateway. Each test has a visitor's address of its own, named by a proxy.
 */
class PublicRouteTest {

    /** More than an address may send at once; a token comes back each second. */
    private static final int FLOOD = 400;

    private static final String SCHOOL = "192.0.2.7";

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.trusted-proxies[0]=127.0.0.1/32",
                "ecluse.school-networks[0]=192.0.2.0/24",
                "ecluse.throttle.per-second=1", // so slow that no machine is slower
                "ecluse.throttle.burst=100",
                "spring.cloud.gateway.server.webflux.routes[1].id=machines",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/agenda/**,/lti/launch",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public",
                "spring.cloud.gateway.server.webflux.routes[2].id=cas",
                "spring.cloud.gateway.server.webflux.routes[2].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[2].predicates[0]=Path=/cas/login,/cas/css/**,/accueil",
                "spring.cloud.gateway.server.webflux.routes[2].metadata.access=public");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
    }

    @Test
    void aFloodOfOneAddressIsThrottledAndNobodyElse() {
        String ines = issuer.token("ines", "National_ELV", Instant.now());
        assertThat(gateway.getAs(ines, "/agenda/a.ics", from("198.51.100.1")).statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = untilThrottled(() -> gateway.get("/agenda/a.ics", from("198.51.100.1")));

        assertThat(refused.headers().firstValue("Ecluse-Decision")).hasValue("throttled");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isEqualTo(1);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        for (int i = 0; i < 50; i++) {
            assertThat(gateway.getAs(ines, "/", from("198.51.100.1")).statusCode())
                    .as("seated, behind the same address")
                    .isEqualTo(200);
            assertThat(gateway.getAs(ines, "/agenda/a.ics", from("198.51.100.1"))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(gateway.get("/agenda/a.ics", from("198.51.100.2")).statusCode())
                .as("a neighbour")
                .isEqualTo(200);
    }

    @Test
    void aSchoolNetworkMaySendMuchMore() {
        for (int i = 0; i < 300; i++) {
            assertThat(gateway.get("/agenda/a.ics", from(SCHOOL)).statusCode())
                    .as("request %d", i)
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenThatIsNotOursIsThePortalsBusinessAndCostsAsMuchAsNone() {
        // ten times as dear, they would be throttled after ten
        for (int i = 0; i < 50; i++) {
            assertThat(gateway.getAs("a.b." + i, "/agenda/a.ics", from("198.51.100.3"))
                            .statusCode())
                    .as("request %d", i)
                    .isEqualTo(200);
        }
        assertThat(portal.nextRequest())
                .containsEntry("Authorization", "Bearer a.b.0")
                .doesNotContainKey("Ecluse-User");
        int[] next = {50};
        assertThat(untilThrottled(() -> gateway.getAs("a.b." + next[0]++, "/agenda/a.ics", from("198.51.100.3")))
                        .statusCode())
                .as("and they are not free either")
                .isEqualTo(429);
    }

    @Test
    void aFormFromAnotherSiteReachesThePortalWithAllThatItSays() {
        HttpResponse<String> answer = form("/lti/launch", "lti_message_type=basic-lti-launch-request&user_id=42");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("reçu");
        assertThat(portal.nextRequest())
                .containsEntry(":body", "lti_message_type=basic-lti-launch-request&user_id=42")
                .containsEntry("Origin", "https://ailleurs.example")
                .doesNotContainKey("Ecluse-User");
    }

    @Test
    void aFormFromAnotherSiteToAClosedRouteIsAnsweredByAPageThatSaysItWasNotSent() {
        HttpResponse<String> answer = form("/cahier/deposer", "texte=rendu");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("unauthenticated");
        assertThat(answer.headers().firstValue("Location"))
                .as("a redirect would lose what was written without a word")
                .isEmpty();
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(HtmlUtils.htmlUnescape(answer.body()))
                .contains("Votre connexion n’est pas reconnue")
                .contains("Ce que vous venez d’envoyer n’a pas été transmis");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void aProgramThatPostsToAClosedRouteIsToldSoInJson() {
        HttpResponse<String> answer = gateway.send(gateway.request("/webhook", from("198.51.100.4"))
                .setHeader("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(portal.unseenRequests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cas/login;jsessionid=8A4F2C.noeud-1",
                "/cas/login;jsessionid=8A4F2C?service=https%3A%2F%2Fent.example.fr%2F",
                "/cas/css/cas.css;jsessionid=8A4F2C",
                "/accueil;jsessionid=8A4F2C"
            })
    void aPathWithTheSessionOfAJavaServerIsAsPublicAsWithout(String path) {
        assertThat(gateway.get(path).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).as("sent as it came").containsEntry(":uri", path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/prive;jsessionid=1",
                "/prive;x=/cas/login",
                "/prive;jsessionid=1/cas/login",
                "/prive;jsessionid=/cas/css/x.css",
                "/cas/css/..;jsessionid=1",
                "/cas/css/..;jsessionid=1/prive",
                "/cas/css/..;/..;/prive;jsessionid=1",
                "/cas/css/x;a=b;jsessionid=1",
                "/cas/css/x;jsessionid=1;a=b",
                "/cas/css/%2e%2e;jsessionid=1",
                "/cas/login/prive;jsessionid=1",
                "/cas/loginprive;jsessionid=1"
            })
    void noSessionInAPathMakesAClosedRoutePublic(String path) {
        assertThat(gateway.get(path).statusCode()).isEqualTo(401);
        assertThat(portal.unseenRequests()).isZero();
    }

    private static HttpResponse<String> form(String path, String body) {
        return gateway.send(gateway.request(path, from("198.51.100.5"))
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .setHeader("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
                .setHeader("Accept-Language", "fr-FR")
                .setHeader("Origin", "https://ailleurs.example")
                .setHeader("Sec-Fetch-Mode", "navigate")
                .setHeader("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpResponse<String> untilThrottled(Supplier<HttpResponse<String>> request) {
        return Stream.generate(request)
                .limit(FLOOD)
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow(() -> new AssertionError(FLOOD + " requests were not too many"));
    }

    private static String[] from(String address) {
        return new String[] {"X-Forwarded-For", address};
    }
}
