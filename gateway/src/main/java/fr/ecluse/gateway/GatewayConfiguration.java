package fr.ecluse.gateway;

import fr.ecluse.gateway.admin.AdminApi;
import fr.ecluse.gateway.admin.AdminTokens;
import fr.ecluse.gateway.admin.Meant;
import fr.ecluse.gateway.admin.Node;
import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayTally;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.memory.MemoryDayBook;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.admission.redis.RedisLedger;
import fr.ecluse.gateway.identity.Identities;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.pipeline.AttemptListener;
import fr.ecluse.gateway.pipeline.PipelineConfiguration;
import fr.ecluse.gateway.pipeline.WaitListener;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyWatch;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.telemetry.DecisionRates;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.gateway.telemetry.TelemetryConfiguration;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
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
@Import({PipelineConfiguration.class, TelemetryConfiguration.class})
class GatewayConfiguration {

    private static final Duration KEYS_AT_START = Duration.ofSeconds(5);

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
    AttemptListener dayWatch(DayTally days) {
        return new DayWatch(days);
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
    Tickets tickets(Settings settings, Keyring keyring) {
        return new Tickets(keyring, settings.ledger().name());
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
            Clock clock) {
        CeilingWatch ceiling = new CeilingWatch();
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
                },
                listener,
                reserve(settings.ledger()),
                new Seats.Surroundings(System::nanoTime, clock, Schedulers.parallel(), Seats.DEFAULT_CAPACITY));
        Announcements.keep(policy, seats);
        seats.start();
        return seats;
    }

    /** Named after the host for whoever looks into Redis, and after this run because the lease is lost with it. */
    private static Reserve reserve(Settings.Ledger ledger) {
        return ledger.onLoss() == Settings.Ledger.OnLoss.BOUNDED
                ? Reserve.of(hostName() + "-" + UUID.randomUUID())
                : Reserve.none();
    }

    @Bean
    Identities identities(
            Settings settings, Keyring keyring, Clock clock, PolicyInForce policy, IdentityListener listener) {
        Identities identities = Identities.of(
                settings.identity(),
                keyring,
                clock,
                new Identities.Ent(
                        settings.ledger().name(),
                        audience(settings),
                        name -> policy.current().policy().knows(new Role(name)),
                        () -> policy.current().policy().session().longest()),
                listener);
        RoleWatch.keep(policy, identities);
        return identities;
    }

    /** Boot calls a gateway ready once this has run; a provider that never answers delays that, and no more. */
    @Bean
    ApplicationRunner keysBeforeReadiness(Identities identities) {
        return start ->
                identities.keysAttempted().timeout(KEYS_AT_START, Mono.empty()).block();
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
            Clock clock) {
        Node node = new Node(
                hostName(),
                settings.ledger().kind().name().toLowerCase(Locale.ROOT),
                seats::census,
                () -> rates(metrics.rates().now()),
                days::read);
        AdminTokens tokens = AdminTokens.of(settings.admin().tokens());
        return new AdminApi(
                node,
                ledger,
                policy,
                user -> new Meant(identities.meantBy(user), identities.logouts().everySessionOf(user)),
                tokens,
                clock);
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
