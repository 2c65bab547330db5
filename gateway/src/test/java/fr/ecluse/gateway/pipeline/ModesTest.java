package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Mode;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.LoginDoors;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.protection.Blocks;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.protection.ProviderGuard;
import fr.ecluse.gateway.protection.RouteThrottle;
import fr.ecluse.gateway.protection.TokenGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What becomes of each kind of visitor in each mode. Two seats in the ENT, one of the mail; parents are refused. */
class ModesTest {

    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final String POLICY = """
            version: 1
            ent: Essai
            ceiling: {sessions: 2}
            services: [{name: mail, sessions: 1}]
            rules:
              - {name: jamais, roles: [parent], effect: refuse}
              - {name: finir, roles: [enseignant], effect: refuse, open-sessions: finish}
            """;
    private static final Set<String> OF_THE_BACKGROUND =
            Set.of("census", "changes", "renew", "renewServices", "lease", "announce", "order", "close");

    @TempDir
    Path folder;

    private final Tickets tickets = new Tickets(Keyring.random(), "essai");
    private final Names names = new Names();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final MemoryLedger real = new MemoryLedger(Clock.systemUTC(), LedgerListener.NONE);
    private volatile boolean away;
    private final SeatLedger ledger = (SeatLedger) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {SeatLedger.class}, (proxy, method, arguments) -> {
                if (!OF_THE_BACKGROUND.contains(method.getName())) {
                    asked.add(method.getName());
                }
                if (away && method.getReturnType() == Mono.class) {
                    return Mono.error(new LedgerUnavailableException("away", null));
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private Seats seats;
    private boolean started;
    private RequestWay way;

    @BeforeEach
    void build() throws Exception {
        real.announce(numbers()).block();
        node(OnLoss.BOUNDED);
    }

    /** Not started before something is ordered. */
    private void node(OnLoss onLoss) throws Exception {
        started = false;
        Clock clock = Clock.systemUTC();
        PolicyInForce policy = PolicyInForce.read(Files.writeString(folder.resolve("policy.yaml"), POLICY), clock);
        WaitingRoom room = new WaitingRoom(() -> 0.5, System::nanoTime);
        seats = new Seats(
                ledger,
                () -> policy.current().open(),
                room::observe,
                LedgerListener.NONE,
                Reserve.none(),
                new Seats.Surroundings(System::nanoTime, clock, Schedulers.parallel(), 100));
        LoginLine line = new LoginLine(OptionalInt.empty(), report -> Mono.empty(), 0, System::nanoTime);
        LoginDesk logins = new LoginDesk(
                LoginDoors.NONE,
                names,
                seats,
                line,
                new ProviderGuard(OptionalInt.empty(), Settings.Guards.USUAL, GuardListener.NONE),
                tickets,
                Mono::just,
                List.of());
        Admit admit = new Admit(
                seats,
                new Lanes(seats, room, tickets, line, (role, wait) -> {}),
                policy,
                logins,
                onLoss,
                LedgerListener.NONE,
                AttemptListener.NONE);
        way = new RequestWay(
                new Blocked(new Blocks(System::nanoTime)),
                new Throttle(
                        new ClientThrottle(List.of()),
                        new TokenGuard(Settings.Guards.USUAL, GuardListener.NONE),
                        names,
                        tickets),
                new Heed(seats),
                new Identify(names, seats, policy, logins, new TokenGuard(Settings.Guards.USUAL, GuardListener.NONE)),
                new Costly(
                        new RouteThrottle(GuardListener.NONE), List.of(), () -> 20, parts -> String.join(" ", parts)),
                new Decide(policy, AttemptListener.NONE),
                admit,
                new Serve(seats.services(), policy, admit, onLoss, () -> 0.5),
                new PortalTickets(target -> null, seats.sessions(), policy));
        seats.announce(numbers()).block();
    }

    @AfterEach
    void close() {
        seats.close();
    }

    @ParameterizedTest
    @CsvSource({
        //       seated    newcomer full      refused  mail free  mail full
        "on,      passes,  passes,  Waiting,  Refused, passes,    ServiceFull",
        "observe, passes,  passes,  passes,   passes,  passes,    passes",
        "hold,    passes,  HELD,    HELD,     Refused, passes,    ServiceFull",
        "off,     passes,  passes,  passes,   passes,  passes,    passes"
    })
    void everyKindOfVisitorInEveryMode(
            String mode, String seated, String newcomer, String full, String refused, String free, String taken) {
        visit("eleve 1", null);
        order(mode);
        assertThat(outcome("eleve 1", null)).as("seated").isEqualTo(seated);
        assertThat(outcome("eleve 2", null)).as("newcomer").isEqualTo(newcomer);
        order("on");
        Await.until(() -> outcome("eleve 2", null).equals("passes")); // who was held back is called first
        order(mode);
        assertThat(outcome("eleve 3", null)).as("newcomer in a full ENT").isEqualTo(full);
        assertThat(outcome("parent 4", null)).as("refused by a rule").isEqualTo(refused);
        assertThat(outcome("eleve 1", "mail")).as("of a service").isEqualTo(free);
        order("on");
        visit("eleve 1", "mail");
        order(mode);
        assertThat(outcome("eleve 2", "mail")).as("of a full service").isEqualTo(taken);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aLoginIsAskedForInEveryModeAndAPublicRouteNeedsNone(Mode mode) {
        order(mode.word());
        assertThat(outcome(null, null)).isEqualTo("Unauthenticated");
        assertThat(outcome("forged parent", null)).isEqualTo("InvalidToken");
        for (@Nullable String credential : new @Nullable String[] {null, "forged parent", "parent 2", "eleve 3"}) {
            Visit visit = newVisit(credential);
            visit.on(RouteFacts.of(Map.of("access", "public")));
            assertThat(settled(way.afterRouting(visit))).as("%s", credential).isSameAs(Step.NEXT);
        }
        assertThat(census().total()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void whoeverSitsIsAnsweredAtOnceInEveryMode(Mode mode) {
        visit("eleve 1", null);
        order(mode.word());
        assertThat(way.afterRouting(newVisit("eleve 1"))).isSameAs(Step.NEXT);
    }

    @Test
    void observedPeopleAreCountedAndGetNoPlace() {
        order("observe");
        assertThat(visit("eleve 1", null).observed()).isNull();
        assertThat(visit("eleve 2", null).observed()).isNull();
        assertThat(visit("eleve 3", null).observed()).isEqualTo("waiting");
        assertThat(visit("eleve 3", null).observed()).as("sits now").isNull();
        assertThat(visit("parent 4", null).observed()).isEqualTo("refused");
        assertThat(visit("parent 4", null).observed()).as("each request").isEqualTo("refused");
        assertThat(visit("eleve 1", "mail").observed()).isNull();
        assertThat(visit("eleve 2", "mail").observed()).isEqualTo("service-full");
        assertThat(visit("eleve 2", "mail").observed()).as("is served now").isNull();
        assertThat(visit("enseignant 5", null).observed())
                .as("refused to newcomers")
                .isEqualTo("refused");
        assertThat(visit("enseignant 5", null).observed())
                .as("who sits since then")
                .isEqualTo("refused");
        assertThat(census().total()).isEqualTo(5);
        assertThat(census().services()).containsExactly(new Census.Service("mail", 1, 2));
        assertThat(census().lanes()).allMatch(lane -> lane.waiting() == 0);
    }

    @Test
    void afterObservingWhoeverSitsStaysAndTheRulesHoldAgain() {
        order("observe");
        List.of("eleve 1", "eleve 2", "eleve 3", "parent 4").forEach(credential -> visit(credential, null));
        order("on");
        assertThat(outcome("eleve 3", null)).as("beyond the ceiling").isEqualTo("passes");
        assertThat(outcome("parent 4", null)).isEqualTo("Refused");
        assertThat(outcome("eleve 5", null)).isEqualTo("Waiting");
    }

    @Test
    void offAsksTheLedgerNothingAndTakesNoSeats() {
        visit("eleve 1", null);
        order("off");
        asked.clear();
        for (String credential : List.of("eleve 1", "eleve 2", "parent 4")) {
            assertThat(way.afterRouting(newVisit(credential))).isSameAs(Step.NEXT);
            Visit mail = newVisit(credential);
            mail.on(RouteFacts.of(Map.of("service", "mail")));
            assertThat(way.afterRouting(mail)).isSameAs(Step.NEXT);
        }
        assertThat(asked).isEmpty();
        assertThat(census().total()).isEqualTo(1);
    }

    @Test
    void afterOffWhoeverEnteredWithoutASeatIsANewcomer() {
        visit("eleve 1", null);
        visit("eleve 2", null);
        order("off");
        visit("eleve 3", null);
        order("on");
        assertThat(outcome("eleve 1", null)).isEqualTo("passes");
        assertThat(outcome("eleve 3", null)).isEqualTo("Waiting");
    }

    @Test
    void whoeverIsHeldBackKeepsAPlaceInTheOrderOfArrival() {
        order("hold");
        assertThat(outcome("eleve 1", null)).isEqualTo("HELD");
        long first = census().ledgerMillis();
        Await.until(() -> census().ledgerMillis() > first); // two who arrive in one instant have one place
        assertThat(outcome("eleve 2", null)).isEqualTo("HELD");
        assertThat(outcome("eleve 1", null)).isEqualTo("HELD");
        assertThat(census().total()).isZero();
        assertThat(census().lanes().get(0).waiting()).isEqualTo(2);
        order("on");
        Await.until(() -> outcome("eleve 1", null).equals("passes"));
        Await.until(() -> outcome("eleve 2", null).equals("passes"));
    }

    @Test
    void withoutTheLedgerTheLastModeHolds() throws Exception {
        seats.close();
        node(OnLoss.ADMIT);
        visit("eleve 1", null);
        order("hold");
        away = true;
        assertThat(outcome("eleve 1", null)).isEqualTo("passes");
        assertThat(outcome("eleve 2", null)).as("although a loss admits").isEqualTo("Unavailable");
        away = false;
        order("observe");
        away = true;
        assertThat(outcome("eleve 2", null)).isEqualTo("passes");
        assertThat(outcome("parent 4", null)).isEqualTo("passes");
        away = false;
        order("off");
        away = true;
        assertThat(outcome("eleve 3", null)).isEqualTo("passes");
    }

    @Test
    void aNodeThatStartsAsksForTheModeBeforeItAdmitsAnybody() throws Exception {
        order("hold");
        seats.close();
        node(OnLoss.BOUNDED); // not started: it has never heard the ledger
        assertThat(seats.orders().mode()).isNull();
        assertThat(outcome("eleve 1", null)).isEqualTo("HELD");
        assertThat(outcome("parent 4", null)).isEqualTo("Refused");
    }

    @Test
    void aNodeThatStartsWithoutTheLedgerGoesByTheUsualMode() throws Exception {
        order("off");
        seats.close();
        node(OnLoss.BOUNDED);
        away = true;
        assertThat(outcome("eleve 1", null)).isEqualTo("Unavailable");
        assertThat(outcome("parent 4", null)).isEqualTo("Refused");
    }

    /** Orders the mode and waits until this node has heard it. */
    private void order(String mode) {
        real.order(new Change(Subject.MODE, mode.equals("on") ? null : mode, null, null, "astreinte", "essai"))
                .block();
        if (!started) {
            started = true;
            seats.start();
        }
        Await.until(() -> seats.orders().mode() == Mode.of(mode));
    }

    private Census census() {
        return real.census(Set.of(Role.ELEVE)).block();
    }

    /** {@code passes}, {@code HELD}, or what else was decided. */
    private String outcome(@Nullable String credential, @Nullable String service) {
        Visit visit = newVisit(credential);
        if (service != null) {
            visit.on(RouteFacts.of(Map.of("service", service)));
        }
        Step step = settled(way.afterRouting(visit));
        if (!(step instanceof Step.Answer answer)) {
            return "passes";
        }
        return answer.decision() instanceof Decision.Waiting waiting && waiting.why() == Decision.Waiting.Why.HELD
                ? "HELD"
                : answer.decision().getClass().getSimpleName();
    }

    /** A visit that was let through or not. */
    private Visit visit(String credential, @Nullable String service) {
        Visit visit = newVisit(credential);
        if (service != null) {
            visit.on(RouteFacts.of(Map.of("service", service)));
        }
        settled(way.afterRouting(visit));
        return visit;
    }

    private static Step settled(Step step) {
        return step instanceof Step.Later later ? later.step().block() : step;
    }

    private static Visit newVisit(@Nullable String token) {
        return new Visit(
                new Visit.Origin(CLIENT, false, "ent.example.fr", "/"),
                Visit.Reader.PROGRAM,
                token == null ? null : new Credential.Bearer(token),
                null,
                0);
    }

    private static PolicyNumbers numbers() {
        List<Threshold> thresholds = List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 100));
        return new PolicyNumbers(
                "sha",
                1,
                thresholds,
                2,
                1,
                Integer.MAX_VALUE,
                0,
                Duration.ofMinutes(10),
                Duration.ofHours(12),
                List.of(new ServiceCeiling("mail", 1)));
    }

    /** Tokens that say who they are: a role and a number. */
    private static final class Names implements Identifier {

        @Override
        public Identification known(Credential credential) {
            String[] words = ((Credential.Bearer) credential).token().split(" ");
            return words[0].equals("forged")
                    ? new Identification.Rejected("forged")
                    : new Identification.Authenticated(new Person(
                            People.person(Long.parseLong(words[1])),
                            words[0],
                            List.of(new Role(words[0])),
                            null,
                            Instant.MAX));
        }

        @Override
        public Mono<Identification> identify(Credential credential) {
            return Mono.just(known(credential));
        }
    }
}
