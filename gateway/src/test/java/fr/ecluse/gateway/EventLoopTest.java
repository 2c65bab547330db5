package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialCas;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIntrospection;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Nothing blocks an event loop: BlockHound watches a gateway through every kind of answer. It runs in a JVM of its own,
 * because it instruments the whole JVM.
 */
class EventLoopTest {

    private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void watch() {
        BlockHound.builder()
                .loadIntegrations()
                // only noted: an error thrown at the place could be swallowed, or leave a request without an answer
                .blockingMethodCallback(method -> note(method.toString()))
                .install();
    }

    /** A lock that is held for microseconds, such as a log appender's, is not what this test is about. */
    private static void note(String method) {
        String trace = trace();
        if (!trace.contains("java.util.concurrent.locks.Reentrant")) {
            BLOCKED.add(method + " in " + Thread.currentThread().getName() + "\n" + trace);
        }
    }

    private static String trace() {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
            lines.append("    ").append(frame).append('\n');
        }
        return lines.toString();
    }

    @Test
    void theWatchSeesABlockedThread() {
        Mono.fromCallable(() -> {
                    try (FileInputStream in = new FileInputStream("pom.xml")) {
                        return in.read();
                    }
                })
                .subscribeOn(Schedulers.parallel())
                .block(Duration.ofSeconds(60));
        assertThat(BLOCKED).isNotEmpty();
        BLOCKED.clear();
    }

    @Test
    void noAnswerAndNoQuestionAboutATokenBlocksAnEventLoop() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("policy.yaml"),
                "version: 1\nent: Essai\nceiling: {sessions: 2}\n"
                        + "rules:\n  - {name: ferme, roles: [parent], effect: refuse, message: Non}\n");
        Instant now = Instant.now();
        try (TrialPortal portal = new TrialPortal();
                TrialIssuer issuer = new TrialIssuer();
                TrialIntrospection provider = new TrialIntrospection();
                TrialGateway gateway = TrialGateway.start(
                        portal,
                        issuer,
                        policy,
                        "ecluse.identity.introspection.issuer=" + provider.issuer(),
                        "ecluse.identity.introspection.client-id=" + TrialIntrospection.CLIENT,
                        "ecluse.identity.introspection.client-secret=" + TrialIntrospection.SECRET,
                        "ecluse.identity.introspection.remember=1s")) {
            BLOCKED.clear(); // the start itself may read files
            provider.says("opaque", "{\"active\": true, \"sub\": \"marie\"}");
            assertThat(gateway.getAs("opaque", "/").statusCode()).isEqualTo(200);
            assertThat(gateway.getAs("bad", "/").statusCode()).isEqualTo(401);
            Eventually.within(Duration.ofSeconds(60), () -> {
                assertThat(gateway.getAs("opaque", "/").statusCode()).isEqualTo(200);
                assertThat(provider.asked().size()).as("asked anew behind").isGreaterThan(2);
            });
            String ines = issuer.token("ines", "National_ELV", now);
            String adam = issuer.token("adam", "National_ELV", now);
            String[] html = {"Accept", "text/html", "Accept-Language", "en"};
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
            assertThat(gateway.getAs(ines, "/").statusCode()).isEqualTo(200);
            assertThat(gateway.getAs(issuer.token("p", "National_TUT", now), "/")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gateway.getAs(issuer.token("p", "National_TUT", now), "/", html)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(gateway.getAs(issuer.forged("x", "National_ELV", now), "/")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(gateway.get("/").statusCode()).isEqualTo(401);
            assertThat(gateway.get("/", html).statusCode()).isEqualTo(401);
            assertThat(gateway.getAs(adam, "/", html).statusCode()).isEqualTo(503);
            HttpResponse<String> waiting = gateway.getAs(adam, "/");
            assertThat(waiting.statusCode()).isEqualTo(503);
            assertThat(gateway.get(
                                    "/.ecluse/place",
                                    "Ecluse-Place",
                                    waiting.headers().firstValue("Ecluse-Place").orElseThrow())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/.ecluse/jwks.json").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/.ecluse/assets/ecluse.css").statusCode()).isEqualTo(200);
            List<Integer> admin = List.of(
                    gateway.admin("GET", "/api/v1/status", "").statusCode(),
                    gateway.admin("PUT", "/api/v1/ceiling", "{\"sessions\":3,\"reason\":\"essai\"}")
                            .statusCode(),
                    gateway.admin("GET", "/api/v1/policy", "").statusCode(),
                    gateway.admin("GET", "/actuator/prometheus", "").statusCode());
            assertThat(BLOCKED).isEmpty();
            assertThat(admin).containsOnly(200);
        }
    }

    @Test
    void noCasLoginBlocksAnEventLoop() throws Exception {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 9}\n");
        for (String path : List.of("/p3/serviceValidate", "/p3/serviceValidate?format=JSON")) {
            try (TrialPortal portal = new TrialPortal();
                    TrialIssuer issuer = new TrialIssuer();
                    TrialCas cas = new TrialCas(new MovableClock());
                    TrialGateway gateway = TrialGateway.start(
                            portal,
                            issuer,
                            policy,
                            "ecluse.public-url=http://ent.example.fr",
                            "ecluse.identity.cas.url=" + cas.url(),
                            "ecluse.identity.cas.validate-path=" + path)) {
                BLOCKED.clear();
                TrialBrowser browser = new TrialBrowser(gateway);
                String login =
                        browser.open("/").headers().firstValue("Location").orElseThrow();
                String state = browser.cookies().get("ecluse-login");
                URI back = TrialCas.visit(URI.create(login));
                assertThat(browser.open(back).statusCode()).isEqualTo(302);
                assertThat(browser.open("/").statusCode()).isEqualTo(200);
                assertThat(browser.open("/.ecluse/logout").statusCode()).isEqualTo(302);
                browser.cookies().put("ecluse-login", state);
                assertThat(browser.open(back).statusCode()).isEqualTo(400);
                assertThat(BLOCKED).isEmpty();
            }
        }
    }
}
