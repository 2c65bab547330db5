package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import fr.ecluse.gateway.admission.Attempt;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.People;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.memory.MemoryLedger;
import fr.ecluse.gateway.identity.Credential;
import fr.ecluse.gateway.identity.Identification;
import fr.ecluse.gateway.identity.Identifier;
import fr.ecluse.gateway.identity.LoginDoors;
import fr.ecluse.gateway.identity.Person;
import fr.ecluse.gateway.keys.Keyring;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.protection.Block;
import fr.ecluse.gateway.protection.BlockList;
import fr.ecluse.gateway.protection.Blocks;
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.protection.ProviderGuard;
import fr.ecluse.gateway.protection.RouteThrottle;
import fr.ecluse.gateway.protection.TokenGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Network;
import fr.ecluse.gateway.settings.RouteLimit;
import fr.ecluse.gateway.settings.Settings;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.waiting.LoginLine;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The order of the stages: each of them would answer these visits otherwise. */
class RequestWayTest {

    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final InetAddress ELSEWHERE = elsewhere();
    private static final String POLICY = """
            version: 1
            ent: Essai
            ceiling: {sessions: 1}
            rules:
              - {name: jamais, roles: [parent], effect: refuse}
            """;

    @TempDir
    Path folder;

    private final ClientThrottle clients = new ClientThrottle(List.of());
    private final TokenGuard tokens =
            new TokenGuard(new Settings.Guards(500, OptionalInt.empty(), 64, 1), GuardListener.NONE);
    private final Blocks blocks = new Blocks(System::nanoTime);
    private final Tickets tickets = new Tickets(Keyring.random(), "essai");
    private final Names names = new Names();
    private final List<String> heard = new ArrayList<>();
    private final AttemptListener attempts = new AttemptListener() {
        @Override
        public void attempted(Pseudonym person, Role role, Attempt attempt) {
            heard.add(role + " " + attempt);
        }

        @Override
        public void refused(Pseudonym person, Rule rule) {
            heard.add("refused by " + rule.name());
        }
    };
    private Seats seats;
    private RequestWay way;

