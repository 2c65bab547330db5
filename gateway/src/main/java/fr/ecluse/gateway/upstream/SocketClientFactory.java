package fr.ecluse.gateway.upstream;

import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import reactor.netty.resources.ConnectionProvider;

/**
 * The client that opens WebSockets at the portal, each on a connection of its own: one of a pool's would be kept for as long as the
 * page is open, and a thousand pupils with a page that listens for messages would leave none for requests. Visitors' own
 * connections bound how many there are.
 */
public final class SocketClientFactory extends HttpClientFactory {

    public SocketClientFactory(
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        super(properties, server, ssl, customizers);
    }

    @Override
    protected ConnectionProvider buildConnectionProvider(HttpClientProperties properties) {
        return ConnectionProvider.newConnection();
    }
}
