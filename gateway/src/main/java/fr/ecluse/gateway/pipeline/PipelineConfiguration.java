package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.protection.Blocks;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.ConnectionCaps;
import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.protection.ProviderGuard;
import fr.ecluse.gateway.protection.RouteThrottle;
import fr.ecluse.gateway.protection.TokenGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.upstream.EventLoops;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.autoconfigure.NettyServerProperties;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** How the request's way is put together. */
@Configuration(proxyBeanMethods = false)
public class PipelineConfiguration {

    /** At once in one connection of HTTP/2 (RFC 9113 §6.5.2 asks for 100 at least). */
    private static final long MOST_STREAMS = 100;

    @Bean
    CookieNames cookieNames(Settings settings) {
        return new CookieNames(settings.publicUrls().stream().anyMatch(url -> "https".equals(url.getScheme())));
    }

    @Bean
    VisitReader visitReader(Settings settings, CookieNames cookies) {
        return new VisitReader(cookies, settings.trustedProxies());
    }

    @Bean
    Storefront storefront(Settings settings) {
        return Storefront.of(settings.pages());
    }

    @Bean
    Tongues tongues(CookieNames cookies, Storefront storefront) {
        return new Tongues(cookies, storefront.pages());
    }

    @Bean
    Answers answers(
            PolicyInForce policy,
            Seats seats,
            Clock clock,
            Storefront storefront,
            Tongues tongues,
            CookieNames cookies,
            JsonMapper json,
            DecisionListener listener) {
        return new Answers(
                policy, clock, storefront.pages(), seats.orders()::message, tongues, cookies, json, listener);
    }

    @Bean
    TokenGuard tokenGuard(Settings settings, GuardListener guards) {
        return new TokenGuard(settings.guards(), guards);
    }

    @Bean
    Throttle throttle(ClientThrottle clients, TokenGuard tokens, Identities identities, Tickets tickets) {
        return new Throttle(clients, tokens, identities.identifier(), tickets);
    }

    @Bean
    LogoutDesk logoutDesk(Identities identities, Seats seats, Throttle throttle, EventLoops loops) {
        return new LogoutDesk(identities.logouts(), seats.sessions(), throttle::forged, loops);
    }

    @Bean
    LoginDesk loginDesk(
            Settings settings,
            Identities identities,
            Seats seats,
            LogoutDesk logouts,
            LoginLine line,
            Tickets tickets,
            GuardListener guards) {
        return new LoginDesk(
                identities.logins(),
                identities.identifier(),
                seats,
                line,
                new ProviderGuard(settings.loginsPerSecond(), settings.guards(), guards),
                tickets,
                logouts::bind,
                settings.publicUrls());
    }

    @Bean
    Costly costly(Settings settings, RouteThrottle routes, ClientThrottle clients, Keyring keyring) {
        return new Costly(
                routes,
                settings.schoolNetworks(),
                () -> clients.limits().schoolFactor(),
                parts -> keyring.pseudonym(parts).toString());
    }

