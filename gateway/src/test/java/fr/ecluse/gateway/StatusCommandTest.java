package fr.ecluse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admin.ServedApi;
import fr.ecluse.gateway.trial.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Commands that show a running ENT, against the real admin API at 9:00 on Tuesday 24 November 2026, in Paris. */
class StatusCommandTest {

    @TempDir
    Path folder;

    private ServedApi api;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws IOException {
        api = new ServedApi(folder);
        environment = Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", ServedApi.VIEW);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theStatusIsATableForPeople() {
        CommandRun run = status("--lang", "en");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        "Mon ENT, 2026-11-24 09:00, asked of noeud-1",
                        "",
                        "Seats: 0 of 52,000 (0%); waiting: 0.",
                        "Mode: on (rules and ceilings decide).",
                        "Ledger: memory, well.",
                        "This node, a second: 12.5 admitted, 3.0 told to wait, 0.0 refused.",
                        "",
                        "role         seats   waiting",
                        "eleve            0         0",
                        "enseignant       0         0",
                        "personnel        0         0",
                        "parent           0         0",
                        "autre            0         0",
                        "all              0         0");
        assertThat(run.exit()).isZero();
        assertThat(status("--lang", "fr").out()).contains("Registre : memory, bien.", "en attente");
    }

    @Test
    void aScriptGetsTheGatewaysJson() {
        assertThat(status("--json").out()).startsWith("{\"ent\":\"Mon ENT\",").contains("\"mode\":\"on\"");
    }

    @Test
    void aLostLedgerIsSaid() {
        api.loseTheLedger();
        CommandRun run = CommandRun.of(
                new StatusCommand(Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", ServedApi.VIEW), times(0)),
                "--lang",
                "en");
        assertThat(run.out()).contains("Ledger: memory, LOST.", "not known yet");
    }

    @Test
    void theAuditIsATableOfWhoChangedWhat() {
        CommandRun none = audit("--lang", "en");
        assertThat(none.out()).startsWith("Nothing was changed yet.");
        set("60000", "renfort\u001b[2J du matin");
        set("61000", "encore");

        CommandRun run = audit("--lang", "en");
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("when +who +what +from +to +why");
        assertThat(lines.get(1)).matches("2026-11-24 09:00:00 +astreinte +ceiling.* +60000 +61000 +encore");
        assertThat(lines.get(2)).endsWith("renfort [2J du matin").doesNotContain("\u001b");
        assertThat(audit("--limit", "1", "--json").out())
                .startsWith("[{\"at\":\"2026-11-24T09:00:00+01:00\"")
                .doesNotContain("renfort");
        assertThat(audit("--limit", "5000", "--lang", "en").exit()).isEqualTo(1);
    }

    /** Else the reasons would stand far to the right of the screen. */
    @Test
    void aLongMessageDoesNotWidenTheAudit() {
        String said = "La messagerie revient à 10 h ; ".repeat(16);
        List<String> arguments = List.of("--admin", api.uri(), "--token", ServedApi.OPERATE, "--fr", said);
        CommandRun.of(new MessageCommand(environment), arguments.toArray(String[]::new));

        assertThat(audit("--lang", "en").out())
                .contains("La messagerie revient à 10 h ; La messa…")
                .doesNotContain("La messagerie revient à 10 h ; La messag");
        assertThat(audit("--json").out()).contains(said.strip());
    }

    @Test
    void watchingThroughAPipeAppendsEachPicture() {
        CommandRun run = CommandRun.of(
                new CeilingCommand(environment, times(2, time -> set("60000", "pic"))), "--watch", "--lang", "en");
        assertThat(run.out().lines().filter(line -> line.startsWith("Ceiling: ")))
                .containsExactly(
                        "Ceiling: 52,000 sessions, as the policy says (version 0).",
                        "Ceiling: 60,000 sessions, set live, until somebody changes it (version 1).");
        assertThat(run.out()).doesNotContain("\u001b");
        assertThat(run.exit()).isZero();
    }

    @Test
    void watchingOnATerminalDrawsInPlace() {
        CommandRun run = CommandRun.of(new StatusCommand(environment, terminal(times(2))), "--watch=5", "--lang", "en");
        assertThat(run.out().split("\u001b\\[H", -1)).hasSize(3);
        assertThat(run.out()).contains("Mode: on (rules and ceilings decide).\u001b[K");
    }

    @Test
    void aGatewayThatIsAwayForAMomentIsSaidAndAskedAgain() {
        String ceiling = status("--json").out();
        AtomicBoolean away = new AtomicBoolean();
        DisposableServer balancer = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> away.get()
                        ? response.status(502).sendString(Mono.just("<html>Bad Gateway"))
                        : response.sendString(Mono.just(ceiling)))
                .bindNow();
        try {
            CommandRun run = CommandRun.of(
                    new StatusCommand(
                            Map.of("ECLUSE_ADMIN", "http://127.0.0.1:" + balancer.port(), "ECLUSE_TOKEN", "t"),
                            times(3, time -> away.set(time == 1))),
                    "--watch",
                    "--lang",
                    "en");
            assertThat(run.out().lines().filter(line -> line.startsWith("Mon ENT") || line.contains("no answer")))
                    .hasSize(3)
                    .element(1)
                    .asString()
                    .matches("\\d\\d:\\d\\d(:\\d\\d)?: no answer, asking again\\. What answers at .*");
            assertThat(run.exit()).isZero();
        } finally {
            balancer.disposeNow(Duration.ofMinutes(1));
        }
    }

    @Test
    void aGatewayThatIsNotThereYetIsWaitedFor() {
        String nowhere = "http://127.0.0.1:" + FreePorts.next();
        CommandRun away = CommandRun.of(
                new StatusCommand(Map.of("ECLUSE_ADMIN", nowhere, "ECLUSE_TOKEN", "t"), terminal(times(2))),
                "--watch",
                "--lang",
                "en");
        assertThat(away.out()).contains("Nothing answers at " + nowhere);
        assertThat(away.exit()).isZero();
    }

    @Test
    void watchingEndsWhereAskingAgainIsNoUse() {
        CommandRun run = CommandRun.of(
                new StatusCommand(Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", "faux"), times(2)),
                "--watch",
                "--lang",
                "fr");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).startsWith("Ce jeton est inconnu");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --watch=0                     | --watch takes 1 to
                    --watch=3601                  | --watch takes 1 to
                    --watch --set 5 --reason pic  | --watch goes without --set
                    """)
    void wrongUsageIsExitTwo(String arguments, String said) {
        List<String> all = new ArrayList<>(List.of("--lang", "en"));
        all.addAll(List.of(arguments.split(" ")));
        CommandRun run = CommandRun.of(new CeilingCommand(environment, times(1)), all.toArray(String[]::new));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains(said);
    }

    private void set(String sessions, String reason) {
        CommandRun run = CommandRun.of(
                new CeilingCommand(Map.of("ECLUSE_ADMIN", api.uri(), "ECLUSE_TOKEN", ServedApi.OPERATE)),
                "--set",
                sessions,
                "--reason",
                reason);
        assertThat(run.err()).isEmpty();
    }

    private CommandRun status(String... arguments) {
        return CommandRun.of(new StatusCommand(environment, times(0)), arguments);
    }

    private CommandRun audit(String... arguments) {
        return CommandRun.of(new AuditCommand(environment), arguments);
    }

    private static Watch.Surroundings times(int pictures) {
        return times(pictures, time -> {});
    }

    /** Ends after so many pictures. */
    private static Watch.Surroundings times(int pictures, IntConsumer between) {
        return new Watch.Surroundings() {
            private int shown;

            @Override
            public boolean isTerminal() {
                return false;
            }

            @Override
            public boolean pause(Duration length) {
                shown++;
                between.accept(shown);
                return shown < pictures;
            }
        };
    }

    private static Watch.Surroundings terminal(Watch.Surroundings piped) {
        return new Watch.Surroundings() {
            @Override
            public boolean isTerminal() {
                return true;
            }

            @Override
            public boolean pause(Duration length) throws InterruptedException {
                return piped.pause(length);
            }
        };
    }
}
