package fr.ecluse.gateway.telemetry;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves all of Spring Boot's tracing out unless the settings say where traces go: whoever wants none pays nothing, neither at
 * the start nor for a request.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

    /** The setting that turns traces on: the address of a collector. */
    static final String WHERE = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final String[] OF_TRACING = {
        "org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry."
    };

    private boolean wanted;

    @Override
    public void setEnvironment(Environment environment) {
        this.wanted = environment.containsProperty(WHERE);
    }

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        boolean[] kept = new boolean[configurations.length];
        for (int i = 0; i < configurations.length; i++) {
            kept[i] = wanted || !isOfTracing(configurations[i]);
        }
        return kept;
    }

    private static boolean isOfTracing(@Nullable String configuration) {
        for (String start : OF_TRACING) {
            if (configuration != null && configuration.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
