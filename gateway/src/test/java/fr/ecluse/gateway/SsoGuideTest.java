package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** Whoever copies an example out of the guides on single sign-on gets settings that start. */
class SsoGuideTest {

    private static final Path FRENCH = Path.of("../src/docs/guide-sso.md");
    private static final Path ENGLISH = Path.of("../src/docs/guide-single-sign-on.md");
    private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

    private static final Pattern BLOCK = Pattern.compile("^```yaml\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern COMMENT = Pattern.compile("\\s*(^|\\s)#.*$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private Map<String, Object> variables;

    @BeforeEach
    void addWhatAnotherGuideExplains() throws IOException {
        variables = Map.of(
                "ecluse.policy",
                Files.createFile(folder.resolve("policy.yaml")).toString(),
                "OIDC_SECRET",
                "s3cret",
                "INTROSPECTION_SECRET",
                "s3cret");
        Files.writeString(folder.resolve("oidc"), "s3cret\n");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleOfTheGuidesIsAcceptedAsItStands(String yaml) throws IOException {
        Settings settings = new SettingsFile(yaml.replace("/run/secrets", folder.toString()), variables).read();
        assertThat(settings.identity().bearer().size()
                        + (settings.identity().introspection() == null ? 0 : 1)
                        + (settings.identity().oidc() == null ? 0 : 1)
                        + (settings.identity().cas() == null ? 0 : 1))
                .as("somebody can come in")
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theRoutesOfAnExampleLeadSomewhere(String yaml) throws IOException {
        for (RouteDefinition route : routes(yaml)) {
            assertThat(route.getId()).isNotBlank();
            assertThat(route.getUri().getHost()).as(route.getId()).isNotBlank();
            assertThat(route.getPredicates()).as(route.getId()).isNotEmpty();
            assertThat(route.getMetadata().keySet()).as(route.getId()).isSubsetOf("access", "service", "activity");
        }
    }

    @Test
    void whereTheProviderStandsBehindTheGatewayTheStartDependsOnThePublicRoute() throws IOException {
        List<String> behind = examples()
                .filter(yaml -> Pattern.compile("(cas: \\{url:|issuer:) \"https://ent\\.example\\.fr")
                        .matcher(yaml)
                        .find())
                .toList();
        assertThat(behind).hasSizeGreaterThanOrEqualTo(4);
        for (String yaml : behind) {
            SettingsFile closed = new SettingsFile(yaml.replace("access: public", "access: required"), variables);
            assertThat(catchThrowableOfType(SettingsException.class, closed::read))
                    .as(yaml)
                    .isNotNull()
                    .hasMessageContaining("public-url");
        }
    }

    @Test
    void bothGuidesShowTheSameSettings() throws IOException {
        List<String> french = examples(FRENCH).map(SsoGuideTest::bare).toList();
        assertThat(french).hasSizeGreaterThan(5);
        assertThat(examples(ENGLISH).map(SsoGuideTest::bare).toList()).isEqualTo(french);
    }

    static Stream<String> examples() throws IOException {
        return Stream.concat(examples(FRENCH), examples(ENGLISH));
    }

    private static Stream<String> examples(Path guide) throws IOException {
        return BLOCK.matcher(Files.readString(guide)).results().map(block -> block.group(1));
    }

    private static String bare(String yaml) {
        return COMMENT.matcher(yaml).replaceAll("").strip();
    }

    private static List<RouteDefinition> routes(String yaml) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        ByteArrayResource file = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
        for (PropertySource<?> source : new YamlPropertySourceLoader().load("guide", file)) {
            environment.getPropertySources().addFirst(source);
        }
        return Binder.get(environment)
                .bind(ROUTES, Bindable.listOf(RouteDefinition.class))
                .orElse(List.of());
    }
}
