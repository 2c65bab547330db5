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
import fr.ecluse.gateway.protection.ClientThrottle;
import fr.ecluse.gateway.protection.LoginGuard;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.settings.Settings.Ledger.OnLoss;
import fr.ecluse.gateway.waiting.Tickets;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.net.InetAddress;
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
        LoginDesk logins = new LoginDesk(
                LoginDoors.NONE, names, seats, new LoginGuard(OptionalInt.empty()), Mono::just, List.of());
        Admit admit = new Admit(
                seats,
                new Lanes(seats, room, tickets, (role, wait) -> {}),
                policy,
                logins,
                OnLoss.BOUNDED,
                LedgerListener.NONE,
                attempts);
        way = new RequestWay(
                new Throttle(clients, names, tickets),
                new Identify(names, seats, policy, logins),
                new Decide(policy, attempts),
                admit,
                new Serve(seats.services(), policy, admit, OnLoss.BOUNDED, () -> 0.5),
                new PortalTickets(target -> null, seats.sessions(), policy));
    }

    @Test
    void aStrangerWhoAsksTooMuchIsToldSoBeforeAnythingElse() {
        assertThat(way.beforeRouting(visit(null))).isSameAs(Step.NEXT);
        Eventually.within(
                Duration.ofSeconds(10),
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

    private static Visit visit(@Nullable String token) {
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
                "sha", 1, thresholds, 1, 1, Integer.MAX_VALUE, 0, Duration.ofMinutes(10), Duration.ofHours(12));
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
