package fr.ecluse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.trial.TrialBrowser;
import fr.ecluse.gateway.trial.TrialGateway;
import fr.ecluse.gateway.trial.TrialIssuer;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.util.HtmlUtils;

/** Many logins at once: those under way cost the gateway nothing, those that come back have a bound. */
class LoginsInFlightTest {

    private static final int A_MORNING = 8_000;
    private static final int AT_ONCE = 1_000;

    /** For a thousand requests at once, each on a connection of its own. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    /** The state of one login takes more than twice this. */
    private static final int BYTES_PER_LOGIN = 200;

    @TempDir
    Path folder;

    private final TestProvider provider = new TestProvider(Clock.systemUTC());
    private final TrialPortal portal = new TrialPortal();
    private final TrialIssuer issuer = new TrialIssuer();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TrialGateway gateway;
    private Logins logins;

    @BeforeEach
    void start() throws IOException {
        Path policy =
                Files.writeString(folder.resolve("policy.yaml"), "version: 1\nent: Essai\nceiling: {sessions: 10}\n");
        gateway = TrialGateway.start(
                portal,
                issuer,
                policy,
                "ecluse.identity.oidc.issuer=" + provider.issuer.name(),
                "ecluse.identity.oidc.client-id=" + TestIssuer.AUDIENCE,
                "ecluse.identity.oidc.client-secret=" + TestProvider.SECRET,
                "ecluse.school-networks=127.0.0.0/8"); // they all come from one address
        logins = gateway.bean(Identities.class).logins().usual();
    }

    @AfterEach
    void stop() {
        gateway.close();
        issuer.close();
        portal.close();
        provider.close();
    }

    @Test
    void loginsThatAreNeverFinishedLeaveNothingBehind() throws Exception {
        begin(AT_ONCE);
        everybodyHasLeft();
        long before = liveBytes();

        begin(A_MORNING);

        everybodyHasLeft();
        assertThat(liveBytes() - before)
                .as("bytes that %s logins left", A_MORNING)
                .isLessThan((long) A_MORNING * BYTES_PER_LOGIN);
        assertThat(provider.issuer.server.calls("/token")).isZero();
    }

    @Test
    void callbacksAtASlowProviderAreBoundedAndTheExcessIsToldAtOnceToComeBack() throws Exception {
        List<HttpRequest> callbacks =
                begin(AT_ONCE).stream().map(this::callback).toList();
        CountDownLatch held = new CountDownLatch(1);
        provider.beforeTokens = () -> await(held);
        int atOnce = Settings.Guards.USUAL.providerAtOnce();

        List<CompletableFuture<HttpResponse<String>>> answers = callbacks.stream()
                .map(callback -> http.sendAsync(callback, HttpResponse.BodyHandlers.ofString()))
                .toList();
        Eventually.within(
                PATIENCE,
                () -> assertThat(answers)
                        .as("told while others still wait")
                        .filteredOn(CompletableFuture::isDone)
                        .hasSize(AT_ONCE - atOnce));
        Eventually.within(PATIENCE, () -> assertThat(logins.underWay()).isEqualTo(atOnce));
        assertThat(answers.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join))
                .allSatisfy(LoginsInFlightTest::asksToComeBack);
        held.countDown();

        assertThat(answers.stream().map(CompletableFuture::join).filter(answer -> answer.statusCode() != 503))
                .as("the provider knows no such code")
                .hasSize(atOnce)
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(400));
        assertThat(counted("busy")).isEqualTo(AT_ONCE - atOnce);
        assertThat(counted("already-used")).isEqualTo(atOnce);
        everybodyHasLeft();

        TrialBrowser later = new TrialBrowser(gateway);
        URI loginPage = URI.create(
                later.open("/cahier").headers().firstValue("Location").orElseThrow());
        HttpResponse<String> back = later.open("/.ecluse/callback/oidc?" + TestProvider.visit(loginPage));
        assertThat(back.headers().firstValue("Location")).hasValue("/cahier");
    }

    /** A login leaves its place when it has been answered: the visitor may know before. */
    private void everybodyHasLeft() {
        Eventually.within(PATIENCE, () -> assertThat(logins.underWay()).isZero());
    }

    private static void asksToComeBack(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Ecluse-Decision")).hasValue("overloaded");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(HtmlUtils.htmlUnescape(answer.body())).contains("très sollicité", "Réessayez dans");
    }

    /** So many people go to the portal's page and are sent to the provider, where they stay. */
    private List<HttpResponse<String>> begin(int people) throws InterruptedException {
        Semaphore hands = new Semaphore(64);
        Queue<HttpResponse<String>> kept = new ConcurrentLinkedQueue<>();
        AtomicInteger sent = new AtomicInteger();
        for (int i = 0; i < people; i++) {
            hands.acquire();
            HttpRequest request = gateway.request("/cahier?de=" + i, "Accept", "text/html", "Accept-Language", "fr")
                    .build();
            http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, error) -> {
                if (error == null && answer.statusCode() == 302) {
                    sent.incrementAndGet();
                    if (people <= AT_ONCE) {
                        kept.add(answer);
                    }
                }
                hands.release();
            });
        }
        hands.acquire(64);
        assertThat(sent).hasValue(people);
        return List.copyOf(kept);
    }

    private HttpRequest callback(HttpResponse<String> start) {
        String loginPage = start.headers().firstValue("Location").orElseThrow();
        String state = TestProvider.form(URI.create(loginPage).getRawQuery()).get("state");
        String cookie = start.headers().allValues("Set-Cookie").stream()
                .filter(each -> each.startsWith("ecluse-login="))
                .findFirst()
                .orElseThrow();
        return gateway.request(
                        "/.ecluse/callback/oidc?code=c&state=" + state,
                        "Cookie",
                        cookie.substring(0, cookie.indexOf(';')),
                        "Accept",
                        "text/html",
                        "Accept-Language",
                        "fr")
                .timeout(PATIENCE.multipliedBy(3))
                .build();
    }

    private double counted(String outcome) {
        return gateway.admin("GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("ecluse_logins_total{outcome=\"" + outcome + "\",protocol=\"oidc\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** What is reachable: the least that several collections leave. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
