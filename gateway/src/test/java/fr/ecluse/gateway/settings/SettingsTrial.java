package fr.ecluse.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Settings that are right, to which a test adds its own; and what is read of them, or said against them, one line a problem. */
abstract class SettingsTrial {

    static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";
    static final String DIGEST = "ab".repeat(32);

    @TempDir
    Path folder;

    final Map<String, Object> settings = new LinkedHashMap<>();
    final Map<String, Object> variables = new HashMap<>();

    @BeforeEach
    void startFromSettingsThatAreRight() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), "version: 1");
        settings.put("ecluse.policy", policy.toString());
        settings.put("ecluse.identity.bearer[0].issuer", "https://sso.example.fr/realms/ent");
        settings.put("ecluse.identity.bearer[0].jwks-uri", "https://sso.example.fr/certs");
        settings.put("ecluse.identity.bearer[0].audience", "ent");
    }

    void route(int at, String predicate, String access) {
        settings.put(ROUTES + "[" + at + "].id", "r" + at);
        settings.put(ROUTES + "[" + at + "].uri", "http://127.0.0.1:9000");
        settings.put(ROUTES + "[" + at + "].predicates[0]", predicate);
        settings.put(ROUTES + "[" + at + "].metadata.access", access);
    }

    void redis() {
        settings.put("ecluse.keys[0].id", "k1");
        settings.put("ecluse.keys[0].secret", SECRET);
        settings.put("ecluse.ledger.kind", "redis");
        settings.put("ecluse.ledger.name", "aura");
    }

    Settings read() {
        var environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addLast(new MapPropertySource("settings", settings));
        return SettingsReader.read(environment);
    }

    List<SettingsProblem> problems() {
        return catchThrowableOfType(SettingsException.class, this::read).problems();
    }

    List<String> lines() {
        return problems().stream().map(problem -> problem.text(Locale.ENGLISH)).toList();
    }

    String line() {
        assertThat(lines()).hasSize(1);
        return lines().get(0);
    }
}
