package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.redis.TestRedis;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place is the person's: whatever the device, the gateway or the cookies. */
class PlacesOfTwoGatewaysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Path policy;
    private TestRedis redis;
    private TrialPortal portal;
    private TrialIssuer issuer;
    private TrialGateway here;
    private TrialGateway there;
    private @Nullable TrialGateway fresh;

    @BeforeEach
    void start() throws Exception {
        policy = Files.writeString(
                folder.resolve("policy.yaml"), "version: 1\nent: Deux nœuds\nceiling: {sessions: 1}\n");
        redis = new TestRedis();
        portal = new TrialPortal();
        issuer = new TrialIssuer();
        here = gateway();
        there = gateway();
        assertThat(ask(here, "ines").statusCode()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
        if (fresh != null) {
            fresh.close();
        }
        issuer.close();
        portal.close();
        redis.close();
    }

    @Test
    void onePersonHasOnePlaceOnEveryDeviceAndGatewayAndAfterARestart() {
        Ticket lea = place(ask(here, "lea"));
        Ticket adam = place(ask(there, "adam"));
        assertThat(adam.arrivalMillis()).isGreaterThan(lea.arrivalMillis());

        // another device, which has no ticket and a token of its own; another gateway; the same one again
        assertThat(place(ask(there, "lea"))).isEqualTo(lea);
        assertThat(place(ask(here, "lea"))).isEqualTo(lea);
        waiting(2);

        // the same browser after its cookies were lost, with a stranger's ticket in their place
        String strangers = here.bean(Tickets.class).issue(adam);
        assertThat(place(ask(there, "lea", "Ecluse-Place", strangers))).isEqualTo(lea);

        // a gateway that has just started knows nobody
        fresh = gateway();
        assertThat(place(ask(fresh, "lea"))).isEqualTo(lea);
        assertThat(place(ask(fresh, "adam"))).isEqualTo(adam);
        waiting(2);

        // in the order of their arrival, whoever of them asks first
        there.admin("PUT", "/api/v1/ceiling", "{\"sessions\":2,\"reason\":\"renfort\"}");
        Eventually.within(PATIENCE, () -> {
            assertThat(ask(there, "adam").statusCode()).isEqualTo(503);
            assertThat(ask(here, "lea").statusCode()).isEqualTo(200);
        });
        waiting(1);
        assertThat(place(ask(here, "adam"))).isEqualTo(adam);
    }

    private void waiting(int people) {
        Eventually.within(
                PATIENCE,
                () -> assertThat(there.admin("GET", "/api/v1/status", "").body())
                        .containsPattern("\"waiting\":\\{\"total\":" + people + "\\D"));
    }

    private Ticket place(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        return there.bean(Tickets.class)
                .open(answer.headers().firstValue("Ecluse-Place").orElseThrow());
    }

    private HttpResponse<String> ask(TrialGateway gateway, String person, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 2, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + issuer.token(person, "National_ELV", Instant.now());
        return gateway.get("/", all);
    }

    private TrialGateway gateway() {
        return TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.keys[0].id=k1",
                "ecluse.keys[0].secret=" + Base64.getEncoder().encodeToString(new byte[32]),
                "ecluse.ledger.kind=redis",
                "ecluse.ledger.name=places",
                "ecluse.ledger.uri=" + redis.uri());
    }
}
