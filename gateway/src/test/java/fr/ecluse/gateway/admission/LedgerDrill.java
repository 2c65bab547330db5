package fr.ecluse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Binding;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest;
import fr.ecluse.gateway.admission.SeatLedger.LeaseRequest.Wish;
import fr.ecluse.gateway.admission.SeatLedger.Notice;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Renewal;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Random operations, the same on two ledgers, whose answers must be equal after every one. */
public final class LedgerDrill {

    private static final List<Role> ROLES =
            List.of(Role.ELEVE, Role.ENSEIGNANT, Role.PERSONNEL, Role.PARENT, Role.AUTRE, new Role("visiteur"));
    private static final List<String> SERVICES = List.of("messagerie", "moodle", "notes: le soir\nà la maison");
    private static final int PEOPLE = 60;
    private static final int SESSIONS = 20;
    private static final int HANDLES = 8;

    /** In ms; longer than any test may take, since Redis drops a key by its real clock. */
    private static final int LASTS_AT_LEAST = 600_000;

    private final SeatLedger expected;
    private final SeatLedger tested;
    private final Consumer<Duration> advance;
    private final Random random;
    private final boolean shared;

    /** The same all through where seats are entered again: nobody can hold one that was freed longer ago than that. */
    private final Duration idle;

    /** Asks the tested ledger for several people in one call. */
    private Function<List<Claim>, Mono<List<Admission>>> together;

    private long policies;
    private long nowMillis;
    private Set<Role> open = Set.copyOf(ROLES);

    /** @param advance moves the time of both */
    public LedgerDrill(SeatLedger expected, SeatLedger tested, Consumer<Duration> advance, long seed) {
        this(expected, tested, advance, seed, false);
    }

    /** The same, with what nodes do that may lose sight of each other: leases, and seats that are entered again. */
    public static LedgerDrill ofSharedLedgers(
            SeatLedger expected, SeatLedger tested, Consumer<Duration> advance, long seed) {
        return new LedgerDrill(expected, tested, advance, seed, true);
    }

    private LedgerDrill(SeatLedger expected, SeatLedger tested, Consumer<Duration> advance, long seed, boolean shared) {
        this.together = claims -> oneByOne(tested, claims);
        this.shared = shared;
        this.expected = expected;
        this.tested = tested;
        this.advance = advance;
        this.random = new Random(seed);
        this.idle = Duration.ofMinutes(1 + random.nextInt(20));
    }

    /** How the tested ledger admits several people in one call, where it does so of itself. */
    public LedgerDrill together(Function<List<Claim>, Mono<List<Admission>>> call) {
        together = call;
        return this;
    }

    private static Mono<List<Admission>> oneByOne(SeatLedger ledger, List<Claim> claims) {
        return Flux.fromIterable(claims).concatMap(ledger::admit).collectList();
    }

    /**
     * Runs so many random operations.
     *
     * @param startMillis the time of both
     */
    public void run(int steps, long startMillis) {
        nowMillis = startMillis;
        announce();
        for (int step = 0; step < steps; step++) {
            String did = act();
            compare(
                    "census after " + did + " at step " + step,
                    ledger -> ledger.census(open).map(LedgerDrill::withoutZeros));
        }
    }

    private String act() {
        if (random.nextInt(5) == 0) {
            return useServices();
        }
        if (shared && random.nextInt(8) == 0) {
            return actOfANode();
        }
        int dice = random.nextInt(100);
        if (dice < 45) {
            return come(claim());
        }
        if (dice < 47) {
            return admitMany();
        }
        if (dice < 50) {
            Claim claim = claim();
            compare("find " + claim, ledger -> ledger.find(claim));
            return "find";
        }
        if (dice < 58) {
            List<Renewal> batch = batch();
            compare("renew " + batch, ledger -> ledger.renew(batch));
            return "renew";
        }
        if (dice < 68) {
            int number = random.nextInt(PEOPLE);
            String session = session();
            String asked = "session-" + random.nextInt(SESSIONS);
            compare("session " + asked, ledger -> ledger.session(asked));
            compare("release " + number, ledger -> ledger.release(People.person(number), session));
            return "release";
        }
        if (dice < 72) {
            return bindOrEnd();
        }
        if (dice < 73) {
            Role role = anyRole();
            compare("release " + role, ledger -> ledger.releaseRole(role));
            return "release of role";
        }
        if (dice < 77) {
            return orders();
        }
        if (dice < 79) {
            announce();
            return "announce";
        }
        if (dice < 82) {
            Set<Role> some = new HashSet<>(ROLES);
            some.removeIf(role -> random.nextInt(4) == 0);
            open = Set.copyOf(some);
            return "other roles open";
        }
        return passTime();
    }