    @BeforeEach
    void build() throws Exception {
        Clock clock = Clock.systemUTC();
        PolicyInForce policy = PolicyInForce.read(Files.writeString(folder.resolve("policy.yaml"), POLICY), clock);
        WaitingRoom room = new WaitingRoom(() -> 0.5, System::nanoTime);
        seats = new Seats(
                new MemoryLedger(clock, LedgerListener.NONE),
                () -> policy.current().open(),
                room::observe,
                LedgerListener.NONE,
                Reserve.none(),
                new Seats.Surroundings(System::nanoTime, clock, Schedulers.parallel(), 100));
        seats.announce(numbers()).block();
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
                OnLoss.BOUNDED,
                LedgerListener.NONE,
                attempts);
        way = new RequestWay(
                new Blocked(blocks),
                new Throttle(clients, tokens, names, tickets),
                new Heed(seats),
                new Identify(names, seats, policy, logins, tokens),
                new Costly(
                        new RouteThrottle(GuardListener.NONE), List.of(), () -> 20, parts -> String.join(" ", parts)),
                new Decide(policy, attempts),
                admit,
                new Serve(seats.services(), policy, admit, OnLoss.BOUNDED, () -> 0.5),
                new PortalTickets(target -> null, seats.sessions(), policy));
    }

    @Test
    void aStrangerWhoAsksTooMuchIsToldSoBeforeAnythingElse() {
        assertThat(way.beforeRouting(visit(null))).isSameAs(Step.NEXT);
        Eventually.within(
                Duration.ofSeconds(60),
                () -> { // a token comes back each 10 ms
                    drain();
                    assertThat(way.beforeRouting(visit(null)))
                            .isInstanceOfSatisfying(
                                    Step.Answer.class,
                                    answer -> assertThat(answer.decision()).isInstanceOf(Decision.Throttled.class));
                });
    }

    @Test
    void whoeverIsKnownIsNotChargedForTheAddressTheyShare() {
        drain();
        assertThat(way.beforeRouting(visit("eleve 1"))).isSameAs(Step.NEXT);
    }

    @Test
    void whoeverHoldsAPlaceIsNotChargedButOneFromBeforeTheLoginIsForTheAsking() {
        Eventually.within(
                Duration.ofSeconds(60), // a token comes back each 10 ms
                () -> {
                    drain();
                    assertThat(way.beforeRouting(waiting(Ticket.BEFORE_LOGIN))).isInstanceOf(Step.Answer.class);
                    assertThat(way.beforeRouting(waiting(Role.ELEVE))).isSameAs(Step.NEXT);
                });
    }

    private Visit waiting(Role lane) {
        return new Visit(
                new Visit.Origin(CLIENT, false, "ent.example.fr", "/"),
                Visit.Reader.PROGRAM,
                null,
                tickets.issue(new Ticket(People.person(7), lane, 1)),
                0);
    }

    @Test
    void ofTokensThatNobodyKnowsOnlySoManyAreLookedInto() {
        Eventually.within(
                Duration.ofSeconds(60), // one comes back each second
                () -> {
                    while (way.beforeRouting(visit("new eleve 2")) == Step.NEXT) {
                        assertThat(way.turnsAway(visit("forged")))
                                .as("known to be bad")
                                .isNull();
                    }
                    assertThat(way.turnsAway(visit("new eleve 2"))).isInstanceOf(Decision.Overloaded.class);
                });
        assertThat(way.beforeRouting(visit("eleve 1"))).as("known").isSameAs(Step.NEXT);
        assertThat(way.beforeRouting(visit("forged"))).as("known to be bad").isSameAs(Step.NEXT);
    }

    @Test
    void whereSomebodyCameFromOthersGetInWhateverStrangersSend() {
        assertThat(decisionFor("new eleve 1")).isNull();

        Eventually.within(Duration.ofSeconds(60), () -> {
            while (way.beforeRouting(visit(ELSEWHERE, "new eleve 2")) == Step.NEXT) {
                assertThat(way.turnsAway(visit("new eleve 3"))).isNull();
            }
            assertThat(way.turnsAway(visit(ELSEWHERE, "new eleve 2"))).isInstanceOf(Decision.Overloaded.class);
        });
        assertThat(way.turnsAway(visit("new eleve 3"))).isNull();
        assertThat(way.beforeRouting(visit("new eleve 3"))).isSameAs(Step.NEXT);
    }

    @Test
    void whoeverIsBlockedIsTurnedAwayEvenWithASeatAndIsNotCharged() {
        assertThat(decisionFor("eleve 1")).isNull();
        Network client = new Network(CLIENT, 32);
        blocks.heard(
                BlockList.read(null)
                        .with(List.of(new Block(client, 60_000, "astreinte", "essai")))
                        .text(),
                0);
        for (String credential : new String[] {null, "eleve 1", "forged"}) {
            assertThat(way.beforeRouting(visit(credential)))
                    .isInstanceOfSatisfying(
                            Step.Answer.class,
                            answer -> assertThat(answer.decision())
                                    .isInstanceOfSatisfying(
                                            Decision.Throttled.class,
                                            throttled -> assertThat(throttled.scope())
                                                    .isEqualTo(Decision.Throttled.Scope.BLOCK)));
        }
        blocks.heard(null, 1);
        assertThat(way.beforeRouting(visit(null))).isSameAs(Step.NEXT);
    }

    @Test
    void aCostlyRouteIsCountedByPersonAndForStrangersByAddress() {
        for (int i = 0; i < 2; i++) {
            assertThat(atTheDesk(null)).isSameAs(Step.NEXT);
            assertThat(atTheDesk("eleve 1")).isSameAs(Step.NEXT);
        }
        for (String credential : new String[] {null, "eleve 1"}) {
            assertThat(atTheDesk(credential))
                    .isInstanceOfSatisfying(
                            Step.Answer.class,
                            answer -> assertThat(answer.decision())
                                    .isInstanceOfSatisfying(Decision.Throttled.class, throttled -> {
                                        assertThat(throttled.scope()).isEqualTo(Decision.Throttled.Scope.ROUTE);
                                        assertThat(throttled.retryAfter())
                                                .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
                                    }));
        }
        assertThat(atTheDesk("eleve 2")).as("of the same address").isSameAs(Step.NEXT);
        assertThat(way.beforeRouting(visit(null))).isSameAs(Step.NEXT);
    }

    /** A visit of a public route that costs much. */
    private Step atTheDesk(String credential) {
        Visit visit = visit(credential);
        visit.on(RouteFacts.of(Map.of("access", "public")));
        visit.isLimited(new Visit.Limited("inscription", RouteLimit.parse("2/1h")));
        Step step = way.afterRouting(visit);
        return step instanceof Step.Later later ? later.step().block() : step;
    }

    @Test
    void whoIsIsAskedBeforeWhetherAndWhetherBeforeWhere() {
        assertThat(decisionFor("eleve 1")).isNull();

        // the house is full for all of them from here on
        assertThat(decisionFor(null)).isInstanceOf(Decision.Unauthenticated.class);
        assertThat(decisionFor("forged parent")).isInstanceOf(Decision.InvalidToken.class);
        assertThat(decisionFor("parent 2")).isInstanceOf(Decision.Refused.class);
        assertThat(decisionFor("eleve 3")).isInstanceOf(Decision.Waiting.class);
        assertThat(decisionFor("eleve 1")).isNull();
    }

    @Test
    void aRefusalTakesNoSeat() {
        assertThat(decisionFor("parent 2")).isInstanceOf(Decision.Refused.class);
        assertThat(decisionFor("eleve 3")).as("the only seat is still free").isNull();
    }

    @Test
    void somebodySeatedPassesWithoutWaitingForAnything() {
        assertThat(decisionFor("eleve 1")).isNull();
        assertThat(way.afterRouting(visit("eleve 1"))).isSameAs(Step.NEXT);
    }

    @Test
    void theDayHearsOfAttemptsAndRefusalsButNotOfSeatsThatAreKnown() {
        decisionFor("eleve 1");
        decisionFor("eleve 1");
        decisionFor("eleve 3");
        decisionFor("parent 2");
        decisionFor(null);
        assertThat(heard).containsExactly("eleve VISIT_BEGUN", "eleve NOT_LET_IN", "refused by jamais");
    }

    @Test
    void aPublicRouteNeedsNeitherNameNorSeat() {
        assertThat(decisionFor("eleve 1")).isNull();
        for (@Nullable String credential : new @Nullable String[] {null, "forged parent", "parent 2", "eleve 3"}) {
            Visit visit = visit(credential);
            visit.on(RouteFacts.of(Map.of("access", "public")));
            assertThat(way.afterRouting(visit)).as("%s", credential).isSameAs(Step.NEXT);
        }
    }

    /** Null: the visit goes on to the portal. */
    private @Nullable Decision decisionFor(@Nullable String credential) {
        Step step = way.afterRouting(visit(credential));
        if (step instanceof Step.Later later) {
            step = later.step().block();
        }
        return step instanceof Step.Answer answer ? answer.decision() : null;
    }

    private void drain() {
        boolean more = true;
        while (more) {
            more = clients.charge(CLIENT, 100) == null || clients.charge(CLIENT, 1) == null;
        }
    }

    private static InetAddress elsewhere() {
        try {
            return InetAddress.getByName("203.0.113.9");
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Visit visit(@Nullable String token) {
        return visit(CLIENT, token);
    }

    private static Visit visit(InetAddress client, @Nullable String token) {
        return new Visit(
                new Visit.Origin(client, false, "ent.example.fr", "/"),
                Visit.Reader.PROGRAM,
                token == null ? null : new Credential.Bearer(token),
                null,
                0);
    }

    private static PolicyNumbers numbers() {
        List<Threshold> thresholds = List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 100));
        return new PolicyNumbers(
                "sha", 1, thresholds, 1, 1, Integer.MAX_VALUE, 0, Duration.ofMinutes(10), Duration.ofHours(12));
    }

    /** Tokens that say who they are: a role and a number; some of them only when they are looked into. */
    private static final class Names implements Identifier {

        private static final String NEW = "new ";

        @Override
        public @Nullable Identification known(Credential credential) {
            String token = ((Credential.Bearer) credential).token();
            return token.startsWith(NEW) ? null : lookInto(token);
        }

        private static Identification lookInto(String token) {
            String[] words = token.split(" ");
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
            return Mono.just(lookInto(((Credential.Bearer) credential).token().substring(NEW.length())));
        }
    }
}
