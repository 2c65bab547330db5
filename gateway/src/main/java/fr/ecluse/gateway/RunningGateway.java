package fr.ecluse.gateway;

import fr.ecluse.gateway.AdminClient.Failure;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --admin} and {@code --token} of a command that asks a running gateway. */
final class RunningGateway {

    private final Map<String, String> environment;

    @Option(names = "--admin", paramLabel = "URL", description = "${bundle:admin.url}")
    private @Nullable String admin;

    @Option(names = "--token", paramLabel = "TOKEN", description = "${bundle:admin.token}")
    private @Nullable String token;

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

    /** Makes the calls. The exit code is 1 if one came to nothing, which is then said on the error stream. */
    int call(Language language, Calls calls) {
        AdminClient client = new AdminClient(
                url(given(admin, "ECLUSE_ADMIN", "--admin", language), language),
                given(token, "ECLUSE_TOKEN", "--token", language),
                language);
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

    private String given(@Nullable String option, String variable, String name, Language language) {
        String value = option == null ? environment.get(variable) : option;
        if (value == null || value.isBlank()) {
            throw wrong(language.say("admin.missing", name, variable));
        }
        return value.strip();
    }

    private URI url(String text, Language language) {
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // the same mistake as a wrong scheme
        }
        throw wrong(language.say("admin.wrong-url", text));
    }

    private ParameterException wrong(String words) {
        return new ParameterException(command.commandLine(), words);
    }
}
