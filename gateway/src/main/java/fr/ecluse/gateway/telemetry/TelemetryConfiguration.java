package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.gateway.pipeline.WaitListener;
import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.upstream.AnswerListener;
import fr.ecluse.gateway.upstream.PoolListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** The metrics and, for each feature, the listener that it reports to. */
@Configuration(proxyBeanMethods = false)
@Import(TracingConfiguration.class)
public class TelemetryConfiguration {

    @Bean
    Metrics metrics(MeterRegistry registry, PolicyInForce policy, Clock clock) {
        Metrics metrics = new Metrics(registry, policy.current().policy().roles(), System::nanoTime, Clock.systemUTC());
        policy.listen(metrics.policy());
        metrics.policyInForce(() -> policy.current().policy(), clock);
        return metrics;
    }

    /** What Netty's buffers take: {@code netty_allocator_…}. */
    @Bean
    MeterBinder nettyMemory() {
        return new NettyAllocatorMetrics((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT);
    }

    /** What each event loop has yet to do: {@code netty_eventexecutor_tasks_pending}, by the name of its thread. */
    @Bean
    MeterBinder eventLoopMeters(ReactorResourceFactory resources) {
        return new NettyEventExecutorMetrics(resources.getLoopResources().onServer(LoopResources.DEFAULT_NATIVE));
    }

    @Bean(destroyMethod = "dispose")
    Disposable decisionRates(Metrics metrics) {
        return Schedulers.parallel().schedulePeriodically(metrics.rates()::sample, 1, 1, TimeUnit.SECONDS);
    }

    @Bean(destroyMethod = "dispose")
    Disposable certificates(SslBundles bundles, MeterRegistry registry) {
        CertificateMeter certificates = new CertificateMeter(bundles, registry, Clock.systemUTC());
        certificates.keep();
        return Schedulers.boundedElastic().schedulePeriodically(certificates::warn, 1, 1, TimeUnit.DAYS);
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
    ConnectionListener connectionListener(Metrics metrics) {
        return metrics.connections();
    }

    @Bean
    PoolListener poolListener(Metrics metrics) {
        return metrics.pools();
    }

    @Bean
    GuardListener guardListener(Metrics metrics) {
        return metrics.guards();
    }

    @Bean
    AnswerListener answerListener(Metrics metrics) {
        return metrics.portal();
    }

    @Bean
    IdentityListener identityListener(Metrics metrics) {
        return metrics.identity();
    }
}
