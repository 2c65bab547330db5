package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleSettingsTest {

    private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @Test
    void theSettingsOfAuvergneRhoneAlpesAreAcceptedAsTheyStand(@TempDir Path folder) throws IOException {
        Path policy = Files.createFile(folder.resolve("policy.yaml"));
        String yaml = Files.readString(Path.of("../src/examples/auvergne-rhone-alpes/application.yaml"));
        // a relative path starts where the program is started, which is not here
        assertThat(yaml).contains("policy: policy.yaml");
        Settings settings = new SettingsFile(
                        yaml.replace("policy: policy.yaml", "policy: " + policy),
                        Map.of("ECLUSE_KEY", SECRET, "OIDC_SECRET", "s", "ADMIN_TOKEN_SHA256", "0".repeat(64)))
                .read();
        assertThat(settings.ledger().kind()).isEqualTo(Settings.Ledger.Kind.REDIS);
        assertThat(settings.ledger().name()).isEqualTo("aura");
        assertThat(settings.publicUrls()).containsExactly(URI.create("https://ent.example.fr"));
        assertThat(settings.identity().oidc()).isNotNull();
        assertThat(settings.identity().bearer()).hasSize(1);
    }
}
