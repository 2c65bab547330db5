package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More people at the doors of two gateways than may log in: one line, one Redis, one provider. */
class LoginLineOfTwoGatewaysTest {

    private static final String PLACE = "ecluse-place";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private TestRedis redis;
    private TrialPortal portal;
    private TrialIssuer issuer;
    private TestProvider provider;
    private TrialGateway here;
    private TrialGateway there;

    @BeforeEach
    void start() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux portes\nceiling: {sessions: 1}\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        provider = new TestProvider(Clock.systemUTC());
        here = gateway(policy);
        there = gateway(policy);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        provider.close();
        issuer.close();
        portal.close();
        redis.close();
    }

    @Test
    void whoeverWaitedBeforeTheLoginKeepsTheArrivalInTheLaneAfterIt() throws Exception {
        assertThat(here.getAs(issuer.token("ines", "National_ELV", Instant.now()), "/")
                        .statusCode())
                .as("the only seat")
                .isEqualTo(200);
        TrialBrowser browser = waitsBeforeLogin();
        Ticket place = ticket(browser);
        assertThat(place.isBeforeLogin()).isTrue();

        // on either gateway the browser stands at the same place, and a reload keeps it
        TrialBrowser elsewhere = at(there, browser);
        elsewhere.open("/cahier");
        assertThat(ticket(elsewhere)).isEqualTo(place);

        Eventually.within(PATIENCE, () -> assertThat(poll(elsewhere)).contains("\"state\":\"login\""));
        List<HttpResponse<String>> answers = new ArrayList<>();
        Eventually.within(PATIENCE, () -> {
            answers.add(elsewhere.open("/cahier"));
            assertThat(last(answers).statusCode()).isEqualTo(302);
        });
        String back = TestProvider.visit(
                URI.create(last(answers).headers().firstValue("Location").orElseThrow()));
        elsewhere.open("/.ecluse/callback/oidc?" + back);
        HttpResponse<String> full = elsewhere.open("/cahier");

        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
        Ticket inLane = ticket(elsewhere);
        assertThat(inLane.isBeforeLogin()).isFalse();
        assertThat(inLane.lane().name()).isEqualTo("eleve");
        assertThat(inLane.arrivalMillis()).isEqualTo(place.arrivalMillis());

        // the place is the person's: on another gateway, without the ticket, it is the same
        TrialBrowser later = at(here, elsewhere);
        later.cookies().remove(PLACE);
        assertThat(later.open("/cahier").statusCode()).isEqualTo(503);
        assertThat(ticket(later)).isEqualTo(inLane);
    }

    /** Opens browsers at one gateway until one has to wait, which the other one knows: it says for how long. */
    private TrialBrowser waitsBeforeLogin() {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            TrialBrowser browser = new TrialBrowser(here);
            HttpResponse<String> answer = browser.open("/cahier");
            if (answer.statusCode() == 503) {
                assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("waiting");
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(browser.cookies()).containsKey(PLACE);
                if (poll(at(there, browser)).contains("\"estimatedWaitRange\":")) {
                    return browser; // else it has been called since
                }
            } else {
                assertThat(answer.statusCode()).isEqualTo(302);
            }
        }
        throw new AssertionError("nobody waits");
    }

    private static TrialBrowser at(TrialGateway gateway, TrialBrowser browser) {
        TrialBrowser same = new TrialBrowser(gateway);
        same.cookies().putAll(browser.cookies());
        return same;
    }

    private static String poll(TrialBrowser browser) {
        return browser.open("/.ecluse/place", "Accept", "application/json").body();
    }

    private Ticket ticket(TrialBrowser browser) {
        return here.bean(Tickets.class).open(browser.cookies().get(PLACE));
    }

    private static HttpResponse<String> last(List<HttpResponse<String>> answers) {
        return answers.get(answers.size() - 1);
    }

    private TrialGateway gateway(Path policy) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(new byte[32]),
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=portes",
                "ecluse.ledger.uri=" + redis.uri(),
                "ecluse.logins-per-second=1",
                "ecluse.identity.oidc.issuer=" + provider.issuer.name(),
                "ecluse.identity.oidc.client-id=" + TestIssuer.AUDIENCE,
                "ecluse.identity.oidc.client-secret=" + TestProvider.SECRET);
    }
}
