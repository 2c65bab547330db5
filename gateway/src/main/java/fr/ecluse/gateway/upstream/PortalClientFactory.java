package fr.ecluse.gateway.upstream;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import reactor.netty.resources.ConnectionProvider;

/**
 * The client that calls the portal, with every bound that Spring Cloud Gateway leaves open: its own pools have no bound on
 * waiters ({@code pendingAcquireMaxCount(-1)}) and, unless set, none on connections.
 *
 * <p>The numbers come from Spring Cloud Gateway's own settings ({@code …webflux.httpclient.pool}), whose defaults for
 * Écluse are in {@code application.yaml}.
 */
public final class PortalClientFactory extends HttpClientFactory {

    public PortalClientFactory(
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        super(properties, server, ssl, customizers);
    }

    @Override
    protected ConnectionProvider buildConnectionProvider(HttpClientProperties properties) {
        HttpClientProperties.Pool pool = properties.getPool();
        ConnectionProvider.Builder builder = ConnectionProvider.builder(pool.getName())
                .maxConnections(pool.getMaxConnections())
                // as many may wait as are served: one service time more, then it is better to say no at once
                .pendingAcquireMaxCount(pool.getMaxConnections())
                .pendingAcquireTimeout(Duration.ofMillis(pool.getAcquireTimeout()))
                .evictInBackground(pool.getEvictionInterval())
                .metrics(pool.isMetrics())
                .lifo(); // the warmest connection first; the others may idle out
        if (pool.getMaxIdleTime() != null) {
            builder.maxIdleTime(pool.getMaxIdleTime());
        }
        if (pool.getMaxLifeTime() != null) {
            builder.maxLifeTime(pool.getMaxLifeTime());
        }
        return builder.build();
    }
}
