package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model names classes and tests that exist. */
class ThreatModelTest {

    private static final Path PAGE = Path.of("..", "src", "docs", "threat-model.md");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)(?:\\.[A-Z_]+)?`");

    @Test
    void everyDefenceIsWhereThePageSaysAndEveryTestIsThere() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| **"))
                .toList();
        Set<String> classes = classes();

        assertThat(rows).hasSizeGreaterThan(20);
        for (String row : rows) {
            String[] cells = row.split("\\|");
            assertThat(cells).as(row).hasSize(5);
            assertThat(named(cells[4])).as("tests of %s", row).isNotEmpty().allMatch(name -> name.endsWith("Test"));
            assertThat(classes).as(row).containsAll(named(row));
        }
        assertThat(classes).containsAll(named(Files.readString(PAGE)));
    }

    private static Set<String> named(String text) {
        return CLASS.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> classes() throws IOException {
        Set<String> classes = new TreeSet<>();
        for (String folder : new String[] {"src", "../policy/src"}) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> classes.add(name.substring(0, name.length() - ".java".length())));
            }
        }
        return classes;
    }
}