    private String come(Claim claim) {
        switch (random.nextInt(12)) {
            case 0 -> compare("queue " + claim, ledger -> ledger.queue(claim));
            case 1 -> compare("observe " + claim, ledger -> ledger.observe(claim));
            default -> compare("admit " + claim, ledger -> ledger.admit(claim));
        }
        return "come " + claim;
    }

    /** Several in one call: answered as if each had come after the one before. */
    private String admitMany() {
        List<Claim> claims = new ArrayList<>();
        for (int i = 10 + random.nextInt(60); i >= 0; i--) {
            claims.add(claim());
        }
        assertThat(answer(together.apply(claims)))
                .as("admit at once " + claims)
                .isEqualTo(answer(oneByOne(expected, claims)));
        return "admit many";
    }

    private String useServices() {
        if (random.nextInt(4) == 0) {
            List<ServiceClaim> batch = new ArrayList<>();
            for (int i = random.nextInt(10); i >= 0; i--) {
                batch.add(serviceClaim());
            }
            compare("renew " + batch, ledger -> ledger.renewServices(batch));
            return "renew services";
        }
        ServiceClaim claim = serviceClaim();
        if (random.nextInt(4) == 0) {
            compare("observe " + claim, ledger -> ledger.observe(claim));
        } else {
            compare("serve " + claim, ledger -> ledger.serve(claim));
        }
        return "serve";
    }

    private ServiceClaim serviceClaim() {
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        Duration idleFor = random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(random.nextInt(600_000));
        return new ServiceClaim(People.person(random.nextInt(PEOPLE)), service, idleFor);
    }

