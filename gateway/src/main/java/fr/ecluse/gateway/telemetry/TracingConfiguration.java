package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.settings.Settings;
import io.micrometer.context.ContextRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.slf4j.MDC;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Hooks;

/** Traces, where the settings say where they go. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(TracingSwitch.WHERE)
class TracingConfiguration {

    @Bean
    WebHttpHandlerBuilderCustomizer tracedVisits(Tracer tracer, Propagator propagator, Settings settings) {
        TracedVisits visits = new TracedVisits(tracer, propagator, settings.trustedProxies());
        // before every filter, so that the way in is part of the span; on the public side alone
        return builder -> builder.filters(filters -> filters.add(0, visits));
    }

    @Bean
    TracedPortal tracedPortal(Tracer tracer, Propagator propagator) {
        return new TracedPortal(tracer, propagator);
    }

    /** The number of a trace goes with its request from thread to thread, to be in the lines of the log. */
    @Bean
    DisposableBean traceInTheLog() {
        ContextRegistry.getInstance()
                .registerThreadLocalAccessor(
                        TracedVisits.TRACE_ID,
                        () -> MDC.get(TracedVisits.TRACE_ID),
                        id -> MDC.put(TracedVisits.TRACE_ID, id),
                        () -> MDC.remove(TracedVisits.TRACE_ID));
        Hooks.enableAutomaticContextPropagation();
        return () -> {
            Hooks.disableAutomaticContextPropagation();
            ContextRegistry.getInstance().removeThreadLocalAccessor(TracedVisits.TRACE_ID);
        };
    }
}
