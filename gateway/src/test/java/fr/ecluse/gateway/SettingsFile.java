package fr.ecluse.gateway;

import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/** A settings file as {@code serve --config} reads it, with variables of its own instead of this machine's. */
public record SettingsFile(String yaml, Map<String, Object> variables) {

    /** @throws SettingsException with everything that is wrong */
    public Settings read() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        new YamlPropertySourceLoader()
                .load("file", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                .forEach(environment.getPropertySources()::addLast);
        environment.getPropertySources().addLast(new MapPropertySource("variables", variables));
        return SettingsReader.read(environment);
    }
}
