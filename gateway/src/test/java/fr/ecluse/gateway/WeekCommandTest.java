package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
    void whatChangesFromTheRunningPolicyIsTold() throws IOException {
        Path running = Files.writeString(
                folder.resolve("running.yaml"),
                Files.readString(Path.of(EXAMPLE)).replace("to: \"18:00\"", "to: \"17:00\""));
        CommandRun run = CommandRun.of(
                new WeekCommand(), EXAMPLE, "--from", "2026-11-23", "--against", running.toString(), "--lang", "fr");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("Ce qui change par rapport à " + running)
                .contains("− parent, accès perdu : du lundi au vendredi de 17 h à 18 h\n");
        CommandRun same =
                CommandRun.of(new WeekCommand(), EXAMPLE, "--from", "2026-11-23", "--against", EXAMPLE, "--lang", "en");
        assertThat(same.out()).contains("Nothing: until");
    }

    @Test
    void aRunningPolicyWithErrorsIsNoGroundForAComparison() throws IOException {
        Path wrong = Files.writeString(folder.resolve("running.yaml"), "version: 1\n");
        CommandRun run = CommandRun.of(new WeekCommand(), EXAMPLE, "--against", wrong.toString(), "--lang", "fr");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("il manque ici la clé « ent »").doesNotContain("█");
    }

    @Test
    void thePageIsWrittenIntoAFileInTheChosenLanguage() throws IOException {
        Path page = folder.resolve("semaine.html");
        CommandRun run = CommandRun.of(
                new WeekCommand(), EXAMPLE, "--from", "2026-11-23", "--html", page.toString(), "--lang", "fr");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Écrit : " + page + System.lineSeparator());
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>\n<html lang=\"fr\">")
                .contains("Mon ENT Auvergne-Rhône-Alpes");
    }

    @Test
    void aPolicyIsNotOverwrittenByItsOwnPage() throws IOException {
        Path policy = Files.copy(Path.of(EXAMPLE), folder.resolve("policy.yaml"));
        String itself = folder.resolve("x/../policy.yaml").toString();
        assertThat(CommandRun.of(new WeekCommand(), policy.toString(), "--html", itself)
                        .exit())
                .isEqualTo(2);
        assertThat(policy).hasSameTextualContentAs(Path.of(EXAMPLE));
        CommandRun nowhere = CommandRun.of(
                new WeekCommand(),
                EXAMPLE,
                "--html",
                folder.resolve("none/x.html").toString(),
                "--lang",
                "en");
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.err()).contains("can’t be written");
    }

    @Test
    void coloursAreForTerminals() {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(new WeekCommand())
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.ON))
                .setOut(new PrintWriter(out))
                .execute(EXAMPLE, "--from", "2026-11-23");
        assertThat(exit).isZero();
        assertThat(out.toString()).contains("\u001b[32m" + "█".repeat(16) + "\u001b[0m\u001b[31m····");
    }

    @Test
    void aDayThatIsNoDateIsAWrongUsage() {
        assertThat(CommandRun.of(new WeekCommand(), EXAMPLE, "--from", "lundi").exit())
                .isEqualTo(2);
        assertThat(CommandRun.of(new WeekCommand(), EXAMPLE, "--from", "+99999-01-01")
                        .exit())
                .isEqualTo(2);
    }
}
