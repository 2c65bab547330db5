package fr.ecluse.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code serve}: the gateway itself. Whatever it does not know is a setting of Spring Boot. */
@Command(
        name = "serve",
        description = {
            "La passerelle. Toute autre option est un réglage Spring Boot (--server.port=8080).",
            "The gateway. Any other option is a Spring Boot setting (--server.port=8080)."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {"Fichier de réglages (YAML).", "Settings file (YAML)."})
    private @Nullable String config;

    @Unmatched
    private List<String> springArguments = new ArrayList<>();

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(springArguments);
        if (config != null) {
            arguments.add("--spring.config.additional-location=file:" + config);
        }
        return Gateway.start(arguments.toArray(String[]::new)) == null ? 1 : Ecluse.KEEPS_RUNNING;
    }
}
