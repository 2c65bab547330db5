package fr.ecluse.gateway.upstream;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

/**
 * The client that calls the portal, with every bound that Spring Cloud Gateway leaves open: its own pools have no bound on
 * waiters ({@code pendingAcquireMaxCount(-1)}) and, unless set, none on connections.
 *
 * <p>The numbers come from Spring Cloud Gateway's own settings ({@code …webflux.httpclient.pool}), whose defaults for
 * Écluse are in {@code application.yaml}.
 */
public final class PortalClientFactory extends HttpClientFactory {

    private final Share share;
    private final PoolListener listener;

    /**
     * For whom connections are kept. Those for strangers are others than those for people who are known: whoever reads a page of a
     * public route a byte at a time holds a connection for as long, and a thousand of them would leave none to the seated.
     */
    public enum Share {
        KNOWN(1, ""),
        STRANGERS(4, "-strangers");

        /** A pool has this part of the connections in the settings. */
        private final int part;

        private final String suffix;

        Share(int part, String suffix) {
            this.part = part;
            this.suffix = suffix;
        }
    }

    public PortalClientFactory(
            Share share,
            PoolListener listener,
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        super(properties, server, ssl, customizers);
        this.share = share;
        this.listener = listener;
    }

    @Override
    protected ConnectionProvider buildConnectionProvider(HttpClientProperties properties) {
        HttpClientProperties.Pool pool = properties.getPool();
        int connections = Math.max(1, pool.getMaxConnections() / share.part);
        ConnectionProvider.Builder builder = ConnectionProvider.builder(pool.getName() + share.suffix)
                .maxConnections(connections)
                // as many may wait as are served: one service time more, then it is better to say no at once
                .pendingAcquireMaxCount(connections)
                .pendingAcquireTimeout(Duration.ofMillis(pool.getAcquireTimeout()))
                .evictInBackground(pool.getEvictionInterval())
                .metrics(true, () -> new Announcer(share, listener))
                .lifo(); // the warmest connection first; the others may idle out
        if (pool.getMaxIdleTime() != null) {
            builder.maxIdleTime(pool.getMaxIdleTime());
        }
        if (pool.getMaxLifeTime() != null) {
            builder.maxLifeTime(pool.getMaxLifeTime());
        }
        return builder.build();
    }

    /** Reactor Netty's own meters would have a label for each address, and the portal's may change. */
    private record Announcer(Share share, PoolListener listener) implements ConnectionProvider.MeterRegistrar {

        @Override
        public void registerMetrics(String name, String id, SocketAddress portal, ConnectionPoolMetrics pool) {
            listener.opened(share, key(id, portal), pool);
        }

        @Override
        public void deRegisterMetrics(String name, String id, SocketAddress portal) {
            listener.closed(share, key(id, portal));
        }

        private static String key(String id, SocketAddress portal) {
            return id + " " + portal;
        }
    }
}
