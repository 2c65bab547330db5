package fr.ecluse.gateway.settings;

import fr.ecluse.gateway.settings.SettingsProblem.Sentences;
import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Says which setting names the port that something else holds; Spring Boot's own analysis names the port alone. */
final class PortInUseFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> implements Ordered {

    private final Environment environment;

    PortInUseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        String port = Integer.toString(cause.getPort());
        String adminPort = environment.getProperty("ecluse.admin.port", "9090");
        String setting = port.equals(adminPort) ? "ecluse.admin.port" : "server.port";
        Sentences sentences = Sentences.in(Locale.getDefault());
        return new FailureAnalysis(
                sentences.of("PORT_IN_USE", setting, port), sentences.of("PORT_IN_USE_ACTION", setting), cause);
    }
}
