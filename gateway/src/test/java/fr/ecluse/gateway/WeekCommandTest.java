package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeekCommandTest {

    private static final String EXAMPLE = Path.of("..", "src", "examples", "auvergne-rhone-alpes", "policy.yaml")
            .toString();

    private static final String OPEN = "█".repeat(48);
    private static final String BY_DAY = "█".repeat(16) + "·".repeat(20) + "█".repeat(12);

    @TempDir
    private Path folder;

    @Test
    void theWeekOfParentsIsDrawnAndRolesWithTheSameWeekShareIt() {
        CommandRun run = CommandRun.of(new WeekCommand(), EXAMPLE, "--from", "2026-11-23", "--lang", "en");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith(
                        "Mon ENT Auvergne-Rhône-Alpes, from 23 November 2026 to 29 November 2026, clock of Europe/Paris\n")
                .contains("\neleve, enseignant, personnel, autre\n")
                .contains("\nparent\n            0     3     6     9     12    15    18    21    24\nMon 23/11   "
                        + BY_DAY + "  closed 08:00–18:00\n")
                .contains("Sat 28/11   " + OPEN + "\n");
    }

    @Test
    void withoutADayItIsTheWeekOfToday() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-26T10:00:00Z"), ZoneOffset.UTC);
        CommandRun run = CommandRun.of(new WeekCommand(clock), EXAMPLE, "--lang", "fr");
        assertThat(run.out())
                .contains("du 23 novembre 2026 au 29 novembre 2026")
                .contains("fermé 08:00–18:00");
    }

    @Test
    void partsOfAnHourNewcomersAndDaysOffAreTold() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Essai
                school-calendar: lyon
                ceiling: {sessions: 10}
                rules:
                  - {name: a, roles: [parent], from: "22:45", to: "06:00", effect: refuse}
                  - {name: b, roles: [autre], from: "06:00", to: "07:00", effect: refuse, open-sessions: finish}
                """);
        CommandRun run = CommandRun.of(new WeekCommand(), policy.toString(), "--from", "2026-12-19", "--lang", "fr");
        assertThat(run.out())
                .contains("·".repeat(12) + "█".repeat(33) + "▒··  fermé 00:00–06:00, fermé 22:45–24:00")
                .contains("█".repeat(12) + "▒▒" + "█".repeat(34) + "  sans nouveaux venus 06:00–07:00")
                .contains("Vacances scolaires : Noël")
                .contains("Jour férié : Noël");
    }

    @Test
    void aDayThatIsNoDateIsAWrongUsage() {
        assertThat(CommandRun.of(new WeekCommand(), EXAMPLE, "--from", "lundi").exit())
                .isEqualTo(2);
    }
}
