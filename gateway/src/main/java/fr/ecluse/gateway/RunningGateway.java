package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Failure;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The head that all commands have in common that ask a running gateway: {@code --admin}, {@code --token}, {@code --json}, and the
 * {@link Language}.
 */
final class RunningGateway {

    private final Map<String, String> environment;

    @Option(names = "--admin", paramLabel = "URL", description = "${bundle:admin.url}")
    private @Nullable String admin;

    @Option(names = "--token", paramLabel = "TOKEN", description = "${bundle:admin.token}")
    private @Nullable String token;

    @Option(names = "--json", description = "${bundle:admin.json}")
    private boolean json;

    @Mixin
    private final Language language = new Language();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec command;

    /** @param environment the variables that stand in for options */
    RunningGateway(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What a command asks of the gateway. */
    interface Calls {

        void make(AdminClient client) throws Failure;
    }

    /** Whether the output is for a script. */
    boolean json() {
        return json;
    }

    Language language() {
        return language;
    }

    /** Makes the calls. The exit code is 1 if one came to nothing, which is then said on the error stream. */
    int call(Calls calls) {
        AdminClient client = client();
        try {
            calls.make(client);
            return ExitCode.OK;
        } catch (Failure failure) {
            PrintWriter err = command.commandLine().getErr();
            err.println(failure.getMessage());
            err.flush();
            return ExitCode.SOFTWARE;
        }
    }

    /** Prints what the gateway shows of itself, once or as long as it is watched. */
    int show(Watch watch, Watch.Picture picture) {
        return watch.isAsked()
                ? watch.keep(client(), picture, language)
                : call(client -> picture.of(client).forEach(language::print));
    }

    private AdminClient client() {
        return new AdminClient(
                url(given(admin, "ECLUSE_ADMIN", "--admin")), given(token, "ECLUSE_TOKEN", "--token"), language);
    }

    private String given(@Nullable String option, String variable, String name) {
        String value = option == null ? environment.get(variable) : option;
        if (value == null || value.isBlank()) {
            throw language.wrong("admin.missing", name, variable);
        }
        return value.strip();
    }

    private URI url(String text) {
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // the same mistake as a wrong scheme
        }
        throw language.wrong("admin.wrong-url", text);
    }
}
