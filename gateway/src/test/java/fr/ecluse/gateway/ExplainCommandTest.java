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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {

    private static final String EXAMPLE = Path.of("..", "src", "examples", "auvergne-rhone-alpes", "policy.yaml")
            .toString();

    @TempDir
    private Path folder;

    @Test
    void aRefusalIsExplainedWithItsRuleItsLineAndItsEnd() {
        CommandRun run = explain("en", EXAMPLE, "--role", "parent", "--at", "2026-11-24T08:30");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("""
                        Role "parent", Tuesday 24 November 2026 at 08:30 (Europe/Paris), Mon ENT Auvergne-Rhône-Alpes

                        REFUSED since Tuesday 24 November 2026 at 08:00; sessions opened before end at that hour too
                          by the rule "parents-journee" (%s:41:5)
                          which holds: Monday to Friday, from 08:00 to 18:00
                          visitors read: From 8:00 to 18:00 the portal is kept for pupils and school staff. Parents are welcome from 18:00 to 8:00, and all day at weekends.
                          open again on Tuesday 24 November 2026 at 18:00 (2026-11-24T18:00+01:00)
                        Holds until Tuesday 24 November 2026 at 18:00 (2026-11-24T18:00+01:00).

                        Then, from Tuesday 24 November 2026 at 18:00:
                        ADMITTED
                          no rule of the policy matches: the role is welcome
                        Holds until Wednesday 25 November 2026 at 08:00 (2026-11-25T08:00+01:00).
                        """.formatted(EXAMPLE));
    }

    @Test
    void asJsonItIsWhatTheAdminApiAnswers() {
        CommandRun run = explain("en", EXAMPLE, "--role", "parent", "--at", "2026-11-24T08:30", "--json");
        assertThat(run.exit()).isZero();
        JsonNode json = JsonMapper.shared().readTree(run.out());
        assertThat(json.path("verdict").asString()).isEqualTo("refused");
        assertThat(json.path("line").asInt()).isEqualTo(41);
        assertThat(json.path("until").asString()).isEqualTo("2026-11-24T18:00:00+01:00");
        assertThat(json.at("/window/from").asString()).isEqualTo("2026-11-24T08:00:00+01:00");
        assertThat(json.at("/day/kind").asString()).isEqualTo("weekday");
        assertThat(json.at("/next/verdict").asString()).isEqualTo("admitted");
        assertThat(json.at("/next/until").asString()).isEqualTo("2026-11-25T08:00:00+01:00");
    }

    @Test
    void itSpeaksFrench() {
        CommandRun run = explain("fr", EXAMPLE, "--role", "parent", "--at", "2026-11-24T08:30");
        assertThat(run.out())
                .contains("REFUSÉ depuis le mardi 24 novembre 2026 à 8 h ;")
                .contains("les visiteurs lisent : Les parents sont accueillis de 18 h à 8 h")
                .contains("Vaut jusqu’au mardi 24 novembre 2026 à 18 h (2026-11-24T18:00+01:00).");
    }

    @Test
    void somebodyWhomNoRuleConcernsIsWelcomeForEver() {
        CommandRun run = explain("en", EXAMPLE, "--role", "eleve", "--at", "2026-11-24T08:30");
        assertThat(run.out()).contains("ADMITTED").contains("Holds for ever.");
    }

    @Test
    void anOffsetNamesTheInstantItself() {
        CommandRun run = explain("en", EXAMPLE, "--role", "parent", "--at", "2026-11-24T07:30:00Z");
        assertThat(run.out()).contains("at 08:30 (Europe/Paris)").contains("REFUSED");
    }

    @Test
    void withoutAnHourItIsNow() {
        Clock clock = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);
        CommandRun run = CommandRun.of(new ExplainCommand(clock), EXAMPLE, "--role", "parent", "--lang", "en");
        assertThat(run.out()).contains("at 09:00 (Europe/Paris)").contains("REFUSED");
    }

    @Test
    void aRuleOfAServiceIsExplainedOnThatService() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Essai
                ceiling: {sessions: 10}
                rules:
                  - {name: notes-fermees, roles: [parent], services: [notes], effect: refuse, open-sessions: finish}
                """);
        String[] question = {policy.toString(), "--role", "parent", "--at", "2026-11-24T08:30", "--service", "notes"};
        assertThat(explain("en", question).out())
                .contains("On the service \"notes\"")
                .contains(
                        "REFUSED TO NEWCOMERS since Tuesday 24 November 2026 at 00:00; whoever was in before may stay")
                .contains("not open again within 14 days");
        question[6] = "agenda";
        assertThat(explain("fr", question).out()).contains("ADMIS\n");
    }

    @Test
    void aQuestionCanBeAskedOnAnotherSchoolCalendar() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                version: 1
                ent: Essai
                school-calendar: lyon
                ceiling: {sessions: 10}
                rules:
                  - {name: classe, roles: [parent], days: school-days, from: 8:00, to: 18:00, effect: refuse}
                """);
        String[] question = {policy.toString(), "--role", "parent", "--at", "2027-02-23T09:00"};
        assertThat(explain("fr", question).out())
                .contains("Vacances scolaires : Hiver")
                .contains("ADMIS");
        String[] toulouse = {
            policy.toString(), "--role", "parent", "--at", "2027-02-23T09:00", "--school-calendar", "toulouse"
        };
        assertThat(explain("fr", toulouse).out()).contains("REFUSÉ depuis le mardi 23 février 2027 à 8 h");
        toulouse[6] = "tombouctou";
        assertThat(explain("fr", toulouse).exit()).isEqualTo(2);
    }

    @Test
    void aPublicHolidayIsNamed() {
        CommandRun run = explain("en", EXAMPLE, "--role", "parent", "--at", "2026-11-11T09:00");
        assertThat(run.out()).contains("Public holiday: Armistice de 1918").contains("REFUSED");
    }

    @Test
    void anUnknownRoleIsAWrongUsageThatListsTheRoles() {
        CommandRun run = explain("en", EXAMPLE, "--role", "parents");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("its roles are: eleve, enseignant, personnel, parent, autre");
    }

    @Test
    void anHourThatCannotBeReadIsAWrongUsage() {
        CommandRun run = explain("fr", EXAMPLE, "--role", "parent", "--at", "demain");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("écrivez-la comme 2026-11-24T08:30");
    }

    @Test
    void aWrongPolicyEndsWithOneAndItsErrors() throws IOException {
        Path wrong = Files.writeString(folder.resolve("policy.yaml"), "version: 1\n");
        CommandRun run = explain("fr", wrong.toString(), "--role", "parent");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("il manque ici la clé « ent »").contains("corrigez-les");
    }

    private static CommandRun explain(String language, String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--lang";
        all[arguments.length + 1] = language;
        return CommandRun.of(new ExplainCommand(), all);
    }
}
