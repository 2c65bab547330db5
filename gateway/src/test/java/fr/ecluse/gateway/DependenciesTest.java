package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page that says why each library is in the jar is about the libraries that are in the jar. */
class DependenciesTest {

    private static final Path SBOM = Path.of("target", "classes", "META-INF", "sbom", "application.cdx.json");
    private static final Path PAGE = Path.of("..", "src", "docs", "dependencies.md");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9.-]+:[A-Za-z0-9._*-]+)`");

    /** Only in the jar of a machine that has a native build of it. */
    private static final String BY_MACHINE = "software.amazon.cryptools:AmazonCorrettoCryptoProvider";

    @Test
    void everyLibraryInTheJarHasItsReasonAndNoReasonItsLibraryNoMore() throws IOException {
        Set<String> inTheJar = libraries();
        List<String> named = names();

        assertThat(inTheJar)
                .hasSizeGreaterThan(50)
                .allMatch(library -> named.stream().anyMatch(covers(library)));
        assertThat(named)
                .doesNotHaveDuplicates()
                .filteredOn(name -> !name.equals(BY_MACHINE))
                .allMatch(name ->
                        inTheJar.stream().anyMatch(library -> covers(library).test(name)));
    }

    @Test
    void theSbomSaysTheSameWheneverItIsMadeFromTheSameSources() throws IOException {
        JsonNode sbom = sbom();
        assertThat(sbom.has("serialNumber")).isFalse();
        assertThat(sbom.path("metadata").path("component").path("name").asString())
                .isEqualTo("ecluse-gateway");
    }

    private static Predicate<String> covers(String library) {
        return name ->
                name.endsWith(":*") ? library.startsWith(name.substring(0, name.length() - 1)) : library.equals(name);
    }

    private static List<String> names() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
                .toList();
    }

    private static Set<String> libraries() throws IOException {
        return sbom().path("components")
                .valueStream()
                .map(each ->
                        each.path("group").asString() + ":" + each.path("name").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode sbom() throws IOException {
        return JsonMapper.shared().readTree(Files.readString(SBOM));
    }
}
