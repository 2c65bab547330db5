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

class CheckCommandTest {

    private static final Path EXAMPLE = Path.of("..", "src", "examples", "auvergne-rhone-alpes", "policy.yaml");

    @TempDir
    private Path folder;

    @Test
    void aRightPolicyIsSaidToBeRightWithWhatItHolds() {
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "fr", EXAMPLE.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .isEqualTo(EXAMPLE + " : aucune erreur. Mon ENT Auvergne-Rhône-Alpes : 1 règle, "
                        + "52\u202F000 sessions simultanées, à l’heure de Europe/Paris.\n");
    }

    @Test
    void aWrongPolicyIsExplainedAndEndsWithOne() throws IOException {
        Path wrong = write("version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n"
                + "  - {name: soir, roles: [eleves], effect: refuse}\n");
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "en", wrong.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .isEqualTo(wrong + ":5:26: error: unknown role \"eleves\"; did you mean \"eleve\"?\n"
                        + "    - {name: soir, roles: [eleves], effect: refuse}\n"
                        + "                           ^\n"
                        + wrong + ": 1 error. This policy can’t be used as it is.\n");
    }

    @Test
    void severalPoliciesAreAllCheckedAndTheWorstCounts() throws IOException {
        Path wrong = write("");
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "en", wrong.toString(), EXAMPLE.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("the file is empty").contains(EXAMPLE + ": no error.");
    }

    @Test
    void aWarningLetsThePolicyPassUnlessStrict() throws IOException {
        Path doubtful = write("version: 1\nent: Essai\nceiling: {sessions: 10}\nrules:\n"
                + "  - {name: lundi, roles: [parent], days: [mon], dates: 2026-11-24, effect: refuse}\n");
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "fr", doubtful.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains(":5:6: attention : la règle « lundi »")
                .contains("aucune erreur, 1 point d’attention.");
        CommandRun strict = CommandRun.of(new CheckCommand(), "--strict", "--lang", "fr", doubtful.toString());
        assertThat(strict.exit()).isEqualTo(1);
        assertThat(strict.out()).contains(":5:6: erreur : la règle « lundi »").contains("1 erreur.");
    }

    @Test
    void aSchoolCalendarThatEndsSoonIsSaid() throws IOException {
        Path policy = write("version: 1\nent: Essai\nceiling: {sessions: 10}\nschool-calendar: lyon\nrules:\n"
                + "  - {name: a, roles: [parent], days: [school-days], from: 8:00, to: 18:00, effect: refuse}\n");
        Clock clock = Clock.fixed(Instant.parse("2028-06-01T10:00:00Z"), ZoneOffset.UTC);
        CommandRun run = CommandRun.of(new CheckCommand(clock), "--lang", "en", policy.toString());
        assertThat(run.out()).contains("the school calendar of \"Lyon\" is known up to 2028-07-03");
    }

    @Test
    void aFileThatIsNotThereIsAWrongUsage() {
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "fr", "absent.yaml");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("le fichier « absent.yaml » n’existe pas");
    }

    @Test
    void aFolderIsAWrongUsage() {
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "en", folder.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("is a folder");
    }

    @Test
    void noPolicyAtAllIsAWrongUsage() {
        assertThat(CommandRun.of(new CheckCommand()).exit()).isEqualTo(2);
    }

    @Test
    void aLanguageThatIsNotSpokenIsAWrongUsage() {
        CommandRun run = CommandRun.of(new CheckCommand(), "--lang", "de", EXAMPLE.toString());
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("write fr or en");
    }

    @Test
    void helpSpeaksBothLanguages() {
        assertThat(CommandRun.of(new CheckCommand(), "--lang", "fr", "--help").out())
                .startsWith("Utilisation : check")
                .contains("Vérifie des politiques");
        assertThat(CommandRun.of(new CheckCommand(), "--lang", "en", "--help").out())
                .startsWith("Usage: check")
                .contains("Checks policies");
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("policy.yaml"), yaml);
    }
}
