package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.trial.RawConnection;
import fr.ecluse.gateway.trial.RawConnection.Answer;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who goes no further than the doorstep of a whole gateway, and that they are told there what they would be told inside. A request
 * that comes behind another one of its connection always goes inside: so the two can be compared.
 */
class TurnstileTest {

    private static final String FLOOD = "X-Forwarded-For: 198.51.100.66\r\n";
    private static final int BURST = 600;
    private static final int ATTEMPTS = 60;
    private static final InetAddress PROXY = InetAddress.getLoopbackAddress();

    @TempDir
    static Path folder;

    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialGateway gateway;
    private static Turnstile turnstile;
    private static String seated;
    private static String ticket;

    @BeforeAll
    static void start() throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Mon ENT\nceiling: {sessions: 1}\n");
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "spring.cloud.gateway.server.webflux.routes[1].id=infos",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/infos/**",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public",
                "ecluse.trusted-proxies=127.0.0.1",
                // whoever is over the limit stays so for a second: long enough to ask once more, here and inside
                "ecluse.throttle.per-second=1",
                "ecluse.throttle.burst=" + BURST);
        turnstile = gateway.bean(Turnstile.class);
        seated = issuer.token("ines", "National_ELV", Instant.now());
        assertThat(gateway.getAs(seated, "/").statusCode()).isEqualTo(200);
        HttpResponse<String> waiting = gateway.getAs(issuer.token("lea", "National_ELV", Instant.now()), "/");
        ticket = waiting.headers().firstValue("Ecluse-Place").orElseThrow();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.close();
        portal.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: ent\r\n",
                "GET /cahier?jour=%20mardi HTTP/1.1\r\nHost: localhost:8080\r\nAccept: application/json\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nAccept-Language: en-GB,en;q=0.9\r\nCookie: autre=1\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nAccept-Language: uk\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nCookie: ecluse-language=es\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nReferer: http://ent/cahier?a=1\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nReferer: http://ailleurs/\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nAccept: text/html\r\nSec-Fetch-Mode: cors\r\n",
                "HEAD / HTTP/1.1\r\nHost: ent\r\n",
                "DELETE /cahier HTTP/1.1\r\nHost: ent\r\n",
            })
    void aStrangerIsToldTheSameAsInside(String head) throws IOException {
        assertThat(isTurnedAway(head)).isTrue();
        Answer atTheDoorstep = alone(head);

        assertThat(atTheDoorstep.status()).isEqualTo(401);
        assertThat(atTheDoorstep.headers())
                .containsEntry("Ecluse-Decision", "unauthenticated")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("WWW-Authenticate", "Bearer")
                .containsEntry("Content-Type", "application/problem+json");
        assertThat(atTheDoorstep).isEqualTo(inside(head));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: ent\r\n",
                "GET /infos/a HTTP/1.1\r\nHost: ent\r\nAccept-Language: en\r\n",
                "GET /.ecluse/health HTTP/1.1\r\nHost: ent\r\n",
                "GET /cahier%2f..%2finfos;x HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer a.b.c\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nCookie: ecluse=faux\r\nEcluse-Place: faux\r\n",
                "OPTIONS / HTTP/1.1\r\nHost: ent\r\nOrigin: https://ailleurs.example\r\n",
                "HEAD / HTTP/1.1\r\nHost: ent\r\n",
            })
    void aProgramOverItsLimitIsToldTheSameAsInside(String head) throws IOException {
        untilTurnedAway(head + FLOOD);
        Answer atTheDoorstep = throttled(head, false);

        assertThat(atTheDoorstep.headers())
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Retry-After", "1")
                .containsEntry("Content-Type", "application/problem+json");
        assertThat(atTheDoorstep).isEqualTo(throttled(head, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "ar"})
    void aPersonOverTheLimitSeesThePageThatIsInside(String language) throws IOException {
        String head =
                "GET /infos/a?b HTTP/1.1\r\nHost: ent\r\nAccept: text/html\r\nAccept-Language: " + language + "\r\n";
        Answer atTheDoorstep = throttled(head, false);

        assertThat(atTheDoorstep.body()).contains("<html lang=\"" + language + "\"", "Mon ENT", "/infos/a?b");
        assertThat(atTheDoorstep.headers().get("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(withoutTime(atTheDoorstep)).isEqualTo(withoutTime(throttled(head, true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer a.b.c\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Basic eDp5\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nCookie: a=b; ecluse=faux\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nEcluse-Place: faux\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nCookie: ecluse-place=faux\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nAccept: text/html\r\n",
                "POST /cahier HTTP/1.1\r\nHost: ent\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                "OPTIONS / HTTP/1.1\r\nHost: ent\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nOrigin: https://ailleurs.example\r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nUpgrade: websocket\r\n",
                "GET /infos HTTP/1.1\r\nHost: ent\r\n",
                "GET /%69nfos/a HTTP/1.1\r\nHost: ent\r\n",
                "GET /cahier/../infos/a HTTP/1.1\r\nHost: ent\r\n",
                "GET /cahier;x HTTP/1.1\r\nHost: ent\r\n",
                "GET //cahier HTTP/1.1\r\nHost: ent\r\n",
                "GET /.ecluse/jwks.json HTTP/1.1\r\nHost: ent\r\n",
                "GET /?%zz HTTP/1.1\r\nHost: ent\r\n",
                "GET /?a|b HTTP/1.1\r\nHost: ent\r\n",
                "GET http://ent/ HTTP/1.1\r\nHost: ent\r\n",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: \r\n",
                "GET / HTTP/1.1\r\nHost: ent\r\nHost: ent\r\n",
                "GET / HTTP/1.1\r\nHost: e nt\r\n",
                "GET / HTTP/1.1\r\nHost: ent:99999\r\n",
                "GET / HTTP/1.1\r\nHost: [::1]\r\n",
            })
    void whateverIsNotCertainGoesInside(String head) {
        assertThat(isTurnedAway(head)).isFalse();
    }

    @Test
    void behindTheSameAddressTheSeatedAndThoseWhoWaitGoInAndAreNotCharged() {
        for (int i = 0; i < BURST + 1; i++) {
            assertThat(isTurnedAway("GET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer " + seated + "\r\n" + FLOOD))
                    .isFalse();
            assertThat(isTurnedAway("GET / HTTP/1.1\r\nHost: ent\r\nEcluse-Place: " + ticket + "\r\n" + FLOOD))
                    .isFalse();
        }
        assertThat(gateway.getAs(seated, "/", "X-Forwarded-For", "198.51.100.66")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoeverTheOperatorsBlockIsToldSoWhetherSeatedOrNot() throws IOException {
        String head = "GET / HTTP/1.1\r\nHost: ent\r\nX-Forwarded-For: 203.0.113.77\r\n";
        String order = "{\"network\":\"203.0.113.77\",\"reason\":\"saturation\"}";
        assertThat(gateway.admin("PUT", "/api/v1/blocks", order).statusCode()).isEqualTo(200);

        Eventually.within(Duration.ofSeconds(60), () -> {
            FullHttpResponse seatedThere = judge(head + "Authorization: Bearer " + seated + "\r\n");
            assertThat(seatedThere).isNotNull();
            assertThat(seatedThere.status().code()).isEqualTo(429);
        });
        assertThat(alone(head).headers()).containsEntry("Ecluse-Decision", "throttled");
        assertThat(isTurnedAway("GET / HTTP/1.1\r\nHost: ent\r\nAuthorization: Bearer " + seated + "\r\n"))
                .isFalse();

        String poll = "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: " + ticket + "\r\n";
        assertThat(alone(poll).body()).contains("\"state\":\"waiting\"");
        Answer blocked = alone(poll + "X-Forwarded-For: 203.0.113.77\r\n");
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked).isEqualTo(inside(poll + "X-Forwarded-For: 203.0.113.77\r\n"));
    }

    @Test
    void onlyAProxyThatIsTrustedSaysWhoseRequestItIs() throws IOException {
        InetAddress stranger = InetAddress.getByName("203.0.113.5");

        String public66 = "GET /infos/a HTTP/1.1\r\nHost: ent\r\n" + FLOOD;
        untilTurnedAway(public66);
        assertThat(answer(public66, stranger)).isNull(); // somebody who claims to be another
        assertThat(isTurnedAway(
                        "GET /infos/a HTTP/1.1\r\nHost: ent\r\nX-Forwarded-For: 198.51.100.66, 203.0.113.5\r\n"))
                .isFalse();
    }

    @Test
    void aBodyThatNobodyReadsEndsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send("PUT /cahier HTTP/1.1\r\nHost: ent\r\nContent-Length: 10000000\r\n\r\nabc");

            Answer answer = connection.answer();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(connection.isEnded()).isTrue();
        }
    }

    private static Answer alone(String head) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(head + "\r\n");
            return connection.answer(head.startsWith("HEAD"));
        }
    }

    private static Answer inside(String head) throws IOException {
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send("GET /.ecluse/health HTTP/1.1\r\nHost: ent\r\n\r\n" + head + "\r\n");
            assertThat(connection.answer().body()).isEqualTo("ok\n");
            return connection.answer(head.startsWith("HEAD"));
        }
    }

    /** The flood may get a token for the time that has passed meanwhile. */
    private static Answer throttled(String head, boolean inside) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Answer answer = inside ? inside(head + FLOOD) : alone(head + FLOOD);
            if (answer.status() == 429) {
                assertThat(answer.headers()).containsEntry("Ecluse-Decision", "throttled");
                return answer;
            }
            untilTurnedAway(head + FLOOD);
        }
        throw new AssertionError("never throttled");
    }

    /** The flood goes on until this request of it is turned away, too: it gets a token for every moment that passes. */
    private static void untilTurnedAway(String head) {
        FullHttpResponse answer = judge(head);
        for (int i = 0; answer == null || answer.status().code() != 429; i++) {
            assertThat(i).isLessThan(1_000_000);
            judge("GET / HTTP/1.1\r\nHost: ent\r\n" + FLOOD);
            answer = judge(head);
        }
    }

    /** Two answers may lie in two minutes, and on two days: the footer begins with when they were given. */
    private static Answer withoutTime(Answer answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.remove("Content-Length");
        String stamped = "<footer><p>[^<]*</p>";
        assertThat(answer.body()).containsPattern(stamped);
        return new Answer(answer.status(), headers, answer.body().replaceFirst(stamped, "<footer>"));
    }

    private static boolean isTurnedAway(String head) {
        FullHttpResponse answer = judge(head);
        return answer != null
                && (answer.status().code() == 401 || answer.status().code() == 429);
    }

    private static @Nullable FullHttpResponse judge(String head) {
        return answer(head, PROXY);
    }

    private static @Nullable FullHttpResponse answer(String head, InetAddress peer) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        DefaultHttpRequest request =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(first[0]), first[1]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            request.headers()
                    .add(
                            lines[i].substring(0, colon),
                            lines[i].substring(colon + 1).strip());
        }
        return turnstile.judge(request, peer, false, false);
    }
}
