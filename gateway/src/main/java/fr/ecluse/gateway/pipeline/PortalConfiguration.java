package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.protection.UpstreamGuard;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.upstream.AnswerListener;
import fr.ecluse.gateway.upstream.EventLoops;
import fr.ecluse.gateway.upstream.PoolListener;
import fr.ecluse.gateway.upstream.PortalBody;
import fr.ecluse.gateway.upstream.PortalClientFactory;
import fr.ecluse.gateway.upstream.PortalGuard;
import fr.ecluse.gateway.upstream.PortalHeaders;
import fr.ecluse.gateway.upstream.PortalRoutes;
import fr.ecluse.gateway.upstream.PortalRouting;
import fr.ecluse.gateway.upstream.PortalSockets;
import fr.ecluse.gateway.upstream.SocketClientFactory;
import fr.ecluse.gateway.upstream.WebSocketHeaders;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import org.springframework.web.reactive.socket.server.WebSocketService;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/** What calls the portal: its routes, the clients with their connections, and the guard of each service. */
@Configuration(proxyBeanMethods = false)
public class PortalConfiguration {

    @Bean
    PortalHeaders portalHeaders(CookieNames cookies) {
        return new PortalHeaders(cookies.all());
    }

    @Bean
    WebSocketHeaders webSocketHeaders(PortalHeaders headers) {
        return new WebSocketHeaders(headers);
    }

    @Bean
    PortalRoutes portalRoutes(
            FilteringWebHandler handler, RouteLocator routes, GlobalCorsProperties cors, Environment environment) {
        return new PortalRoutes(handler, routes, cors, environment);
    }

    @Bean
    PortalGuard portalGuard(Settings settings, GuardListener listener, List<AnswerListener> answers) {
        return new RouteGuards(
                settings.guards().upstreamAtOnce(),
                (name, atOnce) -> new UpstreamGuard(name, atOnce, listener),
                answers);
    }

    @Bean
    PortalRouting portalRouting(
            HttpClient known,
            @Qualifier("strangersClientFactory") HttpClient strangers,
            HttpClientProperties properties,
            PortalHeaders headers,
            EventLoops loops,
            PortalGuard guard) {
        return new PortalRouting(known, strangers, properties, headers, loops, guard);
    }

    @Bean
    @Primary
    PortalSockets portalSockets(
            @Qualifier("webSocketService") WebSocketService visitors,
            @Qualifier("socketClientFactory") HttpClient client,
            HttpClientProperties properties,
            PortalGuard guard) {
        HttpClientProperties.Websocket websocket = properties.getWebsocket();
        WebSocketClient portal = new ReactorNettyWebSocketClient(client, () -> {
            WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder().handlePing(websocket.isProxyPing());
            return websocket.getMaxFramePayloadLength() == null
                    ? spec
                    : spec.maxFramePayloadLength(websocket.getMaxFramePayloadLength());
        });
        return new PortalSockets(visitors, portal, guard, properties);
    }

    @Bean
    PortalBody portalBody(GatewayProperties properties) {
        return new PortalBody(properties.getStreamingMediaTypes());
    }

    @Bean
    @Primary
    HttpClientFactory portalClientFactory(
            PoolListener pools,
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        return new PortalClientFactory(PortalClientFactory.Share.KNOWN, pools, properties, server, ssl, customizers);
    }

    @Bean
    HttpClientFactory strangersClientFactory(
            PoolListener pools,
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        return new PortalClientFactory(
                PortalClientFactory.Share.STRANGERS, pools, properties, server, ssl, customizers);
    }

    @Bean
    HttpClientFactory socketClientFactory(
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        return new SocketClientFactory(properties, server, ssl, customizers);
    }
}