    private String actOfANode() {
        int dice = random.nextInt(10);
        if (dice < 5) {
            Wish wish = random.nextInt(6) == 0 ? Wish.NONE : Wish.SOME;
            LeaseRequest request =
                    new LeaseRequest("node" + random.nextInt(4), random.nextInt(12), random.nextInt(4), wish);
            compare("lease " + request, ledger -> ledger.lease(request));
            return "lease";
        }
        if (dice < 9) {
            List<Holding> batch = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                Duration age = Duration.ofMillis(random.nextInt(900_000));
                Duration remaining = Duration.ofMillis(1 + random.nextInt(600_000));
                batch.add(new Holding(People.person(random.nextInt(PEOPLE)), anyRole(), age, remaining));
            }
            compare("reenter " + batch, ledger -> ledger.reenter(batch));
            List<ServiceHolding> used = batch.stream()
                    .map(held -> new ServiceHolding(
                            held.person(), SERVICES.get(random.nextInt(SERVICES.size())), held.remaining()))
                    .toList();
            compare("reenter " + used, ledger -> ledger.reenterServices(used));
            return "reenter";
        }
        Recollection told = new Recollection(
                null,
                Map.of(People.person(random.nextInt(PEOPLE)), Duration.ofMillis(random.nextInt(60_000))),
                Map.of(anyRole(), Duration.ofMillis(random.nextInt(60_000))),
                Set.of("session-" + random.nextInt(SESSIONS)));
        compare("recall " + told, ledger -> ledger.recall(told).thenReturn("recalled"));
        return "recall";
    }

    private String bindOrEnd() {
        List<Pseudonym> handles = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            handles.add(People.person(1_000 + random.nextInt(HANDLES)));
        }
        if (random.nextInt(3) > 0) {
            int number = random.nextInt(
                    SESSIONS); // a session is one person's: of two, either might be the one that is freed
            Binding binding = new Binding(People.person(number), "session-" + number, handles, lasts());
            compare("bind " + binding, ledger -> ledger.bind(binding).thenReturn("bound"));
            return "bind";
        }
        Notice notice =
                random.nextBoolean() ? null : new Notice(People.person(2_000 + random.nextInt(HANDLES)), lasts());
        compare("end " + handles + " by " + notice, ledger -> ledger.end(handles, notice));
        return "end";
    }

    private Duration lasts() {
        return Duration.ofMillis(LASTS_AT_LEAST + random.nextInt(3_600_000));
    }

    private String passTime() {
        long[] leaps = {1, 10, 300, 1_000, 1_700, 20_000, 59_000, 60_000, 61_000, 240_000, 600_000, 3_600_000};
        long longest = leaps[random.nextInt(leaps.length)];
        // a long leap empties everything, so it is rare
        long millis = longest > 100_000 && random.nextInt(5) > 0 ? 700 : longest;
        nowMillis += millis;
        advance.accept(Duration.ofMillis(millis));
        return "time passed by " + millis + " ms";
    }

    private String orders() {
        Long version = random.nextInt(3) == 0 ? (Long) (long) random.nextInt(20) : null;
        Duration endsIn = random.nextBoolean() ? Duration.ofMillis(1 + random.nextInt(90_000)) : null;
        if (random.nextInt(3) == 0) {
            Mode mode = Mode.values()[random.nextInt(4)];
            StandingOrder.Change change = new StandingOrder.Change(
                    Subject.MODE, mode == Mode.ON ? null : mode.word(), null, version, "astreinte", "essai");
            compare("order " + change, ledger -> ledger.order(change));
        } else if (random.nextInt(4) == 0) {
            CeilingClearance clearance = new CeilingClearance(version, "astreinte", "fin");
            compare("clear", ledger -> ledger.clear(clearance));
        } else {
            CeilingOrder order = new CeilingOrder(random.nextInt(45), endsIn, version, "astreinte", "renfort");
            compare("raise " + order, ledger -> ledger.raise(order));
        }
        compare("audit", ledger -> ledger.audit(5));
        return "orders";
    }

    private void announce() {
        List<Threshold> priority = new ArrayList<>();
        for (Role role : ROLES) {
            if (random.nextInt(8) > 0) {
                priority.add(new Threshold(role, new int[] {100, 100, 95, 80, 50, 33, 0}[random.nextInt(7)]));
            }
        }
        List<ServiceCeiling> services = new ArrayList<>();
        for (String service : SERVICES) {
            if (random.nextInt(4) > 0) {
                services.add(new ServiceCeiling(service, 1 + random.nextInt(8)));
            }
        }
        policies++;
        PolicyNumbers numbers = new PolicyNumbers(
                "sha" + policies,
                random.nextInt(4) == 0 ? policies - 2 : policies * 2,
                priority,
                5 + random.nextInt(30),
                2,
                40,
                random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0,
                shared ? idle : Duration.ofMinutes(1 + random.nextInt(20)),
                Duration.ofMinutes(10 + random.nextInt(120)),
                services);
        compare("announce " + numbers, ledger -> ledger.announce(numbers).thenReturn("announced"));
    }

    private Claim claim() {
        Long ticket = random.nextInt(5) == 0 ? (Long) (nowMillis - random.nextInt(100_000) + 5_000) : null;
        if (random.nextInt(60) == 0) {
            ticket = nowMillis - random.nextInt(15 * 3_600_000);
        }
        return new Claim(People.person(random.nextInt(PEOPLE)), anyRole(), session(), ticket, open);
    }

    private List<Renewal> batch() {
        return random.ints(0, PEOPLE)
                .distinct()
                .limit(1 + random.nextInt(10))
                .mapToObj(number -> new Renewal(People.person(number), Duration.ofMillis(random.nextInt(600_000))))
                .toList();
    }

    private Role anyRole() {
        return ROLES.get(random.nextInt(ROLES.size()));
    }

    private @Nullable String session() {
        return random.nextInt(3) == 0 ? "session-" + random.nextInt(SESSIONS) : null;
    }

    private void compare(String what, Function<SeatLedger, Mono<?>> question) {
        assertThat(answer(question.apply(tested))).as(what).isEqualTo(answer(question.apply(expected)));
    }

    private static Object answer(Mono<?> asked) {
        try {
            return asked.block();
        } catch (CeilingRefusedException refused) {
            return List.of(refused.reason(), refused.inForce());
        } catch (OrderRefusedException refused) {
            return refused.standing();
        }
    }

    private static Census withoutZeros(Census census) {
        Map<Role, Long> seats = new HashMap<>(census.seats());
        seats.values().removeIf(count -> count == 0);
        return new Census(
                census.ledgerMillis(),
                seats,
                census.ceiling(),
                census.lanes(),
                census.leased(),
                census.services(),
                census.orders(),
                census.tallies());
    }
}
