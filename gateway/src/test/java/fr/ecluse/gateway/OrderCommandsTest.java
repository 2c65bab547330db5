package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mode} and {@code message} against the real admin API; it is 9:00 on Tuesday 24 November 2026, in Paris. */
class OrderCommandsTest {

    @TempDir
    Path folder;

    private ServedApi api;

    @BeforeEach
    void start() throws IOException {
        api = new ServedApi(folder);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theModeIsReadInASentence() {
        CommandRun run = mode("--lang", "en");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).containsExactly("Mode: on (rules and ceilings decide), as usual (version 0).");
        assertThat(run.exit()).isZero();
    }

    @Test
    void theModeIsSwitchedUntilAnHourOnTheClockOfThePortalAndSaysWhoDidItAndWhy() {
        CommandRun run = mode("--set", "hold", "--reason", "incident", "--until", "18:00", "--lang", "fr");
        assertThat(run.out().replaceAll("[\\u00a0\\u202f]", " "))
                .isEqualTo("Mode : on → hold (personne de nouveau n’entre), jusqu’au mardi 24 novembre 2026 à 18 h"
                        + " (version 1)." + System.lineSeparator());
        assertThat(mode("--lang", "en").out().lines())
                .contains("Ordered by astreinte: incident")
                .first()
                .asString()
                .startsWith("Mode: hold (nobody new enters), until Tuesday");
        assertThat(mode("--set", "on", "--reason", "fini", "--lang", "en").out())
                .startsWith("Mode: hold → on (rules and ceilings decide), as usual (version 2).");
        assertThat(mode("--json").out()).startsWith("{\"mode\":\"on\",\"version\":2,");
    }

    @Test
    void theMessageIsSetReadAndTakenBack() {
        assertThat(message("--lang", "en").out()).startsWith("Nothing is said to people who wait (version 0).");
        CommandRun set =
                message("--fr", "La messagerie revient à 10 h.", "--en", "Mail is back at 10:00.", "--lang", "fr");
        assertThat(set.out().lines())
                .containsExactly(
                        "Dit aux personnes qui attendent, jusqu’à ce que quelqu’un le change, par astreinte (version 1) :",
                        "fr  La messagerie revient à 10 h.",
                        "en  Mail is back at 10:00.");
        assertThat(message("--json").out()).contains("\"fr\":\"La messagerie revient à 10 h.\"");
        assertThat(message("--clear", "--lang", "en").out())
                .startsWith("Nothing is said to people who wait (version 2).");
    }

    @Test
    void aMessageMayEndAtAnHour() {
        assertThat(message("--en", "Soon.", "--until", "10:00", "--lang", "en").out())
                .startsWith(
                        "Said to people who wait, until Tuesday 24 November 2026 at 10:00, by astreinte (version 1):");
    }

    @Test
    void blocksAreAddedShownAndLifted() {
        assertThat(blocks("--lang", "en").out()).startsWith("Nobody is blocked (version 0).");
        CommandRun added = blocks(
                "--add",
                "203.0.113.0/24",
                "--add",
                "2001:db8:1::/48",
                "--reason",
                "saturation",
                "--until",
                "18:00",
                "--lang",
                "en");
        assertThat(added.err()).isEmpty();
        assertThat(added.out().lines())
                .containsExactly(
                        "Blocked: 2 networks (version 2).",
                        "203.0.113.0/24  until Tuesday 24 November 2026 at 18:00, by astreinte: saturation",
                        "2001:db8:1:0:0:0:0:0/48  until Tuesday 24 November 2026 at 18:00, by astreinte: saturation");
        assertThat(blocks("--json").out()).startsWith("{\"version\":2,\"blocks\":[{\"network\":\"203.0.113.0/24\",");
        assertThat(blocks("--remove", "2001:db8:1::/48", "--reason", "c’est fini", "--lang", "fr")
                        .out())
                .startsWith("Bloqué : 1 réseau (version 3).");
    }

