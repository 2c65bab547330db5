package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the morning is one page, and each command on it works as it stands. */
class RunbookTest {

    private static final Path DOCS = Path.of("..", "src", "docs");
    private static final String FRENCH = "aide-memoire.md";
    private static final String ENGLISH = "runbook.md";

    private static final int LINES_OF_A_PAGE = 65;
    private static final int CHARACTERS_OF_A_PAGE = 5_000;
    private static final Pattern CODE = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void everyCommandOfThePageWorksAtNineInTheMorning(String page) throws IOException {
        List<List<String>> commands = commands(page);
        assertThat(commands).hasSizeGreaterThan(12);
        try (ServedApi api = new ServedApi(folder)) {
            Map<String, String> environment = Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", ServedApi.OPERATE);
            for (List<String> command : commands) {
                CommandRun run = CommandRun.of(named(command.get(0), environment), arguments(command));
                assertThat(run.err()).as("%s", command).isEmpty();
                assertThat(run.exit()).as("%s", command).isZero();
                assertThat(run.out()).as("%s", command).isNotBlank();
            }
        }
    }

    @Test
    void bothPagesHaveTheSameCommands() throws IOException {
        assertThat(CODE.matcher(text(ENGLISH))
                        .results()
                        .map(code -> code.group(1))
                        .toList())
                .isEqualTo(CODE.matcher(text(FRENCH))
                        .results()
                        .map(code -> code.group(1))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {FRENCH, ENGLISH})
    void thePageFitsASheetOfPaper(String page) throws IOException {
        assertThat(text(page).lines().count()).isLessThanOrEqualTo(LINES_OF_A_PAGE);
        assertThat(text(page)).hasSizeLessThanOrEqualTo(CHARACTERS_OF_A_PAGE);
    }

    /** As the shell would split them; {@code --watch} would go on until Ctrl-C. */
    private static List<List<String>> commands(String page) throws IOException {
        return CODE.matcher(text(page))
                .results()
                .flatMap(code -> code.group(1).lines())
                .flatMap(line -> Stream.of(line.split("; (?=ecluse )")))
                .filter(command -> command.startsWith("ecluse "))
                .map(command -> WORD.matcher(command.substring("ecluse ".length()))
                        .results()
                        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                        .filter(word -> !word.equals("--watch"))
                        .toList())
                .toList();
    }

    private String[] arguments(List<String> command) {
        List<String> arguments = new ArrayList<>(command.subList(1, command.size()));
        arguments.replaceAll(
                word -> word.endsWith(".html") ? folder.resolve(word).toString() : word);
        return arguments.toArray(String[]::new);
    }

    private static Object named(String name, Map<String, String> environment) {
        return switch (name) {
            case "status" -> new StatusCommand(environment, Watch.Surroundings.PROCESS);
            case "ceiling" -> new CeilingCommand(environment);
            case "limits" -> new LimitsCommand(environment);
            case "blocks" -> new BlocksCommand(environment);
            case "mode" -> new ModeCommand(environment);
            case "message" -> new MessageCommand(environment);
            case "audit" -> new AuditCommand(environment);
            case "report" -> new ReportCommand(environment);
            default -> throw new AssertionError("no command " + name);
        };
    }

    private static String text(String page) throws IOException {
        return Files.readString(DOCS.resolve(page));
    }
}
