package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two gateways on one real Redis: however a session ends on one, it is dead on the other and its seat is free. */
class LogoutOnEveryNodeTest {

    private static final Instant NOW = Instant.now();
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final byte[] SECRET = new byte[32];
    private static final String FORM = "application/x-www-form-urlencoded";

    private static Path policy;
    private static TestRedis redis;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TestProvider provider;
    private static TrialCas cas;
    private static final List<TrialGateway> opened = new ArrayList<>();
    private static TrialGateway first;
    private static TrialGateway second;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux nœuds\nceiling: {sessions: 1}\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        provider = new TestProvider(Clock.systemUTC());
        cas = new TrialCas(new MovableClock()); // whose tickets do not grow old
        cas.somebody("marie", Map.of("ENTPersonProfils", List.of("National_ELV")));
        first = gateway();
        second = gateway();
    }

    @AfterAll
    static void stop() {
        opened.forEach(TrialGateway::close); // at the end: gateways of one process share their event loops
        provider.close();
        cas.close();
        issuer.close();
        portal.close();
        redis.close();
    }

    @BeforeEach
    void everySeatIsFree() {
        for (String role : List.of("eleve", "autre")) {
            first.admin("POST", "/api/v1/seats/release", "{\"role\":\"" + role + "\",\"reason\":\"essai\"}");
        }
        for (String user : List.of("ines", "marie")) {
            first.admin("POST", "/api/v1/seats/release", "{\"user\":\"" + user + "\",\"reason\":\"essai\"}");
        }
        portal.forget();
    }

    @Test
    void aLogoutHereIsALogoutThere() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);

        HttpResponse<String> out = first.get("/.ecluse/logout", "Cookie", cookie);

        assertThat(out.statusCode()).isEqualTo(302);
        Map<String, String> told = TestProvider.form(URI.create(location(out)).getRawQuery());
        assertThat(location(out)).startsWith(provider.uri("/logout?").toString());
        assertThat(told)
                .containsEntry("client_id", TestIssuer.AUDIENCE)
                .containsEntry("post_logout_redirect_uri", first.uri() + "/");
        isDead(cookie);
        somebodyElseEnters();
    }

    @Test
    void aLogoutAtTheProviderEndsTheSessionItNames() {
        String phone = logIn("sid-1");
        String laptop = logIn("sid-2");
        takeTheOnlySeat(phone);

        HttpResponse<String> answer = backChannel(second, token(claims -> claims.claim("sid", "sid-1")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        isDead(phone);
        somebodyElseEnters();
        assertThat(status(first, laptop)).as("waits, logged in").isEqualTo(503);
    }

    @Test
    void aLogoutOfTheSubjectAloneEndsEverySession() {
        String phone = logIn("sid-1");
        String laptop = logIn("sid-2");
        takeTheOnlySeat(phone);
        assertThat(status(second, laptop)).isEqualTo(200);

        assertThat(backChannel(first, token(claims -> claims.subject("marie"))).statusCode())
                .isEqualTo(200);

        isDead(phone);
        isDead(laptop);
        somebodyElseEnters();
    }

    @Test
    void aLogoutTokenThatIsReplayedEndsNothingNew() {
        String before = logIn("sid-1");
        sits(before);
        String token = token(claims -> claims.subject("marie"));
        assertThat(backChannel(first, token).statusCode()).isEqualTo(200);
        isDead(before);

        String after = logIn("sid-3");
        sits(after);
        assertThat(backChannel(first, token).statusCode()).isEqualTo(200);
        assertThat(backChannel(second, token).statusCode()).isEqualTo(200);

        assertThat(status(first, after)).isEqualTo(200);
        assertThat(status(second, after)).isEqualTo(200);
    }

    @Test
    void theProvidersEchoOfALogoutDoesNotTakeTheNextSeat() {
        String before = logIn("sid-1");
        sits(before);
        first.get("/.ecluse/logout", "Cookie", before);
        isDead(before);
        String after = logIn("sid-2");
        sits(after);

        assertThat(backChannel(second, token(claims -> claims.claim("sid", "sid-1")))
                        .statusCode())
                .isEqualTo(200);

        assertThat(status(second, after)).isEqualTo(200);
    }

    @Test
    void whatALedgerKnowsAsEndedIsDeadOnANodeThatStartsLater() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);
        first.get("/.ecluse/logout", "Cookie", cookie);
        isDead(cookie);

        TrialGateway later = gateway();
        assertThat(status(later, cookie)).isEqualTo(401);
        assertThat(later.get("/", "Cookie", cookie).headers().allValues("Set-Cookie"))
                .as("the browser is told to forget it")
                .anyMatch(line -> line.startsWith("ecluse=;"));
    }

    @Test
    void aDeadCookieIsNobodyOnAPublicRouteOfANodeThatNeverHeardOfIt() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);
        assertThat(first.get("/infos", "Cookie", cookie).statusCode()).isEqualTo(200);
        TrialGateway later = gateway();
        portal.forget();
        assertThat(later.get("/infos", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).containsEntry("Ecluse-User", "marie");

        first.get("/.ecluse/logout", "Cookie", cookie);
        isDead(cookie);
        TrialGateway afterwards = gateway();
        for (TrialGateway node : List.of(first, second, later, afterwards)) {
            Eventually.within(SOON, () -> {
                portal.forget();
                assertThat(node.get("/infos", "Cookie", cookie).statusCode()).isEqualTo(200);
                assertThat(portal.nextRequest()).doesNotContainKey("Ecluse-User");
            });
        }
    }

    @Test
    void aDeadCookieCannotLogTheNextSessionOut() {
        String before = logIn("sid-1");
        sits(before);
        first.get("/.ecluse/logout", "Cookie", before);
        isDead(before);
        String after = logIn("sid-2");
        takeTheOnlySeat(after);

        first.get("/.ecluse/logout", "Cookie", before);
        second.get("/.ecluse/logout", "Cookie", before);

        assertThat(status("ines")).as("no seat was freed").isEqualTo(503);
        assertThat(status(first, after)).isEqualTo(200);
    }

    @Test
    void aTicketThatTheCasServerEndsIsDeadOnEveryNode() {
        HttpResponse<String> start = first.get("/.ecluse/login?with=cas");
        URI back = TrialCas.visit(URI.create(location(start)));
        String ticket = TestProvider.form(back.getRawQuery()).get("ticket");
        String cookie = sessionOf(
                first.get("/.ecluse/callback/cas?" + back.getRawQuery(), "Cookie", cookieOf(start, "ecluse-login")));
        takeTheOnlySeat(cookie);

        assertThat(cas(second, ticket + "x").statusCode())
                .as("a login of somebody else, or of nobody")
                .isEqualTo(200);
        assertThat(status(second, cookie)).isEqualTo(200);
        assertThat(cas(second, ticket).statusCode()).isEqualTo(200);

        isDead(cookie);
        somebodyElseEnters();
        assertThat(post(first, "/.ecluse/callback/cas", FORM, "logoutRequest=<a/>")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theReleaseOfThePortalEndsTheSession() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);

        HttpResponse<String> answer = first.get("/release", "Cookie", cookie);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("Set-Cookie")).anyMatch(line -> line.startsWith("ecluse=;"));
        isDead(cookie);
        somebodyElseEnters();
    }

    @Test
    void theReleaseOfThePortalCostsABearerTheSeatAlone() {
        String token = issuer.token("marie", "National_ELV", NOW);
        assertThat(first.getAs(token, "/").statusCode()).isEqualTo(200);
        assertThat(status("ines")).isEqualTo(503);

        assertThat(first.getAs(token, "/release").statusCode()).isEqualTo(200);

        somebodyElseEnters();
        assertThat(second.getAs(token, "/").statusCode())
                .as("the token is good, and waits")
                .isEqualTo(503);
    }

    @Test
    void anOperatorsReleaseOfAPersonEndsEverySessionOnEveryNode() {
        String phone = logIn("sid-1");
        String laptop = logIn("sid-2");
        takeTheOnlySeat(phone);

        assertThat(release("\"user\":\"marie\"")).isEqualTo("{\"released\":1,\"sessions\":2}");

        isDead(phone);
        isDead(laptop);
        assertThat(second.get("/", "Cookie", laptop, "Accept", "text/html")
                        .headers()
                        .firstValue("Ecluse-Decision"))
                .hasValue("login");
        portal.forget();
        assertThat(second.get("/infos", "Cookie", phone).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).doesNotContainKey("Ecluse-User");
        somebodyElseEnters();
        assertThat(release("\"user\":\"marie\"")).as("and never twice").isEqualTo("{\"released\":0,\"sessions\":0}");
        assertThat(first.admin("GET", "/api/v1/audit?limit=2", "").body())
                .contains("\"by\":\"astreinte\",\"what\":\"seats/user/")
                .contains("\"from\":\"seats=1 sessions=2\",\"to\":\"seats=0 sessions=0\",\"reason\":\"essai\"")
                .doesNotContain("marie");
    }

    @Test
    void anOperatorsReleaseOfAPersonWithATokenCostsTheSeatAlone() {
        String token = issuer.token("marie", "National_ELV", NOW);
        assertThat(first.getAs(token, "/").statusCode()).isEqualTo(200);

        assertThat(release("\"user\":\"marie\"")).isEqualTo("{\"released\":1,\"sessions\":0}");

        somebodyElseEnters();
        assertThat(second.getAs(token, "/").statusCode())
                .as("the token is good, and waits")
                .isEqualTo(503);
    }

    @Test
    void anOperatorsReleaseOfARoleLogsNobodyOut() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);

        assertThat(release("\"role\":\"eleve\"")).isEqualTo("{\"released\":1}");

        somebodyElseEnters();
        Eventually.within(SOON, () -> assertThat(status(first, cookie)).isEqualTo(503));
        Eventually.within(SOON, () -> assertThat(status(second, cookie)).isEqualTo(503));
    }

    private static String release(String whom) {
        return second.admin("POST", "/api/v1/seats/release", "{" + whom + ",\"reason\":\"essai\"}")
                .body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "logout_token", "logout_token=", "logout_token=x", "logout_token=a.b.c", "other=1", "%"})
    void whatIsNoLogoutTokenIsAnInvalidRequest(String body) {
        isInvalid(post(first, "/.ecluse/backchannel-logout", FORM, body));
    }

    @Test
    void aLogoutTokenThatDoesNotComeAsItMustIsAnInvalidRequest() {
        String cookie = logIn("sid-1");
        takeTheOnlySeat(cookie);
        String good = "logout_token=" + token(claims -> claims.claim("sid", "sid-1"));

        isInvalid(post(first, "/.ecluse/backchannel-logout", "application/json", good));
        isInvalid(post(first, "/.ecluse/backchannel-logout", FORM, good + "&" + good));
        isInvalidOrCutOff(good + "&x=" + "y".repeat(24 * 1024));
        assertThat(first.get("/.ecluse/backchannel-logout?" + good).statusCode())
                .isEqualTo(404);

        assertThat(status(second, cookie)).as("nobody was logged out").isEqualTo(200);
        assertThat(post(first, "/.ecluse/backchannel-logout", FORM, "other=1&" + good)
                        .statusCode())
                .as("what is not known is ignored")
                .isEqualTo(200);
        isDead(cookie);
    }

    /** A body that is too long is not read to its end: the connection may be closed before its sender has read the answer. */
    private static void isInvalidOrCutOff(String body) {
        try {
            isInvalid(post(first, "/.ecluse/backchannel-logout", FORM, body));
        } catch (AssertionError e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void withoutTheLedgerLoginsHoldAndAProviderIsToldToComeAgain() {
        try (TestRedis own = new TestRedis()) {
            TrialGateway alone = gateway(own, "ecluse.ledger.on-loss=admit");
            own.kill();
            Eventually.within(SOON, () -> {
                HttpResponse<String> answer = backChannel(alone, token(claims -> claims.claim("sid", "sid-1")));
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).isEqualTo("{\"error\":\"temporarily_unavailable\"}");
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            });
            assertThat(cas(alone, "ST-1").statusCode()).isEqualTo(503);

            assertThat(status(alone, logIn(alone, "sid-1"))).isEqualTo(200);
        }
    }

    private static TrialGateway gateway() {
        return gateway(redis, "ecluse.ledger.on-loss=bounded");
    }

    private static TrialGateway gateway(TestRedis ledger, String setting) {
        TrialGateway started = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(SECRET),
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=essai",
                "ecluse.ledger.uri=" + ledger.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].id=infos",
                "spring.cloud.gateway.server.webflux.routes[1].uri=" + portal.uri(),
                "spring.cloud.gateway.server.webflux.routes[1].predicates[0]=Path=/infos",
                "spring.cloud.gateway.server.webflux.routes[1].metadata.access=public",
                "ecluse.identity.cas.url=" + cas.url(),
                "ecluse.identity.login=oidc",
                "ecluse.identity.oidc.issuer=" + provider.issuer.name(),
                "ecluse.identity.oidc.client-id=" + TestIssuer.AUDIENCE,
                "ecluse.identity.oidc.client-secret=" + TestProvider.SECRET,
                setting);
        opened.add(started);
        return started;
    }

    private static String logIn(String sid) {
        return logIn(first, sid);
    }

    /** Marie logs in, as one session of the provider; gives the Cookie header of the session. */
    private static String logIn(TrialGateway gateway, String sid) {
        provider.idToken = claims -> claims.claim("sid", sid);
        HttpResponse<String> start = gateway.get("/.ecluse/login");
        try {
            String query = TestProvider.visit(URI.create(location(start)));
            return sessionOf(gateway.get("/.ecluse/callback/oidc?" + query, "Cookie", cookieOf(start, "ecluse-login")));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String sessionOf(HttpResponse<String> loggedIn) {
        return cookieOf(loggedIn, "ecluse");
    }

    /** Of an answer that sets this cookie, what a browser sends back. */
    private static String cookieOf(HttpResponse<String> answer, String name) {
        String line = answer.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith(name + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer));
        return line.substring(0, line.indexOf(';'));
    }

    private static void takeTheOnlySeat(String cookie) {
        sits(cookie);
        assertThat(status("ines")).isEqualTo(503);
    }

    private static void sits(String cookie) {
        Eventually.within(SOON, () -> assertThat(status(first, cookie)).isEqualTo(200));
        assertThat(status(second, cookie)).isEqualTo(200);
    }

    private static void somebodyElseEnters() {
        Eventually.within(SOON, () -> assertThat(status("ines")).isEqualTo(200));
    }

    private static void isDead(String cookie) {
        for (TrialGateway node : List.of(first, second)) {
            Eventually.within(SOON, () -> assertThat(status(node, cookie)).isEqualTo(401));
        }
    }

    private static int status(TrialGateway gateway, String cookie) {
        return gateway.get("/", "Cookie", cookie).statusCode();
    }

    private static int status(String bearer) {
        return second.getAs(issuer.token(bearer, "National_ELV", NOW), "/").statusCode();
    }

    private static HttpResponse<String> backChannel(TrialGateway gateway, String token) {
        return post(gateway, "/.ecluse/backchannel-logout", FORM, "logout_token=" + token);
    }

    private static HttpResponse<String> cas(TrialGateway gateway, String ticket) {
        String request = "<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"1\" "
                + "Version=\"2.0\"><samlp:SessionIndex>" + ticket + "</samlp:SessionIndex></samlp:LogoutRequest>";
        String form = "logoutRequest=" + URLEncoder.encode(request, StandardCharsets.UTF_8);
        return post(gateway, "/.ecluse/callback/cas?state=as-at-the-login", FORM, form);
    }

    private static HttpResponse<String> post(TrialGateway gateway, String path, String type, String body) {
        return gateway.send(gateway.request(path, "Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static void isInvalid(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"invalid_request\"}");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet claims = change.apply(new JWTClaimsSet.Builder()
                        .issuer(provider.issuer.name())
                        .audience(TestIssuer.AUDIENCE)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(Instant.now()))
                        .expirationTime(Date.from(Instant.now().plusSeconds(120)))
                        .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())))
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("first")
                        .type(new JOSEObjectType("logout+jwt"))
                        .build(),
                claims);
        try {
            token.sign(new RSASSASigner(TestIssuer.rsa("first")));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
