package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.policy.ExampleTable.Row;
import fr.ecluse.policy.ExampleTable.Visitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that are shipped do what the table beside them says, in every line, and alarm nobody. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "src", "examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleLoadsWithoutAWarning(Path example) throws IOException {
        Loaded loaded = PolicyLoader.read(example.resolve("policy.yaml"), Circumstances.NONE);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void whoEntersWhenIsWhatTheTableSays(Path example) throws IOException {
        assertThat(new ExampleReading(policy(example)).contradictions(table(example)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theTableSpeaksOfEveryRoleEveryServiceAndEveryDay(Path example) throws IOException {
        Policy policy = policy(example);
        Set<Row> drawn = new HashSet<>();
        for (Row row : table(example).week()) {
            assertThat(drawn.add(new Row(row.visitor(), row.day(), "")))
                    .as("once: %s", row)
                    .isTrue();
        }
        Set<Row> all = new HashSet<>();
        for (Role role : policy.roles()) {
            for (int day = 0; day < 7; day++) {
                all.add(new Row(new Visitor(role, null), table(example).monday().plusDays(day), ""));
                for (Rule rule : policy.rules()) {
                    for (String service : rule.services()) {
                        all.add(new Row(
                                new Visitor(role, service),
                                table(example).monday().plusDays(day),
                                ""));
                    }
                }
            }
        }
        assertThat(drawn).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aRuleThatIsLostOrAlteredContradictsTheTable(Path example) throws IOException {
        Policy policy = policy(example);
        ExampleTable table = table(example);
        for (int i = 0; i < policy.rules().size(); i++) {
            Rule rule = policy.rules().get(i);
            assertThat(new ExampleReading(RuleMutants.without(policy, i)).contradictions(table))
                    .as("without %s", rule.name())
                    .isNotEmpty();
            for (Map.Entry<String, Rule> mutant : RuleMutants.of(rule).entrySet()) {
                Policy altered = RuleMutants.with(policy, i, mutant.getValue());
                assertThat(new ExampleReading(altered).contradictions(table))
                        .as("%s: %s", rule.name(), mutant.getKey())
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyRefusalHasItsSentenceInFrenchAndInEnglish(Path example) throws IOException {
        for (Rule rule : policy(example).rules()) {
            if (rule.effect() == Effect.REFUSE) {
                assertThat(rule.text().byLanguage()).as(rule.name()).containsOnlyKeys("fr", "en");
            }
        }
    }

    @Test
    void theNumbersOfAuvergneRhoneAlpesAreThoseOfItsComments() throws IOException {
        Policy policy = policy(EXAMPLES.resolve("auvergne-rhone-alpes"));
        assertThat(policy.rules().get(0).message(Locale.FRENCH))
                .startsWith("Les parents sont accueillis de 18 h à 8 h");
        assertThat(policy.ceiling()).isEqualTo(new CeilingBounds(52_000, 10_000, 144_000, OptionalInt.of(300)));
    }

    private static Policy policy(Path example) throws IOException {
        Path file = example.resolve("policy.yaml");
        return ((Loaded.Valid) PolicyLoader.read(file, Circumstances.NONE)).policy();
    }

    private static ExampleTable table(Path example) throws IOException {
        return ExampleTable.read(example.resolve("attendu.txt"));
    }
}
