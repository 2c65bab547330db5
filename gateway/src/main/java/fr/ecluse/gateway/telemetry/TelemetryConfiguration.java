package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.gateway.pipeline.WaitListener;
import fr.ecluse.gateway.rules.PolicyInForce;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** The metrics and, for each feature, the listener that it reports to. */
@Configuration(proxyBeanMethods = false)
public class TelemetryConfiguration {

    @Bean
    Metrics metrics(MeterRegistry registry, PolicyInForce policy, Clock clock) {
        Metrics metrics = new Metrics(registry, policy.current().policy().roles(), System::nanoTime, Clock.systemUTC());
        policy.listen(metrics.policy());
        metrics.schoolCalendar(() -> policy.current().policy(), clock);
        return metrics;
    }

    @Bean(destroyMethod = "dispose")
    Disposable decisionRates(Metrics metrics) {
        return Schedulers.parallel().schedulePeriodically(metrics.rates()::sample, 1, 1, TimeUnit.SECONDS);
    }

    @Bean
    DecisionListener decisionListener(Metrics metrics) {
        return metrics.decisions();
    }

    @Bean
    WaitListener waitListener(Metrics metrics) {
        return metrics::waited;
    }

    @Bean
    LedgerListener ledgerListener(Metrics metrics) {
        return metrics.ledger();
    }

    @Bean
    IdentityListener identityListener(Metrics metrics) {
        return metrics.identity();
    }
}
