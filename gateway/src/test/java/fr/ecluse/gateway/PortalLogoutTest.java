package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A portal that is a CAS client itself, on closed routes behind two gateways and one Redis, and a third one without Redis. */
class PortalLogoutTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Path policy;
    private static TestRedis redis;
    private static TrialPortal portal;
    private static TrialIssuer issuer;
    private static TrialCas cas;
    private static final List<TrialGateway> opened = new ArrayList<>();
    private static TrialGateway first;
    private static TrialGateway second;
    private static TrialGateway alone;

    private final String ticket = "ST-" + UUID.randomUUID() + "-cas.example.fr";

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 100}\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        cas = new TrialCas(new MovableClock());
        cas.somebody("marie", Map.of("ENTPersonProfils", List.of("National_ELV")));
        String[] shared = {
            "ecluse.keys[0].id=k1",
            "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(new byte[32]),
            "ecluse.ledger.kind=redis",
            "ecluse.ledger.name=essai",
            "ecluse.ledger.uri=" + redis.uri()
        };
        first = gateway(shared);
        second = gateway(shared);
        alone = gateway();
    }

    @AfterAll
    static void stop() {
        opened.forEach(TrialGateway::close);
        cas.close();
        issuer.close();
        portal.close();
        redis.close();
    }

    @BeforeEach
    void forget() {
        portal.forget();
    }

    @Test
    void thePortalGetsTheEndOfItsOwnLoginIntactAndOursEndsWithIt() {
        TrialBrowser marie = loggedIn(alone);
        assertThat(marie.open("/portail/login?ticket=" + ticket).statusCode()).isEqualTo(200);
        assertThat(portal.nextRequest()).containsEntry(":uri", "/portail/login?ticket=" + ticket);

        String message = message(ticket);
        HttpResponse<String> answer = post(
                alone,
                "/portail/login?x=1",
                FORM,
                message,
                "Cookie",
                "JSESSIONID=volee",
                "Authorization",
                "Basic dTpw",
                "Ecluse-User",
                "forge");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).as("what the portal says").isEqualTo("reçu");
        assertThat(portal.nextRequest())
                .containsEntry(":uri", "/portail/login?x=1")
                .containsEntry(":body", message)
                .containsEntry("Content-Type", FORM)
                .doesNotContainKeys("Cookie", "Authorization", "Ecluse-User", "Ecluse-Session", "Ecluse-Assertion");
        HttpResponse<String> next = marie.open("/portail");
        assertThat(next.statusCode()).as("to the login").isEqualTo(302);
        assertThat(next.headers().firstValue("Location").orElseThrow()).startsWith(cas.url() + "/login");
    }

    @Test
    void whichNodeHearsOfItDoesNotMatter() {
        TrialBrowser marie = loggedIn(first);
        marie.open("/portail?ticket=" + ticket);
        String cookie = "ecluse=" + marie.cookies().get("ecluse");
        assertThat(status(second, cookie)).isEqualTo(200);
        portal.forget();

        assertThat(post(second, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(200);

        assertThat(portal.nextRequest()).containsEntry(":body", message(ticket));
        Eventually.within(SOON, () -> {
            assertThat(status(first, cookie)).isEqualTo(401);
            assertThat(status(second, cookie)).isEqualTo(401);
        });
    }

    @Test
    void aMessageThatComesAfterOurOwnLogoutStillReachesThePortal() {
        TrialBrowser marie = loggedIn(first);
        marie.open("/portail?ticket=" + ticket);
        marie.open("/.ecluse/logout");
        portal.forget();

        assertThat(post(second, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(200);

        assertThat(portal.nextRequest()).containsEntry(":body", message(ticket));
    }

    @Test
    void aMessageIsPassedOnOnce() {
        loggedIn(alone).open("/portail?ticket=" + ticket);
        portal.forget();
        assertThat(post(alone, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(200);
        assertThat(post(alone, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(401);
        assertThat(portal.nextRequest()).containsEntry(":uri", "/portail");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void whoeverComesWithATokenLosesTheSeatAlone() {
        String token = issuer.token("lea", "National_ENS", Instant.now());
        assertThat(alone.getAs(token, "/portail?ticket=" + ticket).statusCode()).isEqualTo(200);
        Eventually.within(SOON, () -> assertThat(seats(alone)).contains("\"enseignant\":1"));
        portal.forget();

        assertThat(post(alone, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(200);

        assertThat(portal.nextRequest()).containsEntry(":body", message(ticket));
        Eventually.within(SOON, () -> assertThat(seats(alone)).contains("\"enseignant\":0"));
        assertThat(alone.getAs(token, "/portail").statusCode()).isEqualTo(200);
    }

    @Test
    void aTicketThatNobodyCarriedOpensNothing() {
        HttpResponse<String> answer = post(alone, "/portail", FORM, message("ST-invente"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("unauthenticated");
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void aTicketOfOurOwnLoginOpensNothingOfThePortal() {
        TrialBrowser marie = new TrialBrowser(alone);
        URI back = TrialCas.visit(
                URI.create(marie.open("/").headers().firstValue("Location").orElseThrow()));
        marie.open(back);
        String ours = back.getRawQuery().replaceFirst(".*ticket=", "");

        assertThat(post(alone, "/portail", FORM, message(ours)).statusCode()).isEqualTo(401);
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void whatIsCarriedByNobodyKnownIsNotRemembered() {
        assertThat(alone.get("/portail?ticket=" + ticket).statusCode()).isEqualTo(401);
        assertThat(post(alone, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(401);
        assertThat(portal.unseenRequests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ticket=",
                "ticket=TGT-1-abc",
                "ticket=PGT-1-abc",
                "ticket=%zz",
                "xticket=%s",
                "ticket=ST-1&ticket=%s",
                "x=/ticket=%s"
            })
    void whatIsNoTicketOfAQueryIsNotRemembered(String query) {
        loggedIn(alone).open("/portail?" + query.replace("%s", ticket).replace("%zz", "%C3%28%0A"));
        portal.forget();
        assertThat(post(alone, "/portail", FORM, message(ticket)).statusCode()).isEqualTo(401);
        assertThat(post(alone, "/portail", FORM, message("TGT-1-abc")).statusCode())
                .isEqualTo(401);
        assertThat(portal.unseenRequests()).isZero();
    }

    @Test
    void nothingButSuchAMessagePassesWithATicketThatWasCarried() {
        loggedIn(alone).open("/portail?ticket=" + ticket);
        portal.forget();
        String message = message(ticket);
        String xml = "<!DOCTYPE x><samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
                + "<samlp:SessionIndex>" + ticket + "</samlp:SessionIndex></samlp:LogoutRequest>";

        assertThat(alone.get("/portail?" + message, "Content-Type", FORM).statusCode())
                .isEqualTo(401);
        assertThat(alone.send(alone.request("/portail", "Content-Type", FORM)
                                .PUT(BodyPublishers.ofString(message))
                                .build())
                        .statusCode())
                .isEqualTo(401);
        for (String body : List.of(
                "",
                "ticket=" + ticket,
                message + "&action=supprimer",
                "action=supprimer&" + message,
                message + "&" + message,
                message + "\u00e9",
                "logoutRequest=" + ticket,
                "logoutRequest=" + encoded(xml),
                message + "+".repeat(25_000))) {
            assertThat(post(alone, "/portail", FORM, body).statusCode())
                    .as(body)
                    .isEqualTo(401);
        }
        assertThat(post(alone, "/portail", "text/plain", message).statusCode()).isEqualTo(401);
        assertThat(post(alone, "/portail", FORM, message, "Sec-Fetch-Mode", "navigate", "Accept", "text/html")
                        .statusCode())
                .as("of a browser")
                .isEqualTo(401);
        assertThat(post(alone, "/portail", FORM, message, "Authorization", "Bearer x.y.z")
                        .statusCode())
                .isEqualTo(401);
        assertThat(portal.unseenRequests()).isZero();

        assertThat(post(alone, "/portail", FORM, message).statusCode())
                .as("and this one does")
                .isEqualTo(200);
    }

    @Test
    void somebodyWhoInventsTicketsFillsNoMemory() {
        TrialBrowser marie = loggedIn(alone, "paul");
        for (int i = 0; i < 30; i++) {
            assertThat(marie.open("/portail?ticket=" + ticket + i).statusCode()).isEqualTo(200);
        }
        assertThat(post(alone, "/portail", FORM, message(ticket + 29)).statusCode())
                .isEqualTo(401);
        assertThat(post(alone, "/portail", FORM, message(ticket + 1)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutTheLedgerNothingPassesAndTheServerIsToldToComeAgain() {
        try (TestRedis own = new TestRedis()) {
            TrialGateway lost = gateway(
                    "ecluse.keys[0].id=k1",
                    "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(new byte[32]),
                    "ecluse.ledger.kind=redis",
                    "ecluse.ledger.name=perdu",
                    "ecluse.ledger.uri=" + own.uri());
            own.kill();
            Eventually.within(SOON, () -> {
                HttpResponse<String> answer = post(lost, "/portail", FORM, message(ticket));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            });
            assertThat(post(lost, "/portail", FORM, "logoutRequest=faux").statusCode())
                    .as("what is no such message is answered as ever")
                    .isEqualTo(401);
            assertThat(portal.unseenRequests()).isZero();
        }
    }

    private static TrialGateway gateway(String... settings) {
        List<String> all = new ArrayList<>(List.of("ecluse.identity.cas.url=" + cas.url()));
        all.addAll(List.of(settings));
        TrialGateway gateway = TrialGateway.start(portal, issuer, policy, all.toArray(String[]::new));
        opened.add(gateway);
        return gateway;
    }

    private static TrialBrowser loggedIn(TrialGateway gateway) {
        return loggedIn(gateway, "marie-" + UUID.randomUUID());
    }

    private static TrialBrowser loggedIn(TrialGateway gateway, String user) {
        cas.somebody(user, Map.of("ENTPersonProfils", List.of("National_ELV")));
        TrialBrowser browser = new TrialBrowser(gateway);
        browser.open(TrialCas.visit(
                URI.create(browser.open("/").headers().firstValue("Location").orElseThrow())));
        assertThat(browser.cookies()).containsKey("ecluse");
        return browser;
    }

    private static HttpResponse<String> post(
            TrialGateway gateway, String path, String type, String body, String... headers) {
        return gateway.send(gateway.request(path, headers)
                .setHeader("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static int status(TrialGateway gateway, String cookie) {
        return gateway.get("/portail", "Cookie", cookie).statusCode();
    }

    private static String seats(TrialGateway gateway) {
        return gateway.admin("GET", "/api/v1/status", "").body();
    }

    private static String message(String ticket) {
        return "logoutRequest="
                + encoded("<samlp:LogoutRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"LR-1\" "
                        + "Version=\"2.0\" IssueInstant=\"2026-11-24T09:00:00Z\">"
                        + "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">@NOT_USED@</saml:NameID>"
                        + "<samlp:SessionIndex>" + ticket + "</samlp:SessionIndex></samlp:LogoutRequest>");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