    @Test
    void limitsAreShownSetAndCleared() {
        assertThat(limits("--lang", "en").out().lines())
                .containsExactly(
                        "An address may send 100 requests a second and 1,000 at once, one of a school 20 times as"
                                + " much, as the settings say (version 0).");
        CommandRun set = limits(
                "--per-second", "20", "--burst", "200", "--reason", "saturation", "--until", "18:00", "--lang", "fr");
        assertThat(set.err()).isEmpty();
        assertThat(set.out().replaceAll("[\\u00a0\\u202f]", " ").lines())
                .containsExactly(
                        "Une adresse peut envoyer 20 requêtes par seconde et 200 d’un coup, celle d’un établissement"
                                + " 20 fois plus, jusqu’au mardi 24 novembre 2026 à 18 h (version 1).",
                        "Demandé par astreinte : saturation");
        assertThat(limits("--json").out()).startsWith("{\"perSecond\":20,\"burst\":200,");
        assertThat(limits("--per-second", "0", "--reason", "r", "--lang", "en").err())
                .startsWith("This limit is not possible");
        assertThat(limits("--clear", "--lang", "en").out()).contains("as the settings say (version 2)");
    }

    @Test
    void aSlipOfTheHandBlocksNobody() {
        CommandRun all = blocks("--add", "203.0.0.0/8", "--reason", "r", "--lang", "fr");
        assertThat(all.exit()).isEqualTo(1);
        assertThat(all.err()).startsWith("Cela fait beaucoup de monde").contains("--force");
        assertThat(blocks("--lang", "en").out()).startsWith("Nobody is blocked (version 0).");
        assertThat(blocks("--add", "203.0.0.0/8", "--reason", "r", "--force", "--lang", "en")
                        .out())
                .startsWith("Blocked: 1 network (version 1).");
    }

    @Test
    void whatTheGatewayRefusesIsSaidInItsWords() {
        CommandRun tooLong = message("--fr", "x".repeat(501), "--lang", "fr");
        assertThat(tooLong.exit()).isEqualTo(1);
        assertThat(tooLong.err()).startsWith("Le message est trop long");
        CommandRun on = mode("--set", "on", "--reason", "r", "--until", "18:00", "--lang", "en");
        assertThat(on.exit()).isEqualTo(1);
        assertThat(on.err()).startsWith("The mode on has no end");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mode    | --set hold                           | --set needs --reason
            mode    | --reason r                           | --reason and --until go with --set
            mode    | --set freeze --reason r              | "freeze" is not a mode
            mode    | --set hold --reason r --until demain | "demain" is not an hour
            blocks  | --add 203.0.113.7                    | --add needs --reason
            blocks  | --until 18:00                        | --until and --force go with --add
            blocks  | --force                              | --until and --force go with --add
            blocks  | --reason r                           | --reason goes with --add or --remove
            blocks  | --add x --reason r --until demain    | "demain" is not an hour
            limits  | --burst 100                          | need --reason
            limits  | --reason r                           | --reason and --until go with --per-second
            limits  | --clear --burst 100                  | --clear goes alone
            message | --until 18:00                        | --until goes with --fr or --en
            message | --clear --fr x                       | --clear goes without --fr
            message | --fr x --until demain                | "demain" is not an hour
            """)
    void wrongUsageIsExitTwo(String command, String arguments, String said) {
        List<String> all = new ArrayList<>(List.of("--lang", "en"));
        all.addAll(List.of(arguments.split(" ")));
        String[] given = all.toArray(String[]::new);
        CommandRun run = switch (command) {
            case "mode" -> mode(given);
            case "blocks" -> blocks(given);
            case "limits" -> limits(given);
            default -> message(given);
        };
        assertThat(run.err()).contains(said);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(mode("--json").out()).contains("\"version\":0");
    }

    @ParameterizedTest
    @CsvSource({"en, nobody new enters", "fr, personne de nouveau n’entre"})
    void theHelpSaysWhatEachModeDoes(String language, String said) {
        CommandRun run = CommandRun.of(new ModeCommand(Map.of()), "--lang", language, "--help");
        assertThat(run.out().replaceAll("\\s+", " ")).contains(said);
    }

    private CommandRun mode(String... arguments) {
        return run(new ModeCommand(Map.of()), arguments);
    }

    private CommandRun blocks(String... arguments) {
        return run(new BlocksCommand(Map.of()), arguments);
    }

    private CommandRun limits(String... arguments) {
        return run(new LimitsCommand(Map.of()), arguments);
    }

    private CommandRun message(String... arguments) {
        return run(new MessageCommand(Map.of()), arguments);
    }

    private CommandRun run(Callable<Integer> command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--admin", api.uri(), "--token", ServedApi.OPERATE));
        all.addAll(List.of(arguments));
        return CommandRun.of(command, all.toArray(String[]::new));
    }
}
