package fr.ecluse.gateway.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.yaml.snakeyaml.Yaml;

/** The guide in its two languages names values that exist, and says the same in both. */
class KubernetesGuideTest {

    private static final Path FRENCH = Path.of("../src/docs/guide-kubernetes.md");
    private static final Path ENGLISH = Path.of("../src/docs/guide-kubernetes-en.md");
    private static final List<Path> GUIDES = List.of(FRENCH, ENGLISH);
    private static final Pattern VALUE = Pattern.compile("`([a-z][A-Za-z]+(?:\\.[a-z][A-Za-z]+)*)`");

    @ParameterizedTest
    @FieldSource("GUIDES")
    void everyValueThatIsNamedExists(Path guide) throws IOException {
        Object values = new Yaml().load(Files.readString(Chart.HOME.resolve("values.yaml")));
        Set<String> groups = ((java.util.Map<?, ?>) values)
                .keySet().stream().map(String::valueOf).collect(Collectors.toSet());
        Set<String> named = values(guide).stream()
                .filter(name -> !name.endsWith(".yaml") && groups.contains(name.split("\\.")[0]))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(exists(values, name)).as(name).isTrue());
    }

    @Test
    void bothSayTheSame() throws IOException {
        assertThat(values(FRENCH)).isEqualTo(values(ENGLISH));
        assertThat(counts(FRENCH)).isEqualTo(counts(ENGLISH));
    }

    @ParameterizedTest
    @FieldSource("GUIDES")
    void itsLinksLeadSomewhere(Path guide) throws IOException {
        assertThat(Pattern.compile("\\]\\(([^)#]+)[^)]*\\)")
                        .matcher(Files.readString(guide))
                        .results())
                .extracting(link -> guide.resolveSibling(link.group(1)))
                .hasSizeGreaterThan(8)
                .allSatisfy(file -> assertThat(file).exists());
    }

    /** Headings, rows of tables, blocks of code, points of lists. */
    private static List<Long> counts(Path guide) throws IOException {
        List<String> lines = Files.readAllLines(guide);
        return List.of("#", "|", "```", "- ").stream()
                .map(start ->
                        lines.stream().filter(line -> line.startsWith(start)).count())
                .toList();
    }

    private static Set<String> values(Path guide) throws IOException {
        return VALUE.matcher(Files.readString(guide))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean exists(Object values, String name) {
        Object at = values;
        for (String key : name.split("\\.")) {
            if (!(at instanceof java.util.Map<?, ?> group) || !group.containsKey(key)) {
                return false;
            }
            at = group.get(key);
        }
        return true;
    }
}
