package fr.ecluse.gateway.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three pupils in real browsers, two seats, two gateways on one Redis. */
class WaitingInBrowsersPeerTest {

    private static final String HOMEWORK = "/cahier?jour=lundi";

    @TempDir
    Path folder;

    private final TestRedis redis = new TestRedis();
    private final TrialPortal portal = new TrialPortal();
    private final TrialCas cas = new TrialCas(Clock.systemUTC());
    private TrialIssuer issuer;
    private TrialGateway here;
    private TrialGateway there;
    private Chromium chromium;

    @BeforeEach
    void start() throws IOException {
        issuer = new TrialIssuer();
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux places\nceiling: {sessions: 2, at-most: 9}\n");
        here = node(policy);
        there = node(policy);
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        chromium.close();
        there.close();
        here.close();
        issuer.close();
        cas.close();
        portal.close();
        redis.close();
    }

    @Test
    void whoeverWaitsKeepsTheirPlaceOnAnotherDeviceAndEntersByThemselvesAtThePageTheyAskedFor() {
        assertThat(isIn(open("ines", here, "/"))).isTrue();
        assertThat(isIn(open("malo", there, "/"))).isTrue();

        Page computer = open("jade", here, HOMEWORK);
        assertThat(computer.locator("h1").textContent()).isEqualTo("Vous êtes dans la file d’attente");
        Page phone = open("jade", there, HOMEWORK);
        assertThat(since(phone)).isEqualTo(since(computer));
        says(there, "\"waiting\":{\"total\":1,");
        there.admin("PUT", "/api/v1/message", "{\"fr\":\"La messagerie revient à dix heures.\"}");
        computer.locator(".notice").waitFor();
        assertThat(computer.locator(".notice").textContent()).isEqualTo("La messagerie revient à dix heures.");

        there.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"renfort\"}");

        for (Page device : List.of(computer, phone)) {
            device.locator("h1:has-text('Bienvenue')").waitFor();
            assertThat(device.url()).endsWith(HOMEWORK);
        }
        says(here, "\"occupancy\":{\"total\":3,");
    }

    /** Nodes count once a second. */
    private static void says(TrialGateway gateway, String status) {
        Eventually.within(
                Duration.ofMinutes(1),
                () -> assertThat(gateway.admin("GET", "/api/v1/status", "").body())
                        .contains(status));
    }

    /** Somebody new with a browser of their own comes in by the CAS server. */
    private Page open(String user, TrialGateway gateway, String path) {
        cas.somebody(user, Map.of("ENTPersonProfils", List.of("National_ELV")));
        Page tab = chromium.stranger();
        tab.navigate(gateway.uri() + path);
        return tab;
    }

    private static boolean isIn(Page tab) {
        return tab.locator("h1").textContent().equals("Bienvenue");
    }

    /** What the page says of the time of arrival. */
    private static String since(Page tab) {
        return tab.locator(".panel p:has-text('Dans la file depuis')").textContent();
    }

    private TrialGateway node(Path policy) {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=navigateurs",
                "ecluse.ledger.uri=" + redis.uri(),
                "ecluse.identity.cas.url=" + cas.url());
    }
}
