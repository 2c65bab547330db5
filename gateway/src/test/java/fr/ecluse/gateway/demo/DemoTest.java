package fr.ecluse.gateway.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsReader;
import fr.ecluse.policy.Loaded;
import fr.ecluse.policy.PolicyLoader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

class DemoTest {

    private static final Instant NINE_ON_A_TUESDAY = Instant.parse("2026-11-24T08:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicReference<Settings> read = new AtomicReference<>();
    private final AtomicBoolean gatewayClosed = new AtomicBoolean();

    @Test
    void theGatewayAcceptsTheSettingsAndTheyLeadToPortalAndProvider() throws Exception {
        try (Demo demo = new Demo(options(null), this::readSettings)) {
            Settings settings = read.get();
            assertThat(settings.ledger().kind()).isEqualTo(Settings.Ledger.Kind.MEMORY);
            assertThat(settings.testClock()).isNull();
            assertThat(settings.publicUrls())
                    .containsExactly(URI.create("http://localhost:18080"), URI.create("http://127.0.0.1:18080"));
            assertThat(settings.policy()).content().contains("parents-journee");

            Settings.Bearer bearer = settings.identity().bearer().get(0);
            assertThat(get(bearer.jwksUri()).body()).contains("\"keys\"");
            assertThat(get(URI.create(bearer.issuer() + "/.well-known/openid-configuration"))
                            .body())
                    .contains("\"issuer\":\"" + bearer.issuer() + "\"");
            assertThat(get(demo.settings().portal()).statusCode()).isEqualTo(200);

            Settings.Admin.Token token = settings.admin().tokens().get(0);
            assertThat(token.scope()).isEqualTo(Settings.Admin.Scope.OPERATE);
            assertThat(token.sha256())
                    .isEqualTo(MessageDigest.getInstance("SHA-256")
                            .digest(demo.settings().adminToken().getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void theClockOfProviderAndGatewayStartsWhereAsked() throws Exception {
        try (Demo demo = new Demo(options(NINE_ON_A_TUESDAY), this::readSettings)) {
            Instant start = read.get().testClock();
            assertThat(start).isBetween(NINE_ON_A_TUESDAY, NINE_ON_A_TUESDAY.plus(Duration.ofMinutes(1)));
            assertThat(demo.clock().instant()).isBetween(start, start.plus(Duration.ofMinutes(1)));
        }
    }

    @Test
    void theExamplePolicyLoadsWithoutAWarning() {
        Loaded loaded =
                PolicyLoader.load("policy.yaml", Page.resource("policy.yaml").getBytes(StandardCharsets.UTF_8));
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
    }

    @Test
    void twoDemosRunBesideEachOther() throws Exception {
        try (Demo one = new Demo(options(null), this::readSettings);
                Demo two = new Demo(options(null), this::readSettings)) {
            assertThat(one.settings().portal()).isNotEqualTo(two.settings().portal());
            assertThat(get(one.settings().portal()).statusCode()).isEqualTo(200);
            assertThat(get(two.settings().portal()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void closingStopsEverythingAndLeavesNoFile() throws Exception {
        Demo demo = new Demo(options(null), this::readSettings);
        Path policy = demo.settings().policy();
        Files.writeString(policy.resolveSibling("policy.yaml~"), "what an editor leaves");
        demo.close();
        demo.close();
        assertThat(gatewayClosed).isTrue();
        assertThat(policy.getParent()).doesNotExist();
        assertThatThrownBy(() -> get(demo.settings().portal())).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(demo.settings().issuer())).isInstanceOf(IOException.class);
    }

    @Test
    void aGatewayThatDoesNotStartLeavesNothingBehind() {
        AtomicReference<URI> portal = new AtomicReference<>();
        GatewayStart broken = arguments -> {
            portal.set(read(arguments).identity().bearer().get(0).jwksUri());
            throw new IllegalStateException("no");
        };
        assertThatThrownBy(() -> new Demo(options(null), broken)).hasMessage("no");
        assertThatThrownBy(() -> get(portal.get())).isInstanceOf(IOException.class);
        assertThat(read.get().policy()).doesNotExist();
    }

    @Test
    void theWelcomeNamesEveryAddressAndSaysWhatTheHourMeansForParents() throws Exception {
        try (Demo demo = new Demo(options(NINE_ON_A_TUESDAY), this::readSettings)) {
            for (Language language : Language.values()) {
                String text = Welcome.text(demo, language, Welcome.Call.BY_LINK);
                assertThat(text)
                        .contains(
                                "http://localhost:18080",
                                "http://127.0.0.1:19090",
                                demo.settings().adminToken())
                        .contains(
                                demo.settings().policy().toString(),
                                demo.settings().issuer() + "/token")
                        .contains("ines, malo, jade, samia, yann, odile, karim, lucie")
                        .contains(language.text("cli.hint.refused"))
                        .doesNotContain("{{");
            }
            assertThat(Welcome.text(demo, Language.FR, Welcome.Call.BY_KEY))
                    .contains("mardi 24 novembre 2026, 09:00")
                    .contains("appuyez sur Entrée");
        }
    }

    private AutoCloseable readSettings(String... arguments) {
        read(arguments);
        return () -> gatewayClosed.set(true);
    }

    private Settings read(String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        List.of(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                .forEach(environment.getPropertySources()::remove);
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
        read.set(SettingsReader.read(environment));
        return read.get();
    }

    private static Demo.Options options(@Nullable Instant at) {
        return new Demo.Options(18_080, 19_090, at, OptionalInt.of(3));
    }

    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
