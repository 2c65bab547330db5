package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.ecluse.gateway.SettingsFile;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every value is explained, used, and in the schema; every setting of the gateway is in the schema too. */
class ChartValuesTest {

    private static final Path VALUES = Chart.HOME.resolve("values.yaml");

    /** Kubernetes' own, or the visitor's own words: their keys are anybody's. */
    private static final Set<String> FREE =
            Set.of("settings", "global", "affinity", "networkPolicy.visitors", "networkPolicy.operators");

    @Test
    void everyValueIsExplainedWhereItStands() throws IOException {
        List<String> unexplained = new ArrayList<>();
        List<String> lines = Files.readAllLines(VALUES);
        boolean inBlock = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.matches("[A-Za-z]+:.*")) {
                // a block without a blank line is explained by the comment above its first line
                inBlock = i > 0
                        && (lines.get(i - 1).startsWith("#")
                                || inBlock && !lines.get(i - 1).isBlank());
                if (!inBlock && !isExplainedInside(lines, i)) {
                    unexplained.add(line);
                }
            }
        }
        assertThat(unexplained).isEmpty();
    }

    /** A group may have its explanations inside. */
    private static boolean isExplainedInside(List<String> lines, int at) {
        return at + 1 < lines.size() && lines.get(at + 1).startsWith("  #");
    }

    @Test
    void everyValueIsUsedAndEveryValueThatIsUsedExists() throws IOException {
        String templates = templates();
        Set<String> values = new TreeSet<>();
        collect("", new Yaml().load(Files.readString(VALUES)), values);
        assertThat(values).hasSizeGreaterThan(50).allSatisfy(value -> {
            // a group may be handed on whole: then its own name stands in a template
            List<String> names = Stream.iterate(
                            value, name -> name.contains("."), name -> name.substring(0, name.lastIndexOf('.')))
                    .collect(Collectors.toCollection(ArrayList::new));
            names.add(value.contains(".") ? value.substring(0, value.indexOf('.')) : value);
            assertThat(names)
                    .anySatisfy(name ->
                            assertThat(templates).containsPattern("\\.Values\\." + Pattern.quote(name) + "\\b"));
            String last = value.substring(value.lastIndexOf('.') + 1);
            assertThat(templates).as(value).containsPattern("\\b" + last + "\\b");
        });
        Set<String> used = Pattern.compile("\\.Values\\.([A-Za-z.]+)")
                .matcher(templates)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used)
                .allSatisfy(name ->
                        assertThat(values).anyMatch(value -> value.equals(name) || value.startsWith(name + ".")));
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws IOException {
        Set<String> values = new TreeSet<>();
        collect("", new Yaml().load(Files.readString(VALUES)), values);
        Map<String, JsonNode> schema = new TreeMap<>();
        collect("", schema(), schema);
        assertThat(values).allSatisfy(value -> assertThat(schema).containsKey(value));
        assertThat(schema.keySet())
                .filteredOn(name -> FREE.stream().noneMatch(free -> name.equals(free) || name.startsWith(free + ".")))
                .allSatisfy(name ->
                        assertThat(values).anyMatch(value -> value.equals(name) || value.startsWith(name + ".")));
    }

    @Test
    void theSchemaIsStrict() throws IOException {
        assertOpenOnlyWhereItMustBe("", schema());
    }

    @Test
    void theSchemaKnowsTheSettingsOfTheGatewayAndNoOthers() throws IOException {
        JsonNode ecluse = schema().at("/properties/settings/properties/ecluse");
        compareWithTheGateway("ecluse", ecluse);
    }

    /** Asks the gateway for a key that can't exist: its answer lists those that do. */
    private static void compareWithTheGateway(String name, JsonNode schema) {
        String absurd = name + ".qqqqqqqqqqqqqqqqqqqq";
        assertThatThrownBy(() -> new SettingsFile(absurd + ": 1\n", Map.of()).read())
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        wrong -> assertThat(wrong.problems())
                                .filteredOn(problem -> problem.key().equals(absurd))
                                .singleElement()
                                .extracting(SettingsProblem::details)
                                .satisfies(details -> assertThat(details.get(0).split(", "))
                                        .containsExactlyInAnyOrderElementsOf(
                                                schema.path("properties").propertyNames())));
        schema.path("properties").forEachEntry((key, below) -> {
            if (below.has("properties")) {
                compareWithTheGateway(name + "." + key, below);
            } else if (below.path("items").has("properties")) {
                compareWithTheGateway(name + "." + key + "[0]", below.path("items"));
            }
        });
    }

    private static void assertOpenOnlyWhereItMustBe(String name, JsonNode schema) {
        if (schema.has("properties") && !name.equals(".settings")) {
            assertThat(schema.path("additionalProperties").isBoolean()
                            && !schema.path("additionalProperties").asBoolean())
                    .as(name)
                    .isTrue();
        }
        schema.path("properties").forEachEntry((key, below) -> assertOpenOnlyWhereItMustBe(name + "." + key, below));
        if (schema.path("items").isObject()) {
            assertOpenOnlyWhereItMustBe(name + "[]", schema.path("items"));
        }
        if (schema.path("additionalProperties").isObject()) {
            assertOpenOnlyWhereItMustBe(name + ".*", schema.path("additionalProperties"));
        }
    }

    private static void collect(String name, Map<String, Object> group, Set<String> into) {
        group.forEach((key, value) -> {
            String full = name.isEmpty() ? key : name + "." + key;
            if (value instanceof Map<?, ?> below && !below.isEmpty() && !isAnybodys(full)) {
                @SuppressWarnings("unchecked") // YAML's own type
                Map<String, Object> map = (Map<String, Object>) below;
                collect(full, map, into);
            } else {
                into.add(full);
            }
        });
    }

    private static void collect(String name, JsonNode schema, Map<String, JsonNode> into) {
        schema.path("properties").forEachEntry((key, below) -> {
            String full = name.isEmpty() ? key : name + "." + key;
            if (below.has("properties") && !isAnybodys(full)) {
                collect(full, below, into);
            } else {
                into.put(full, below);
            }
        });
    }

    /** Below it no names of the chart's own. */
    private static boolean isAnybodys(String name) {
        return name.equals("settings")
                || name.equals("resources.requests")
                || name.equals("resources.limits")
                || name.endsWith("labels")
                || name.endsWith("selector");
    }

    private static JsonNode schema() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(Chart.HOME.resolve("values.schema.json")));
    }

    private static String templates() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(Chart.HOME.resolve("templates"))) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
