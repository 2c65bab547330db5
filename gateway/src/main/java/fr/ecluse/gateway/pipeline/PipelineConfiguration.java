package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.pages.Assets;
import fr.ecluse.gateway.pages.Pages;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.LoginGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.upstream.EventLoops;
import fr.ecluse.gateway.upstream.PortalBody;
import fr.ecluse.gateway.upstream.PortalClientFactory;
import fr.ecluse.gateway.upstream.PortalHeaders;
import fr.ecluse.gateway.upstream.PortalRoutes;
import fr.ecluse.gateway.upstream.PortalRouting;
import fr.ecluse.gateway.upstream.WebSocketHeaders;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
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
import org.springframework.core.env.Environment;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;

/** How the request's way is put together. */
@Configuration(proxyBeanMethods = false)
public class PipelineConfiguration {

    @Bean
    CookieNames cookieNames(Settings settings) {
        return new CookieNames(settings.publicUrls().stream().anyMatch(url -> "https".equals(url.getScheme())));
    }

    @Bean
    VisitReader visitReader(Settings settings, CookieNames cookies) {
        return new VisitReader(cookies, settings.trustedProxies());
    }

    @Bean
    Answers answers(
            PolicyInForce policy, Clock clock, CookieNames cookies, JsonMapper json, DecisionListener listener) {
        return new Answers(policy, clock, new Pages(new Assets()), cookies, json, listener);
    }

    @Bean
    Throttle throttle(Settings settings, Identities identities, Tickets tickets) {
        return new Throttle(new ClientThrottle(settings.schoolNetworks()), identities.identifier(), tickets);
    }

    @Bean
    LogoutDesk logoutDesk(Identities identities, Seats seats, Throttle throttle, EventLoops loops) {
        return new LogoutDesk(identities.logouts(), seats.sessions(), throttle::forged, loops);
    }

    @Bean
    LoginDesk loginDesk(Settings settings, Identities identities, Seats seats, LogoutDesk logouts) {
        return new LoginDesk(
                identities.logins(),
                identities.identifier(),
                seats,
                new LoginGuard(settings.loginsPerSecond()),
                logouts::bind,
                settings.publicUrls());
    }

    @Bean
    RequestWay requestWay(
            Settings settings,
            Throttle throttle,
            Identities identities,
            Seats seats,
            PolicyInForce policy,
            WaitingRoom room,
            Tickets tickets,
            LoginDesk logins,
            List<WaitListener> waits,
            LedgerListener ledger,
            AttemptListener attempts) {
        OnLoss onLoss = settings.ledger().onLoss();
        Admit admit = new Admit(
                seats,
                new Lanes(seats, room, tickets, (role, wait) -> waits.forEach(each -> each.waited(role, wait))),
                policy,
                logins,
                onLoss,
                ledger,
                attempts);
        return new RequestWay(
                throttle,
                new Identify(identities.identifier(), seats, policy, logins),
                new Decide(policy, attempts),
                admit,
                new Serve(
                        seats.services(),
                        policy,
                        admit,
                        onLoss,
                        () -> ThreadLocalRandom.current().nextDouble()),
                new PortalTickets(identities.logouts()::portalTicket, seats.sessions(), policy));
    }

    @Bean
    FrontDoor frontDoor(
            VisitReader reader,
            CookieNames cookies,
            Identities identities,
            RequestWay way,
            Answers answers,
            LoginDesk logins,
            LogoutDesk logouts,
            Tickets tickets,
            WaitingRoom room,
            PolicyInForce policy,
            JsonMapper json,
            EventLoops loops) {
        PlaceDesk places = new PlaceDesk(tickets, room, policy, way, json, loops);
        OwnPaths own = new OwnPaths(
                places, logins, logouts, new Assets(), identities.assertions()::jwks, cookies, answers, loops);
        return new FrontDoor(reader, way, own, answers);
    }

    @Bean
    Lock lock(
            RequestWay way,
            Seats seats,
            CookieNames cookies,
            Identities identities,
            Answers answers,
            DecisionListener listener,
            EventLoops loops,
            Throttle throttle) {
        return new Lock(
                way,
                new Callers(seats, cookies, identities.assertions()),
                answers,
                listener,
                loops,
                new PortalLogouts(identities.logouts(), seats.sessions(), throttle::forged));
    }

    @Bean
    EventLoops eventLoops() {
        return new EventLoops();
    }

    @Bean
    Faults faults(Answers answers, VisitReader reader) {
        return new Faults(answers, reader);
    }

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
    PortalRouting portalRouting(
            HttpClient client, HttpClientProperties properties, PortalHeaders headers, EventLoops loops) {
        return new PortalRouting(client, properties, headers, loops);
    }

    @Bean
    PortalBody portalBody(GatewayProperties properties) {
        return new PortalBody(properties.getStreamingMediaTypes());
    }

    @Bean
    HttpClientFactory portalClientFactory(
            HttpClientProperties properties,
            ServerProperties server,
            HttpClientSslConfigurer ssl,
            List<HttpClientCustomizer> customizers) {
        return new PortalClientFactory(properties, server, ssl, customizers);
    }
}