    @Bean
    RequestWay requestWay(
            Settings settings,
            Blocks blocks,
            Throttle throttle,
            Costly costly,
            TokenGuard tokens,
            Identities identities,
            Seats seats,
            PolicyInForce policy,
            WaitingRoom room,
            Tickets tickets,
            LoginDesk logins,
            LoginLine line,
            List<WaitListener> waits,
            LedgerListener ledger,
            AttemptListener attempts) {
        OnLoss onLoss = settings.ledger().onLoss();
        Admit admit = new Admit(
                seats,
                new Lanes(seats, room, tickets, line, (role, wait) -> waits.forEach(each -> each.waited(role, wait))),
                policy,
                logins,
                onLoss,
                ledger,
                attempts);
        return new RequestWay(
                new Blocked(blocks),
                throttle,
                new Heed(seats),
                new Identify(identities.identifier(), seats, policy, logins, tokens),
                costly,
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
    PlaceDesk placeDesk(
            Tickets tickets,
            WaitingRoom room,
            PolicyInForce policy,
            Seats seats,
            RequestWay way,
            LoginLine line,
            Tongues tongues,
            CookieNames cookies,
            JsonMapper json,
            EventLoops loops) {
        return new PlaceDesk(tickets, room, policy, way, line, seats.orders(), tongues, cookies, json, loops);
    }

    @Bean
    Turnstile turnstile(VisitReader reader, RequestWay way, Answers answers, Tongues tongues) {
        return new Turnstile(reader, way, answers, tongues);
    }

    @Bean
    Arrivals arrivals(Settings settings, ConnectionListener listener) {
        Settings.Connections bounds = settings.connections();
        ConnectionCaps caps = new ConnectionCaps(
                bounds.most(), bounds.perAddress(), settings.schoolNetworks(), settings.trustedProxies());
        return new Arrivals(caps, patience(bounds), listener);
    }

    private static Patience.Limits patience(Settings.Connections bounds) {
        return new Patience.Limits(bounds.headerTime(), bounds.bodyPace());
    }

    @Bean
    Drain drain(Settings settings, ApplicationEventPublisher events) {
        return new Drain(settings.connections().drain(), events, Schedulers.parallel());
    }

    /** The server is made before anything that it serves. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> doorstep(
            ObjectProvider<PlaceDesk> places,
            ObjectProvider<Turnstile> turnstile,
            ObjectProvider<Arrivals> arrivals,
            ObjectProvider<Drain> drain,
            ObjectProvider<DecisionListener> listener,
            NettyServerProperties server,
            ServerProperties sizes) {
        Supplier<PlaceDesk> desk = SingletonSupplier.of(places::getObject);
        Supplier<Turnstile> gate = SingletonSupplier.of(turnstile::getObject);
        Supplier<Arrivals> quay = SingletonSupplier.of(arrivals::getObject);
        Supplier<Drain> end = SingletonSupplier.of(drain::getObject);
        DecisionListener decisions = (word, role, nanos) -> listener.getObject().decided(word, role, nanos);
        Integer most = server.getMaxKeepAliveRequests();
        int mostRequests = most == null || most < 0 ? Integer.MAX_VALUE : most;
        return factory -> factory.addServerCustomizers(
                netty -> netty.http2Settings(http2 -> http2.maxConcurrentStreams(MOST_STREAMS)
                        .maxHeaderListSize(sizes.getMaxHttpRequestHeaderSize().toBytes())),
                netty -> netty.doOnChannelInit((observer, channel, remote) -> {
                    if (quay.get().take(channel)) {
                        Protocols.install(channel.pipeline(), quay.get()::frames, pipeline -> {
                            Grammar.install(pipeline, decisions);
                            Doorstep.install(pipeline, desk.get(), gate.get(), end.get()::isDraining, mostRequests);
                        });
                    }
                }));
    }

    /**
     * What is certain of the routes is known once they are complete. Nothing is where somebody else than Écluse says whose address
     * it is, or changes the paths.
     */
    @Bean
    ApplicationRunner turnstileOpens(
            Turnstile turnstile,
            RouteDefinitionLocator definitions,
            RouteLocator routes,
            ServerProperties server,
            @Value("${spring.webflux.base-path:}") String basePath) {
        ServerProperties.ForwardHeadersStrategy forwarded = server.getForwardHeadersStrategy();
        boolean plain =
                basePath.isBlank() && (forwarded == null || forwarded == ServerProperties.ForwardHeadersStrategy.NONE);
        return start -> Mono.zip(
                        definitions.getRouteDefinitions().collectList(),
                        routes.getRoutes().map(Route::getId).collectList())
                .filter(known -> plain)
                .map(known -> RequiredPaths.of(known.getT1(), known.getT2()))
                .doOnNext(turnstile::open)
                .block();
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
            PlaceDesk places,
            Storefront storefront,
            Tongues tongues,
            EventLoops loops,
            Drain drain) {
        OwnPaths own = new OwnPaths(
                places,
                logins,
                logouts,
                storefront.assets(),
                identities.assertions()::jwks,
                cookies,
                tongues,
                answers,
                loops,
                drain::isDraining);
        return new FrontDoor(reader, way, own, answers);
    }

    @Bean
    Lock lock(
            Settings settings,
            RequestWay way,
            Seats seats,
            CookieNames cookies,
            Identities identities,
            Answers answers,
            DecisionListener listener,
            EventLoops loops,
            Arrivals arrivals,
            ConnectionListener connections,
            Throttle throttle,
            Namesakes namesakes) {
        return new Lock(
                way,
                new Callers(seats, cookies, identities.assertions()),
                answers,
                listener,
                loops,
                new PortalLogouts(identities.logouts(), seats.sessions(), throttle::forged),
                namesakes,
                arrivals::known,
                new BodyPace(patience(settings.connections()), connections, Schedulers.parallel(), System::nanoTime));
    }

    @Bean
    Namesakes namesakes() {
        return new Namesakes();
    }

    /** The routes are complete once everything is wired; until then nothing is public. */
    @Bean
    ApplicationRunner namesakesHeeded(Namesakes namesakes, RouteLocator routes) {
        return start -> routes.getRoutes().collectList().subscribe(namesakes::heed);
    }

    @Bean
    EventLoops eventLoops() {
        return new EventLoops();
    }

    @Bean
    Faults faults(Answers answers, VisitReader reader) {
        return new Faults(answers, reader);
    }
}
