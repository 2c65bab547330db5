package fr.ecluse.gateway.admission.redis;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Called;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Regathering;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A random half hour of two nodes on one real Redis, its clock moved from outside. Everybody asks when told, on any node, and
 * it is counted who was passed by somebody who came later. {@code -Dno-overtaking.seed=N} repeats one.
 */
class NoOvertakingTest {

    private static final List<Role> RANKS = List.of(Role.ELEVE, Role.PARENT);
    private static final Set<Role> OPEN = Set.copyOf(RANKS);
    private static final String ENT = "file";
    private static final int CEILING = 40;
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final long REENTRY_MILLIS = 3_000; // of a loss, while nodes tell what they hold

    private final long seed = Long.getLong("no-overtaking.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final TestRedis redis = new TestRedis();
    private final TestRedis.Probe probe = redis.probe();
    private final StoppedRedisClock clock = new StoppedRedisClock(probe, ENT);
    private final List<Node> nodes = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();
    private int people;
    private int entered;
    private int absent;
    private long nobodyEntersUntilMillis;
    private long policies;
    private List<Role> roles = RANKS;
    private Passed passed = Passed.AT_ALL;

    /** What counts as being passed by somebody who came later. */
    private enum Passed {
        AT_ALL,
        WHILE_UNCALLED
    }

    /** One gateway: its line to Redis and its waiting room. */
    private final class Node {

        final RedisLedger ledger = TestLedgers.connected(ENT, redis);
        final WaitingRoom room = new WaitingRoom(random::nextDouble, () -> clock.millis() * 1_000_000);

        Node() {
            Regathering.keep(ledger, room);
            ledger.changes().ofType(LedgerChange.Forgot.class).subscribe(forgot -> {
                List<Holding> seats = visitors.stream()
                        .filter(each -> each.seated)
                        .map(each -> new Holding(each.id, each.role, Duration.ofSeconds(1), Duration.ofMinutes(30)))
                        .toList();
                ledger.reenter(seats)
                        .doOnNext(done -> ledger.reentered(forgot.epoch()))
                        .subscribe();
            });
        }
    }

    private static final class Visitor {
        final Pseudonym id;
        final Role role;
        long arrivalMillis;
        long asksAtMillis;
        long leavesAtMillis = Long.MAX_VALUE;
        boolean seated;
        boolean absent;

        /** The latest arrival of those who entered since this one last asked: by whom it was passed if it is not let in. */
        long passedByMillis;

        @Nullable
        Ticket ticket;

        Visitor(Pseudonym id, Role role) {
            this.id = id;
            this.role = role;
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.ledger.close());
        probe.close();
        redis.close();
    }

    /**
     * Whoever is called finds a seat, because one is held: so in a lane that nobody has priority over, whoever asks when told and
     * is not let in has not been passed by anybody, be it through a loss of everything that Redis knew.
     */
    @Test
    void inALaneOfItsOwnNobodyWhoAsksWhenToldIsPassedByAnybodyWhoCameLater() {
        roles = List.of(Role.ELEVE);
        morning(CEILING * 2);
        assertThat(entered).isGreaterThan(150);
    }

    /** Seats that people of a higher rank take go from those who were called, never to a later one who is not called. */
    @Test
    void underAHigherRankNobodyIsPassedWhileUncalledNorDoesANewcomerEnterPastThem() {
        roles = List.of(Role.ELEVE, Role.PARENT, Role.PARENT);
        passed = Passed.WHILE_UNCALLED;
        morning(CEILING / 2);
        assertThat(entered).isGreaterThan(100);
    }

    private void morning(int otherCeiling) {
        System.out.println("seed=" + seed);
        nodes.add(new Node());
        nodes.add(new Node());
        announce(CEILING);
        for (int second = 0; second < 1_300; second++) {
            clock.advance(Duration.ofSeconds(1));
            switch (second) {
                case 1_050 -> announce(otherCeiling);
                case 300, 900, 1_200 -> restart(random.nextInt(2));
                case 350, 655, 955 -> redisForgets();
                default -> {}
            }
            leave();
            come(second);
            takeCensus();
            ask();
        }
        System.out.println("people=" + people + " entered=" + entered + " absent=" + absent);
    }

    private void come(int second) {
        int newcomers = second % 300 < 60 ? random.nextInt(6) : random.nextInt(8) == 0 ? 1 : 0;
        for (int i = 0; i < newcomers; i++) {
            Visitor visitor = new Visitor(
                    new Pseudonym(random.nextLong(), random.nextLong()), roles.get(random.nextInt(roles.size())));
            visitor.asksAtMillis = clock.millis();
            visitors.add(visitor);
            people++;
        }
    }

    private void leave() {
        for (Visitor visitor : List.copyOf(visitors)) {
            if (visitor.seated && visitor.leavesAtMillis <= clock.millis()) {
                anyNode().ledger.release(visitor.id, null).block();
                visitors.remove(visitor);
            }
        }
    }

    private long watermark(Role role) {
        String until = probe.commands().hget("{ecluse:" + ENT + "}:called:" + role.name(), "until");
        return until == null ? 0 : Long.parseLong(until);
    }

    private void takeCensus() {
        for (Node node : nodes) {
            Census census = node.ledger.census(OPEN).block();
            node.room.observe(census);
        }
    }

    private void ask() {
        List<Visitor> due = new ArrayList<>(visitors.stream()
                .filter(each -> !each.seated && !each.absent && each.asksAtMillis <= clock.millis())
                .toList());
        Collections.shuffle(due, random);
        due.forEach(this::ask);
    }

    private void ask(Visitor visitor) {
        Node node = anyNode();
        Ticket ticket = visitor.ticket;
        if (ticket == null) {
            clock.advance(Duration.ofMillis(1)); // people of the same millisecond are called together
        }
        if (ticket != null) {
            if (random.nextInt(400) == 0) {
                visitor.absent = true;
                visitors.remove(visitor);
                absent++;
                return;
            }
            if (node.room.place(ticket) instanceof Place.InLine inLine) {
                told(visitor, inLine.nextPoll());
                return;
            }
        }
        Admission admission = node.ledger
                .admit(new Claim(visitor.id, visitor.role, null, ticket == null ? null : ticket.arrivalMillis(), OPEN))
                .block();
        if (admission instanceof Admission.Waiting waiting) {
            visitor.ticket = new Ticket(visitor.id, visitor.role, waiting.arrivalMillis());
            if (visitor.arrivalMillis > 0) {
                assertThat(waiting.arrivalMillis()).as("seed %d", seed).isEqualTo(visitor.arrivalMillis);
            }
            visitor.arrivalMillis = waiting.arrivalMillis();
            if (waiting.called() == Called.NOT_YET) {
                told(visitor, node.room.standing(visitor.ticket).nextPoll());
            } else if (clock.millis() < nobodyEntersUntilMillis) {
                asksAgain(visitor, SOON); // still called, and passed only if that does not let it in
            } else {
                told(visitor, SOON);
            }
        } else {
            sit(visitor);
        }
    }

    private void told(Visitor visitor, Duration nextPoll) {
        assertThat(visitor.passedByMillis)
                .as("seed %d: %s came at %d and is passed", seed, visitor.role, visitor.arrivalMillis)
                .isLessThanOrEqualTo(visitor.arrivalMillis);
        asksAgain(visitor, nextPoll);
    }

    private void asksAgain(Visitor visitor, Duration nextPoll) {
        visitor.asksAtMillis = clock.millis() + (nextPoll.toMillis() + 999) / 1_000 * 1_000;
    }

    private void sit(Visitor visitor) {
        long arrival = visitor.arrivalMillis == 0 ? clock.millis() : visitor.arrivalMillis;
        Map<Role, Long> called = passed == Passed.AT_ALL
                ? Map.of()
                : roles.stream().distinct().collect(Collectors.toMap(role -> role, this::watermark));
        for (Visitor other : visitors) {
            boolean waits = !other.seated
                    && other.ticket != null
                    && (passed == Passed.AT_ALL || other.arrivalMillis > called.get(other.role));
            if (waits && other.role.equals(visitor.role)) {
                other.passedByMillis = Math.max(other.passedByMillis, arrival);
            } else if (waits && visitor.ticket == null && RANKS.indexOf(other.role) < RANKS.indexOf(visitor.role)) {
                // whoever enters directly passes everybody of a higher rank as well
                other.passedByMillis = Math.max(other.passedByMillis, arrival);
            }
        }
        visitor.seated = true;
        visitor.leavesAtMillis = clock.millis() + 20_000 + random.nextInt(100_000);
        entered++;
    }

    private void announce(int ceiling) {
        policies++;
        PolicyNumbers numbers = new PolicyNumbers(
                "sha" + policies,
                policies,
                List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 80)),
                ceiling,
                1,
                1_000,
                0,
                Duration.ofMinutes(30),
                Duration.ofHours(8));
        nodes.forEach(node -> node.ledger.announce(numbers).block());
    }

    private void restart(int number) {
        nodes.get(number).ledger.close();
        nodes.set(number, new Node());
        announce(lastCeiling());
    }

    private int lastCeiling() {
        return nodes.get(0).ledger.census(OPEN).block().ceiling().sessions();
    }

    /** Redis is empty from one moment to the next; only its clock stands where it stood. */
    private void redisForgets() {
        probe.commands().multi();
        probe.commands().flushall();
        probe.commands().set("{ecluse:" + ENT + "}:clock-behind", "stopped");
        probe.commands().set("{ecluse:" + ENT + "}:clock", Long.toString(clock.millis()));
        probe.commands().exec();
        long before = visitors.stream().filter(each -> each.seated).count();
        for (Node node : nodes) {
            Await.until(() -> {
                try {
                    return node.ledger.census(OPEN).block().total() == before;
                } catch (LedgerUnavailableException notYet) {
                    return false;
                }
            });
            Await.until(() -> {
                try {
                    // answered again: it has told what it holds
                    return node.ledger.renew(List.of()).block() != null;
                } catch (LedgerUnavailableException notYet) {
                    return false;
                }
            });
        }
        nobodyEntersUntilMillis = clock.millis() + REENTRY_MILLIS;
        visitors.sort(Comparator.comparing(each -> each.id));
    }

    private Node anyNode() {
        return nodes.get(random.nextInt(nodes.size()));
    }
}
