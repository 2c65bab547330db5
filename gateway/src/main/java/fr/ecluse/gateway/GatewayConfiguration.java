package fr.ecluse.gateway;

import fr.ecluse.gateway.admin.AdminApi;
import fr.ecluse.gateway.admin.AdminTokens;
import fr.ecluse.gateway.admin.Meant;
import fr.ecluse.gateway.admin.Node;
import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayTally;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.OtherLayoutException;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.Shelf;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.admission.memory.MemoryDayBook;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.admission.memory.MemoryLoginBook;
import fr.ecluse.gateway.admission.redis.RedisLedger;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.console.PortalTimes;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.identity.ProviderPatience;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.pipeline.AttemptListener;
import fr.ecluse.gateway.pipeline.PipelineConfiguration;
import fr.ecluse.gateway.pipeline.PortalConfiguration;
import fr.ecluse.gateway.pipeline.WaitListener;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.Blocks;
import fr.ecluse.gateway.protection.BucketStore;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.protection.Limits;
import fr.ecluse.gateway.protection.RouteThrottle;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyWatch;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.SettingsException;
import fr.ecluse.gateway.settings.SettingsProblem;
import fr.ecluse.gateway.telemetry.DecisionRates;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.gateway.telemetry.TelemetryConfiguration;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Regathering;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.ApplicationRunner;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How the features are put together. Each has one or two beans here; what is inside them is their own business. */
@Configuration(proxyBeanMethods = false)
@Import({PipelineConfiguration.class, PortalConfiguration.class, TelemetryConfiguration.class})
class GatewayConfiguration {

    private static final Duration KEYS_AT_START = Duration.ofSeconds(5);
    private static final Duration LEDGER_AT_START = Duration.ofSeconds(5);

    @Bean
    Clock clock(Settings settings) {
        Clock real = Clock.systemUTC();
        return settings.testClock() == null
                ? real
                : Clock.offset(real, Duration.between(Instant.now(real), settings.testClock()));
    }

    @Bean
    Keyring keyring(Settings settings) {
        return settings.keys().isEmpty()
                ? Keyring.random()
                : new Keyring(settings.keys().stream()
                        .map(key -> new Keyring.Key(key.id(), key.secret()))
                        .toList());
    }

    @Bean
    PolicyInForce policyInForce(Settings settings, Clock clock) throws IOException {
        PolicyInForce policy = PolicyInForce.read(settings.policy(), clock);
        MappedRoles.require(settings.identity().roles().map(), policy.current().policy());
        return policy;
    }

    @Bean
    PolicyWatch policyWatch(PolicyInForce policy) {
        return new PolicyWatch(policy);
    }

    @Bean
    SeatLedger seatLedger(Settings settings, LedgerListener listener) {
        Settings.Ledger ledger = settings.ledger();
        return switch (ledger.kind()) {
            case MEMORY -> new MemoryLedger(Clock.systemUTC(), listener);
            case REDIS -> new RedisLedger(ledger.name(), ledger.uris(), listener);
        };
    }

    @Bean
    DayBook dayBook(SeatLedger ledger) {
        return ledger instanceof RedisLedger shared ? shared.dayBook() : new MemoryDayBook();
    }

    @Bean
    DayTally dayTally(DayBook book, PolicyInForce policy, Clock clock) {
        DayTally days =
                new DayTally(book, clock, () -> policy.current().policy().timeZone(), Schedulers.parallel());
        days.start();
        return days;
    }

    @Bean
    AttemptListener dayWatch(DayTally days, Metrics metrics) {
        return new DayWatch(days, metrics);
    }

    @Bean
    WaitListener dayWaits(DayTally days) {
        return days::waited;
    }

    @Bean
    WaitingRoom waitingRoom() {
        return new WaitingRoom(() -> ThreadLocalRandom.current().nextDouble(), System::nanoTime);
    }

    @Bean
    LoginLine loginLine(Settings settings, SeatLedger ledger) {
        LoginBook book =
                ledger instanceof RedisLedger shared ? shared.loginBook() : new MemoryLoginBook(Clock.systemUTC());
        LoginLine line = new LoginLine(settings.loginsPerSecond(), book, System.currentTimeMillis(), System::nanoTime);
        line.start(Schedulers.parallel());
        return line;
    }

    @Bean
    Tickets tickets(Settings settings, Keyring keyring) {
        return new Tickets(keyring, settings.ledger().name());
    }

    @Bean
    Blocks blocks() {
        return new Blocks(System::nanoTime);
    }

    @Bean
    ClientThrottle clientThrottle(Settings settings) {
        return new ClientThrottle(Limits.of(settings.throttle()), settings.schoolNetworks());
    }

    @Bean
    RouteThrottle routeThrottle(SeatLedger ledger, GuardListener listener) {
        return ledger instanceof RedisLedger shared
                // a bucket is read and written back
                ? new RouteThrottle(
                        store(shared.shelf()), shared.answersWithin().multipliedBy(2), listener)
                : new RouteThrottle(listener);
    }

    private static BucketStore store(Shelf shelf) {
        return new BucketStore() {
            @Override
            public CompletableFuture<Optional<byte[]>> read(String name) {
                return shelf.read(name)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .toFuture();
            }

            @Override
            public CompletableFuture<Boolean> replace(String name, byte[] before, byte[] after, Duration keep) {
                return shelf.replace(name, before, after, keep).toFuture();
            }
        };
    }

