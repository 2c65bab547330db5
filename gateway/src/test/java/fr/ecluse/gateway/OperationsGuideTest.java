package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Ledger.Kind;
import fr.ecluse.gateway.telemetry.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides to operations name is there: somebody will look for it in a log or on a graph on a bad morning. */
class OperationsGuideTest {

    private static final String FRENCH = "guide-exploitation.md";
    private static final String ENGLISH = "guide-operations.md";

    private static final Pattern EVENT = Pattern.compile("event=([a-z-]+)");
    private static final Pattern METRIC = Pattern.compile("ecluse_[a-z_]+");
    private static final Pattern MADE_OF_A_METER = Pattern.compile("(_seconds)?(_bucket|_count|_sum|_total)?");
    private static final Pattern BLOCK =
            Pattern.compile("^```([a-z]*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEADING = Pattern.compile("^(#+) (.+)$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]+))?\\)");
    private static final Pattern LABEL = Pattern.compile("(?:decision|outcome|operation)=~?\"([a-z|-]+)\"");
    private static final Pattern ALERT = Pattern.compile("alert: \\w+");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void everyEventThatAGuideNamesIsLoggedBySomebody(String guide) throws IOException {
        String sources = sources();
        Set<String> events = named(EVENT, text(guide));
        assertThat(events).hasSizeGreaterThan(15).contains("ledger-lost", "clocks-apart");
        assertThat(events)
                .allMatch(event -> sources.contains("event=" + event + " ") || sources.contains('"' + event + '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void everyMetricThatAGuideNamesIsMeasured(String guide) throws IOException {
        Set<String> meters = Arrays.stream(Metrics.class.getFields())
                .filter(field -> field.getType() == String.class)
                .map(OperationsGuideTest::value)
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toSet());
        Set<String> metrics = named(METRIC, text(guide));
        assertThat(metrics).hasSizeGreaterThan(15);
        assertThat(metrics)
                .allMatch(metric -> meters.stream()
                        .anyMatch(meter -> metric.startsWith(meter)
                                && MADE_OF_A_METER
                                        .matcher(metric.substring(meter.length()))
                                        .matches()));
    }

    /** A rule for a label that there is not never fires. */
    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void everyLabelThatARuleOrATableNamesIsOneThatIsCounted(String guide) throws IOException {
        String sources = sources();
        Set<String> labels = LABEL.matcher(text(guide))
                .results()
                .flatMap(found -> Stream.of(found.group(1).split("\\|")))
                .collect(Collectors.toSet());
        assertThat(labels).hasSizeGreaterThan(5);
        assertThat(labels)
                .allMatch(label -> sources.contains('"' + label + '"')
                        || sources.contains(
                                "        " + label.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    @Test
    void bothGuidesNameTheSameThingsInTheSameOrder() throws IOException {
        String french = text(FRENCH);
        String english = text(ENGLISH);
        assertThat(outline(english)).isEqualTo(outline(french)).hasSizeGreaterThan(20);
        assertThat(blocks(english)).isEqualTo(blocks(french)).hasSizeGreaterThan(10);
        assertThat(inOrder(EVENT, english)).isEqualTo(inOrder(EVENT, french));
        assertThat(inOrder(METRIC, english)).isEqualTo(inOrder(METRIC, french));
    }

    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void everyLinkLeadsSomewhere(String guide) throws IOException {
        Path here = guide(guide);
        LINK.matcher(text(guide)).results().forEach(link -> {
            Path target = link.group(1).isEmpty() ? here : here.resolveSibling(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).as(link.group()).contains(link.group(2));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theSettingsOfAnExampleAreAcceptedAsTheyStand(String yaml) throws IOException {
        Map<String, String> around = new HashMap<>(Map.of(
                "ecluse.policy",
                Files.createFile(folder.resolve("policy.yaml")).toString(),
                "ecluse.identity.bearer[0].issuer",
                "https://sso.example.fr/realms/ent",
                "ecluse.identity.bearer[0].jwks-uri",
                "https://sso.example.fr/keys",
                "ecluse.identity.bearer[0].audience",
                "ent",
                "REDIS_SECRET",
                "s3cret",
                "ECLUSE_KEY",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        if (!yaml.contains("keys:")) {
            around.put("ecluse.keys[0].id", "k1");
            around.put("ecluse.keys[0].secret", around.get("ECLUSE_KEY"));
        }
        Settings read = new SettingsFile(
                        yaml.replaceAll("policy: .*", "policy: " + folder.resolve("policy.yaml")), Map.copyOf(around))
                .read();
        assertThat(read.ledger().kind()).isEqualTo(Kind.REDIS);
        assertThat(read.ledger().uris()).isNotEmpty();
    }

    static Stream<String> settings() throws IOException {
        return Stream.of(FRENCH, ENGLISH)
                .flatMap(guide -> BLOCK.matcher(text(guide)).results())
                .filter(block -> block.group(1).equals("yaml"))
                .map(block -> block.group(2))
                .filter(yaml -> yaml.contains("ecluse:"));
    }

    /** Levels of headings, and how many lines each table has. */
    private static List<String> outline(String text) {
        String bare = BLOCK.matcher(text).replaceAll("");
        return Stream.of(bare.split("\n"))
                .map(line -> line.startsWith("#")
                        ? line.replaceAll("[^#].*", "")
                        : line.startsWith("|") ? "|" : line.startsWith("- ") ? "-" : "")
                .filter(mark -> !mark.isEmpty())
                .toList();
    }

    private static List<String> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(block -> ALERT.matcher(block.group(2)).replaceAll("alert"))
                .toList();
    }

    private static Set<String> anchors(Path file) {
        try {
            return HEADING.matcher(BLOCK.matcher(Files.readString(file)).replaceAll(""))
                    .results()
                    .map(heading -> heading.group(2)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(Pattern what, String text) {
        return new TreeSet<>(inOrder(what, text));
    }

    private static List<String> inOrder(Pattern what, String text) {
        return what.matcher(text)
                .results()
                .map(found -> found.groupCount() == 0 ? found.group() : found.group(1))
                .toList();
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(OperationsGuideTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static Path guide(String name) {
        return Path.of("..", "src", "docs", name);
    }

    private static String text(String name) {
        return read(guide(name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
