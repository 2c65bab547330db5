package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaCommandTest {

    @Test
    void theSchemaIsPrintedAndNothingElse() {
        CommandRun run = CommandRun.of(new SchemaCommand());
        assertThat(run.exit()).isZero();
        JsonNode schema = JsonMapper.shared().readTree(run.out());
        assertThat(schema.path("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.at("/properties/rules/maxItems").asInt()).isEqualTo(500);
    }

    @Test
    void helpSpeaksBothLanguages() {
        assertThat(CommandRun.of(new SchemaCommand(), "--lang", "fr", "--help").out())
                .startsWith("Utilisation : schema")
                .contains("éditeur");
        assertThat(CommandRun.of(new SchemaCommand(), "--lang", "en", "--help").out())
                .startsWith("Usage: schema")
                .contains("editor");
    }
}
