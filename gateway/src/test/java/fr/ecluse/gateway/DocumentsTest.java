package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever follows a link of any page finds a page. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("^```.*?^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Stream.concat(
                Stream.of(
                                "README.md",
                                "CHANGELOG.md",
                                "SECURITY.md",
                                "src/dashboards/README.md",
                                "src/examples/README.md")
                        .map(ROOT::resolve),
                Files.list(ROOT.resolve("src/docs"))
                        .filter(file -> file.toString().endsWith(".md")))) {
            return pages.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        for (String[] link : links(page)) {
            Path target = link[0].isEmpty() ? page : page.resolveSibling(link[0]);
            assertThat(target).exists();
            if (link[1] != null && target.toString().endsWith(".md")) {
                assertThat(anchors(target)).as("%s#%s", link[0], link[1]).contains(link[1]);
            }
        }
    }

    /** The first page that a stranger opens leads to all the others. */
    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        Path readme = ROOT.resolve("README.md");
        Set<Path> reached = links(readme).stream()
                .map(link -> readme.resolveSibling(link[0]).normalize())
                .collect(Collectors.toSet());
        assertThat(reached)
                .containsAll(pages().stream()
                        .filter(page -> page.startsWith(ROOT.resolve("src/docs")))
                        .map(Path::normalize)
                        .toList());
    }

    private static List<String[]> links(Path page) throws IOException {
        return LINK.matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(link -> new String[] {link.group(1), link.group(2)})
                .toList();
    }

    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(CODE.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
