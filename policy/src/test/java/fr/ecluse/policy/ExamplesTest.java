package fr.ecluse.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies that are shipped do what their comments say, and alarm nobody. */
class ExamplesTest {

    private static final Path EXAMPLES = Path.of("..", "src", "examples");

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.endsWith("policy.yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleLoadsWithoutAWarning(Path file) throws IOException {
        Loaded loaded = PolicyLoader.read(file, Circumstances.NONE);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Valid.class,
                        valid -> assertThat(valid.warnings()).isEmpty());
    }

    @Test
    void inAuvergneRhoneAlpesParentsGiveWayToPupilsByDay() throws IOException {
        Policy policy = example("auvergne-rhone-alpes");
        Instant nine = instant("2026-11-24T09:00:00+01:00");
        assertThat(policy.verdict(Role.ELEVE, null, nine)).isInstanceOf(Verdict.Admitted.class);
        assertThat(policy.verdict(Role.PARENT, null, nine)).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.rule().name()).isEqualTo("parents-journee");
            assertThat(refused.rule().message(Locale.FRENCH)).startsWith("Les parents sont accueillis de 18 h à 8 h");
            assertThat(refused.reopensAt()).isEqualTo("2026-11-24T18:00:00+01:00");
        });
        assertThat(policy.verdict(Role.PARENT, null, instant("2026-11-24T18:00:00+01:00")))
                .isInstanceOf(Verdict.Admitted.class);
        assertThat(policy.ceiling()).isEqualTo(new CeilingBounds(52_000, 10_000, 144_000, OptionalInt.of(300)));
        assertThat(policy.priority().get(0)).isEqualTo(new Priority(Role.ELEVE, 100));
        assertThat(policy.priority().get(3)).isEqualTo(new Priority(Role.PARENT, 80));
    }

    private static Policy example(String name) throws IOException {
        return ((Loaded.Valid) PolicyLoader.read(EXAMPLES.resolve(name).resolve("policy.yaml"), Circumstances.NONE))
                .policy();
    }

    private static Instant instant(String withOffset) {
        return OffsetDateTime.parse(withOffset).toInstant();
    }
}
