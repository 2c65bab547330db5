package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi;
import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command against the real admin API; the clock of the ENT stands at 9:00 on Tuesday 24 November 2026, in Paris. */
class ReportCommandTest {

    @TempDir
    Path folder;

    private ServedApi api;

    @BeforeEach
    void aMorningOnWhichOneOfTwentyPupilsCouldNotConnect() throws IOException {
        api = new ServedApi(folder);
        for (int i = 0; i < 20; i++) {
            api.days().attempted(People.person(i), Role.ELEVE, i == 0 ? Attempt.NOT_LET_IN : Attempt.VISIT_BEGUN);
        }
        api.days().attempted(People.person(30), Role.ENSEIGNANT, Attempt.VISIT_BEGUN);
        api.days().attempted(People.person(40), Role.PARENT, Attempt.NOT_LET_IN);
        api.days().attempted(People.person(41), Role.PARENT, Attempt.NOT_LET_IN);
        api.days().waited(Role.ELEVE, Duration.ofSeconds(64));
        api.days().refused(People.person(40), "parents-journee");
        api.days().simultaneous(1_234);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theReportBeginsWithASentenceForEachRoleThatCame() {
        CommandRun run = report("--lang", "fr");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(plain(run.out()).lines().limit(6))
                .containsExactly(
                        "Mon ENT, mardi 24 novembre 2026",
                        "Journée en cours : chiffres du mardi 24 novembre 2026 à 9 h.",
                        "",
                        "95 % des élèves ont pu se connecter : 19 sur 20.",
                        "Tous les enseignants qui ont essayé ont pu se connecter : une personne.",
                        "Aucun n’a pu se connecter parmi les parents : 2 personnes ont essayé.");
    }

    @Test
    void theTableHasARowForEachRole() {
        String out = report("--lang", "en").out();
        assertThat(out)
                .contains("95% of pupils were able to connect: 19 of 20.\n")
                .containsPattern("Role +tried +connected +share +visits +waited +wait, 1 in 2 +wait, 19 in 20\n")
                .containsPattern("pupils +20 +19 +95% +19 +1 +1 min 4 s +1 min 4 s\n")
                .containsPattern("staff +0 +0 +– +0 +0 +– +–\n")
                .containsPattern("together +23 +20 +86% +20 +1 ")
                .contains("Peak of simultaneous sessions: 1,234, at 09:00\n")
                .containsPattern("parents-journee +1 +1\n")
                .contains("to about 1%");
    }

    @Test
    void ofManyPeopleNobodySaysAll() {
        for (int i = 0; i < 500; i++) {
            api.days().attempted(People.person(1_000 + i), Role.PERSONNEL, Attempt.VISIT_BEGUN);
        }
        assertThat(report("--lang", "en").out())
                .containsPattern("More than 99% of staff were able to connect, of [45]\\d\\d\\.\n")
                .containsPattern("staff +[45]\\d\\d +[45]\\d\\d +> 99% ");
    }

    @Test
    void asJsonItIsWhatTheGatewayAnswers() {
        CommandRun run = report("--json", "--day", "2026-11-24");
        assertThat(run.out())
                .startsWith("{\"ent\":\"Mon ENT\",\"day\":\"2026-11-24\"")
                .contains("\"share\":0.95");
    }

    @Test
    void asAPageItIsFrenchUnlessAskedOtherwise() throws IOException {
        Path file = folder.resolve("bilan.html");
        CommandRun run = report("--html", file.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Written: " + file + System.lineSeparator());
        String page = Files.readString(file);
        assertThat(plain(page))
                .startsWith("<!DOCTYPE html>\n<html lang=\"fr\">")
                .contains("<h1>Bilan du mardi 24 novembre 2026</h1>")
                .contains("95 % des élèves ont pu se connecter : 19 sur 20.")
                .doesNotContain("<script")
                .doesNotContain("http:")
                .doesNotContain("https:");

        report("--html", file.toString(), "--lang", "en");
        assertThat(Files.readString(file))
                .contains("<html lang=\"en\">")
                .contains("95% of pupils were able to connect: 19 of 20.");
    }

    @Test
    void aDayWithoutAReportIsSaidAndExitOne() {
        CommandRun run = report("--day", "2026-11-23", "--lang", "fr");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Il n’y a pas de bilan de ce jour").contains("2026-11-23");
    }

    @Test
    void whoOnlyMayLookMayAsk() {
        CommandRun run = CommandRun.of(
                new ReportCommand(Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", ServedApi.VIEW)), "--json");
        assertThat(run.exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --day tomorrow              | --day
                    --day 2026-02-30            | --day
                    --html /nowhere/bilan.html  | can’t be written
                    --admin 127.0.0.1:9090      | is not an address
                    """)
    void wrongUsageIsExitTwo(String arguments, String said) {
        List<String> all = new ArrayList<>(List.of("--lang", "en", "--token", ServedApi.VIEW));
        all.addAll(List.of(arguments.split(" ")));
        if (!all.contains("--admin")) {
            all.addAll(List.of("--admin", api.uri()));
        }
        CommandRun run = CommandRun.of(new ReportCommand(Map.of()), all.toArray(String[]::new));
        assertThat(run.err()).contains(said);
        assertThat(run.exit()).isEqualTo(2);
    }

    @Test
    void theHelpIsInBothLanguages() {
        CommandRun french = CommandRun.of(new ReportCommand(Map.of()), "--lang", "fr", "--help");
        assertThat(french.exit()).isZero();
        assertThat(french.out())
                .contains("Le bilan d’une journée")
                .contains("--admin")
                .contains("--html");
        CommandRun english = CommandRun.of(new ReportCommand(Map.of()), "--lang", "en", "--help");
        assertThat(english.out()).contains("The report of a day").contains("--token");
    }

    private CommandRun report(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--admin", api.uri(), "--token", ServedApi.VIEW));
        all.addAll(List.of(arguments));
        return CommandRun.of(new ReportCommand(Map.of()), all.toArray(String[]::new));
    }

    /** With the spaces that a keyboard has. */
    private static String plain(String text) {
        return text.replaceAll("[\\u00a0\\u202f]", " ");
    }
}
