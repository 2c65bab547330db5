package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.waiting.Place;
import fr.ecluse.gateway.waiting.Regathering;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** A Redis whose process is killed while people wait, and which starts again with nothing. */
class LineAfterAKilledRedisTest {

    private static final Set<Role> OPEN = Set.of(Role.ELEVE);
    private static final int SEATS = 4;
    private static final int WAITING = 12;
    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100)),
            SEATS,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

    private final TestRedis redis = new TestRedis();
    private final CutLine way = new CutLine(redis.port());
    private final List<Node> nodes = List.of(new Node(), new Node());

    /** A gateway: its ledger, its seats and its waiting room, running. */
    private final class Node {

        final RedisLedger ledger = TestLedgers.connected("tuee", way.uri());
        final WaitingRoom room = new WaitingRoom(() -> 0.5, System::nanoTime);
        final Seats seats = new Seats(
                ledger,
                () -> OPEN,
                room::observe,
                LedgerListener.NONE,
                Reserve.none(),
                new Seats.Surroundings(System::nanoTime, Clock.systemUTC(), Schedulers.parallel(), 1_000));

        Node() {
            Regathering.keep(ledger, room);
            seats.announce(POLICY).block();
            seats.start();
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> {
            node.seats.close();
            node.ledger.close();
        });
        way.close();
        redis.close();
    }

    @Test
    void everybodyEntersInTheOrderInWhichTheyCame() {
        for (int number = 0; number < SEATS; number++) {
            assertThat(ask(number, null)).isInstanceOf(Admission.Seated.class);
        }
        List<Ticket> line = new ArrayList<>();
        for (int number = 100; number < 100 + WAITING; number++) {
            Admission.Waiting waiting = (Admission.Waiting) ask(number, null);
            assertThat(line)
                    .allSatisfy(
                            before -> assertThat(before.arrivalMillis()).isLessThanOrEqualTo(waiting.arrivalMillis()));
            line.add(new Ticket(person(number), Role.ELEVE, waiting.arrivalMillis()));
        }
        Await.until(() -> nodes.stream().allMatch(node -> node.room.waiting(Role.ELEVE) == WAITING));

        way.cut();
        redis.kill();
        redis.start();
        List<Long> entered = new ArrayList<>();
        try (TestRedis.Probe probe = redis.probe()) {
            // people have seven seconds to ask again, and this thread may have to wait for longer: so time stands
            StoppedRedisClock clock = new StoppedRedisClock(probe, "tuee", Duration.ofHours(1));
            way.mend();
            Await.until(() -> nodes.stream().allMatch(this::knowsTheSeats));
            clock.advance(Duration.ofSeconds(4)); // nodes have told what they hold; people are still expected

            // one seat comes free, and whoever takes it leaves at once; all ask again and again, whoever came last
            // first
            nodes.get(0).seats.release(person(0), null).block();
            ask(line, entered);
            assertThat(entered).as("while somebody may come who came before").isEmpty();
            clock.advance(Duration.ofSeconds(15));
            Await.until(() -> {
                ask(line, entered);
                return line.isEmpty();
            });
        }
        assertThat(entered).isSorted().hasSize(WAITING);
    }

    private void ask(List<Ticket> line, List<Long> entered) {
        for (int i = line.size() - 1; i >= 0; i--) {
            Ticket ticket = line.get(i);
            if (enters(ticket)) {
                line.remove(i);
                entered.add(ticket.arrivalMillis());
            }
        }
    }

    private boolean knowsTheSeats(Node node) {
        try {
            return node.ledger.census(OPEN).block().total() == SEATS
                    && node.ledger.renew(List.of()).block() != null;
        } catch (LedgerUnavailableException notYet) {
            return false;
        }
    }

    private boolean enters(Ticket ticket) {
        Node node = nodes.get((int) (ticket.arrivalMillis() & 1));
        if (node.room.place(ticket) instanceof Place.InLine) {
            return false;
        }
        Claim claim = new Claim(ticket.person(), Role.ELEVE, null, ticket.arrivalMillis(), OPEN);
        if (!(node.seats.admit(claim).block() instanceof Admission.Seated)) {
            return false;
        }
        node.seats.release(ticket.person(), null).block();
        return true;
    }

    private Admission ask(int number, Long arrival) {
        return nodes.get(number % 2)
                .seats
                .admit(new Claim(person(number), Role.ELEVE, null, arrival, OPEN))
                .block();
    }
}
