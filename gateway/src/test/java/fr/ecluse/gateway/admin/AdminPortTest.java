package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.Limits;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.telemetry.TelemetryConfiguration;
import fr.ecluse.gateway.trial.RawConnection;
import fr.ecluse.gateway.trial.TrialPortal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The two ports of a started gateway: what is on the one is not on the other. */
@ExtendWith(OutputCaptureExtension.class)
class AdminPortTest {

    private static final String FILTERED = "Filtered-By-Gateway";
    private static final Pattern TOKEN = Pattern.compile("the token of this run is: (\\S+)");

    private static DisposableServer portal;
    private static ConfigurableApplicationContext gateway;
    private static String printed;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder, CapturedOutput output) throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), ServedApi.POLICY);
        portal = HttpServer.create()
                .runOn(TrialPortal.LOOPS)
                .host("127.0.0.1")
                .handle((request, response) -> response.sendString(Mono.just("the portal")))
                .bindNow();
        gateway = new SpringApplication(TwoPorts.class)
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--ecluse.admin.port=0",
                        "--ecluse.policy=" + policy,
                        "--spring.cloud.gateway.server.webflux.global-filter.netty-routing.enabled=true",
                        "--spring.cloud.gateway.server.webflux.routes[0].id=portal",
                        "--spring.cloud.gateway.server.webflux.routes[0].uri=http://127.0.0.1:" + portal.port(),
                        "--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**");
        printed = output.getOut();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        portal.disposeNow(Duration.ofMinutes(1));
    }

    @Test
    void theTokenMadeAtTheStartIsPrintedOnceAndOpensTheApi() {
        Matcher matcher = TOKEN.matcher(printed);
        assertThat(matcher.find()).isTrue();
        String token = matcher.group(1);
        assertThat(matcher.find()).isFalse();

        HttpResponse<String> status = get(adminPort(), "/api/v1/status", "Authorization", "Bearer " + token);

        assertThat(status.statusCode()).isEqualTo(200);
        assertThat(status.body()).contains("\"ent\":\"Mon ENT\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/status", "/api/v1/ceiling", "/actuator", "/actuator/health", "/actuator/prometheus"})
    void thePublicPortServesNothingOfIt(String path) {
        HttpResponse<String> answer = get(publicPort(), path);
        assertThat(answer.body()).isEqualTo("the portal");
        assertThat(answer.headers().firstValue(FILTERED)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/index.html", "/api", "/api/v1/status", "/actuatorx", "/console/", "/console/none.js"})
    void theAdminPortLeadsNeitherToThePortalNorThroughTheGatewaysFilters(String path) {
        HttpResponse<String> answer = get(adminPort(), path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue(FILTERED)).isEmpty();
    }

    /** The charts lie in the jar where Spring would serve them to everybody, on a path that no route has. */
    @Test
    void nothingThatLiesInTheJarIsServedOnThePublicPort() {
        assertThat(gateway.getBeansOfType(SimpleUrlHandlerMapping.class).values())
                .noneMatch(mapping -> mapping.getUrlMap().containsKey("/webjars/**"));
    }

    @ParameterizedTest
    @CsvSource({"/, 302", "/console, 200", "/console/app.js, 200"})
    void theConsoleIsThereForWhoeverReachesThePort(String path, int status) {
        HttpResponse<String> answer = get(adminPort(), path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Security-Policy")).hasSize(1);
        assertThat(answer.headers().firstValue(FILTERED)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void healthNeedsNoToken(String path) {
        HttpResponse<String> answer = get(adminPort(), path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"UP\"");
        assertThat(answer.headers().firstValue(FILTERED)).isEmpty();
    }

    @Test
    void prometheusNeedsNoTokenAndFindsEveryName() {
        gateway.getBean(SeatLedger.class).census(java.util.Set.of()).block();
        HttpResponse<String> answer = get(adminPort(), "/actuator/prometheus");
        assertThat(answer.statusCode()).isEqualTo(200);
        for (String name : List.of(
                "ecluse_sessions{role=\"eleve\"}",
                "ecluse_ceiling_sessions",
                "ecluse_waiting{role=\"parent\"}",
                "ecluse_decisions_total{decision=\"admitted\",role=\"eleve\"}",
                "ecluse_decision_seconds_count",
                "ecluse_ledger_seconds_count{operation=\"census\"}",
                "ecluse_ledger_healthy 1.0",
                "ecluse_logins_total{outcome=\"success\",protocol=\"oidc\"}",
                "ecluse_throttled_total{scope=\"client\"}",
                "ecluse_unmapped_profiles_total",
                "ecluse_policy_reloads_total{outcome=\"refused\"}",
                "ecluse_school_calendar_days_left NaN",
                "ecluse_clock_ahead_seconds",
                "ecluse_wait_seconds_count{role=\"eleve\"}")) {
            assertThat(answer.body()).contains("\n" + name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "beans", "gateway", "gateway/routes", "heapdump", "loggers", "shutdown", "metrics"})
    void noOtherEndpointIsThere(String endpoint) {
        assertThat(get(adminPort(), "/actuator/" + endpoint).statusCode()).isEqualTo(404);
    }

    /** Else the next request of the connection could wait for ever. */
    @Test
    void whatIsSentToAnEndpointIsNotReadAndEndsTheConnection() throws IOException {
        try (RawConnection connection = new RawConnection(adminPort())) {
            connection.send("POST /actuator/prometheus HTTP/1.1\r\nHost: admin\r\nContent-Length: 2\r\n\r\n");
            assertThat(connection.answer().status()).isEqualTo(405);
            assertThat(connection.isEndedWhateverItSays()).isTrue();
        }
    }

    private HttpResponse<String> get(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int publicPort() {
        return gateway.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static int adminPort() {
        return gateway.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(TelemetryConfiguration.class)
    static class TwoPorts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        PolicyInForce policyInForce(Environment environment) throws IOException {
            return PolicyInForce.read(Path.of(environment.getRequiredProperty("ecluse.policy")), Clock.systemUTC());
        }

        @Bean
        SeatLedger seatLedger(LedgerListener listener, PolicyInForce policy) {
            SeatLedger ledger = new MemoryLedger(Clock.systemUTC(), listener);
            ledger.announce(ServedApi.numbers(policy)).block();
            return ledger;
        }

        @Bean
        AdminApi adminApi(SeatLedger ledger, PolicyInForce policy) {
            return new AdminApi(
                    new Node(
                            "node",
                            "memory",
                            () -> null,
                            () -> new Node.Rates(0, 0, 0),
                            day -> Mono.empty(),
                            new BlockBounds(List.of(), List.of()),
                            new Limits(100, 1_000, 20),
                            TrialEnt.live(Clock.systemUTC())),
                    ledger,
                    policy,
                    user -> new Meant(List.of(), List.of(new Pseudonym(0, 0))),
                    AdminTokens.of(List.of()),
                    Clock.systemUTC());
        }

        /** Like the throttle of the clients: first, and on every request that it is shown. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        WebFilter gatewayFilter() {
            return (exchange, chain) -> {
                exchange.getResponse().getHeaders().set(FILTERED, "yes");
                return chain.filter(exchange);
            };
        }
    }
}
