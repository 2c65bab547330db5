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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The command against the real admin API; the clock of the ENT stands at 9:00 on Tuesday 24 November 2026, in Paris. */
class CeilingCommandTest {

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
    void theCeilingIsReadInASentence() {
        CommandRun run = ceiling("--lang", "en");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        "Ceiling: 52,000 sessions, as the policy says (version 0).",
                        "The policy allows 10,000 to 144,000.",
                        "Seats taken: 0; waiting: 0.");
        assertThat(run.exit()).isZero();
    }

    @Test
    void theCeilingIsSetUntilAnHourOnTheClockOfThePortal() {
        CommandRun run = ceiling("--set", "144000", "--reason", "renfort", "--until", "18:00", "--lang", "fr");
        assertThat(run.out().replaceAll("[\\u00a0\\u202f]", " "))
                .isEqualTo("Plafond : 52 000 → 144 000 sessions, fixé en direct, jusqu’au mardi 24 novembre 2026 à 18 h"
                        + " (version 1)." + System.lineSeparator());
        assertThat(run.exit()).isZero();
        assertThat(api.ceiling()).isEqualTo(144000);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-24T18:00, 2026-11-24T18:00:00+01:00",
        "2027-06-01T18:00:30, 2027-06-01T18:00:30+02:00",
        "2026-11-24T18:00+02:00, 2026-11-24T17:00:00+01:00"
    })
    void anHourMayHaveADateAndAnOffset(String until, String meant) {
        CommandRun run = ceiling("--set", "60000", "--reason", "pic", "--until", until, "--json");
        assertThat(run.out()).contains("\"sessions\":60000").contains("\"until\":\"" + meant + "\"");
    }

    @Test
    void withoutUntilItHoldsUntilSomebodyChangesIt() {
        assertThat(ceiling("--set", "60000", "--reason", "pic", "--lang", "en").out())
                .startsWith("Ceiling: 52,000 → 60,000 sessions, set live, until somebody changes it (version 1).");
        assertThat(ceiling("--json").out())
                .startsWith(
                        "{\"sessions\":60000,\"atLeast\":10000,\"atMost\":144000,\"source\":\"live\",\"version\":1");
    }

    @Test
    void addressAndTokenMayBeVariables() {
        CommandRun run = CommandRun.of(
                new CeilingCommand(Map.of("ECLUSE_ADMIN", api.uri() + "/", "ECLUSE_TOKEN", ServedApi.VIEW)), "--json");
        assertThat(run.out()).contains("\"sessions\":52000");
        assertThat(run.exit()).isZero();
    }

    @Test
    void whatTheGatewayRefusesIsSaidInItsWords() {
        CommandRun outside = ceiling("--set", "9999", "--reason", "r", "--lang", "en");
        assertThat(outside.exit()).isEqualTo(1);
        assertThat(outside.out()).isEmpty();
        assertThat(outside.err()).startsWith("Below what the policy allows").contains("10,000");

        CommandRun past = ceiling("--set", "60000", "--reason", "r", "--until", "08:00", "--lang", "fr");
        assertThat(past.exit()).isEqualTo(1);
        assertThat(past.err()).startsWith("« until » est passé");

        CommandRun scope = run("--admin", api.uri(), "--token", ServedApi.VIEW, "--set", "60000", "--reason", "r");
        assertThat(scope.exit()).isEqualTo(1);
        assertThat(scope.err()).contains("operate");

        CommandRun wrong = run("--admin", api.uri(), "--token", "faux", "--lang", "fr");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("Ce jeton est inconnu");

        api.loseTheLedger();
        CommandRun lost = ceiling("--lang", "fr");
        assertThat(lost.exit()).isEqualTo(1);
        assertThat(lost.err()).startsWith("Le registre est injoignable");
    }

    @Test
    void nobodyThereAndSomebodyElseThereAreTwoThings() {
        String nowhere = "http://127.0.0.1:" + FreePorts.next();
        CommandRun nobody = run("--admin", nowhere, "--token", "t", "--lang", "en");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).startsWith("Nothing answers at " + nowhere + ". Is the gateway running");

        DisposableServer portal = HttpServer.create()
                .host("127.0.0.1")
                .handle((request, response) -> response.sendString(Mono.just("<html>")))
                .bindNow();
        try {
            CommandRun other = run("--admin", "http://127.0.0.1:" + portal.port(), "--token", "t", "--lang", "en");
            assertThat(other.exit()).isEqualTo(1);
            assertThat(other.err()).contains("is not the admin API");
        } finally {
            portal.disposeNow(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --set 60000                                  | --set needs --reason
                    --reason r                                   | --reason and --until go with --set
                    --until 18:00                                | --reason and --until go with --set
                    --set many --reason r                        | --set
                    --set 60000 --reason r --until tomorrow      | "tomorrow" is not an hour
                    --admin 127.0.0.1:9090                       | is not an address
                    """)
    void wrongUsageIsExitTwo(String arguments, String said) {
        List<String> all = new ArrayList<>(List.of("--lang", "en", "--token", "t"));
        all.addAll(List.of(arguments.split(" ")));
        if (!all.contains("--admin")) {
            all.addAll(List.of("--admin", api.uri()));
        }
        CommandRun run = run(all.toArray(String[]::new));
        assertThat(run.err()).contains(said);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(api.ceiling()).isEqualTo(52000);
    }

    @Test
    void whoNamesNoGatewayIsToldHow() {
        CommandRun run = run("--lang", "fr");
        assertThat(run.err()).contains("il manque --admin ; donnez-le, ou définissez la variable ECLUSE_ADMIN");
        assertThat(run.exit()).isEqualTo(2);
    }

    private CommandRun ceiling(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--admin", api.uri(), "--token", ServedApi.OPERATE));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(new CeilingCommand(Map.of()), arguments);
    }
}