    @Bean
    Seats seats(
            Settings settings,
            SeatLedger ledger,
            LedgerListener listener,
            PolicyInForce policy,
            WaitingRoom room,
            Metrics metrics,
            DayTally days,
            Blocks blocks,
            ClientThrottle clients,
            Clock clock) {
        CeilingWatch ceiling = new CeilingWatch();
        ModeWatch mode = new ModeWatch();
        WindowEdges edges = new WindowEdges(ledger, () -> policy.current().shutOut());
        Seats seats = new Seats(
                ledger,
                () -> policy.current().open(),
                census -> {
                    room.observe(census);
                    metrics.census(census);
                    days.simultaneous(census.total());
                    edges.observe(census);
                    ceiling.observe(census);
                    mode.observe(census);
                    blocks.heard(census.orders().about(Subject.BLOCKS).value(), census.ledgerMillis());
                    StandingOrder limits = census.orders().about(Subject.LIMITS);
                    clients.heard(limits.value(), limits.endsIn());
                },
                listener,
                reserve(settings.ledger()),
                new Seats.Surroundings(System::nanoTime, clock, Schedulers.parallel(), Seats.DEFAULT_CAPACITY));
        Regathering.keep(ledger, room);
        return seats;
    }

    @Bean
    Announcements announcements(PolicyInForce policy, Seats seats) {
        Announcements announcements = Announcements.keep(policy, seats);
        seats.start();
        return announcements;
    }

    /** Named after the host for whoever looks into Redis, and after this run because the lease is lost with it. */
    private static Reserve reserve(Settings.Ledger ledger) {
        return ledger.onLoss() == Settings.Ledger.OnLoss.BOUNDED
                ? Reserve.of(hostName() + "-" + UUID.randomUUID())
                : Reserve.none();
    }

    @Bean
    ProviderPatience providerPatience() {
        return ProviderPatience.USUAL;
    }

    @Bean
    Identities identities(
            Settings settings,
            Keyring keyring,
            Clock clock,
            PolicyInForce policy,
            IdentityListener listener,
            ProviderPatience patience) {
        Identities identities = Identities.of(
                settings.identity(),
                keyring,
                clock,
                new Identities.Ent(
                        settings.ledger().name(),
                        audience(settings),
                        name -> policy.current().policy().knows(new Role(name)),
                        () -> policy.current().policy().session().longest()),
                listener,
                patience);
        RoleWatch.keep(policy, identities);
        return identities;
    }

    /** Boot calls a gateway ready once this has run; a provider that never answers delays that, and no more. */
    @Bean
    ApplicationRunner keysBeforeReadiness(Identities identities) {
        return start ->
                identities.keysAttempted().timeout(KEYS_AT_START, Mono.empty()).block();
    }

    /**
     * A gateway that another version's keys keep from its ledger must not take the place of one that works, as an upgrade node by
     * node would have it. A ledger that is only away delays readiness, and no more: all nodes may start at once without it.
     */
    @Bean
    ApplicationRunner ledgerBeforeReadiness(Announcements announcements) {
        return start -> {
            try {
                announcements.heard().timeout(LEDGER_AT_START, Mono.empty()).block();
            } catch (OtherLayoutException e) {
                throw new SettingsException(List.of(
                        new SettingsProblem("ecluse.ledger.name", SettingsProblem.Fault.LEDGER_OF_OTHER_VERSION)));
            }
        };
    }

    /** The routes are complete once everything is wired. */
    @Bean
    ApplicationRunner servicesHeldAgainstRoutes(PolicyInForce policy, RouteLocator routes) {
        return start -> ServiceWatch.keep(policy, routes);
    }

    /** Whom assertions are for; on loopback without a public address, this gateway itself. */
    private static String audience(Settings settings) {
        return settings.publicUrls().isEmpty()
                ? "http://localhost"
                : settings.publicUrls().get(0).toString();
    }

    @Bean
    AdminApi adminApi(
            Settings settings,
            SeatLedger ledger,
            Seats seats,
            PolicyInForce policy,
            Identities identities,
            Metrics metrics,
            DayTally days,
            Live live,
            Clock clock) {
        Node node = new Node(
                hostName(),
                settings.ledger().kind().name().toLowerCase(Locale.ROOT),
                seats::census,
                () -> rates(metrics.rates().now()),
                days::read,
                new BlockBounds(settings.trustedProxies(), settings.schoolNetworks()),
                Limits.of(settings.throttle()),
                live);
        AdminTokens tokens = AdminTokens.of(settings.admin().tokens());
        return new AdminApi(
                node,
                ledger,
                policy,
                user -> new Meant(identities.meantBy(user), identities.logouts().everySessionOf(user)),
                tokens,
                clock);
    }

    @Bean
    PortalTimes portalTimes() {
        return new PortalTimes();
    }

    @Bean
    Live live(
            Seats seats,
            Metrics metrics,
            DayTally days,
            WaitingRoom room,
            PortalTimes portal,
            Clock clock,
            PolicyInForce policy) {
        Live live = new Live(
                new ConsoleFacts(
                        seats,
                        metrics,
                        days,
                        room,
                        () -> LocalDate.now(
                                clock.withZone(policy.current().policy().timeZone()))),
                portal,
                clock);
        live.start(Schedulers.parallel());
        return live;
    }

    private static Node.Rates rates(DecisionRates.Rates rates) {
        return new Node.Rates(rates.admitted(), rates.waiting(), rates.refused());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a machine that does not know its own name
        }
    }
}
