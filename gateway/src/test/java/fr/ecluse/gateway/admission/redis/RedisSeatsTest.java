package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.Reserve;
import fr.ecluse.gateway.admission.Seat;
import fr.ecluse.gateway.admission.SeatLedger.Admission;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Waiting;
import fr.ecluse.gateway.admission.SeatLedger.Claim;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.admission.Seats.Surroundings;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Two nodes on one Redis. */
class RedisSeatsTest {

    private static final Set<Role> PUPILS = Set.of(Role.ELEVE);
    private static final PolicyNumbers POLICY = new PolicyNumbers(
            "sha",
            1,
            List.of(new Threshold(Role.ELEVE, 100)),
            2,
            1,
            1_000,
            0,
            Duration.ofMinutes(10),
            Duration.ofHours(8));

    private final TestRedis redis = new TestRedis();
    private final RedisLedger ledgerHere = TestLedgers.connected("deux", redis);
    private final RedisLedger ledgerThere = TestLedgers.connected("deux", redis);
    private final Scheduler scheduler = Schedulers.newSingle("test-seats", true);
    private final Seats here = seats(ledgerHere);
    private final Seats there = seats(ledgerThere);

    @BeforeEach
    void aPolicy() {
        here.announce(POLICY).block();
        there.announce(POLICY).block();
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        scheduler.dispose();
        ledgerHere.close();
        ledgerThere.close();
        redis.close();
    }

    @Test
    void aHeldSeatSendsNoCommandToRedis() {
        assertThat(admit(here, 1, "phone")).isInstanceOf(Seated.class);
        try (TestRedis.Probe probe = redis.probe()) {
            long before = commands(probe);
            for (int i = 0; i < 10_000; i++) {
                here.touch(here.held(person(1), "phone"));
            }
            assertThat(commands(probe) - before).as("the question itself").isEqualTo(1);
        }
    }

    @Test
    void aLogoutOnOneNodeIsHeardOnTheOther() {
        here.start();
        there.start();
        admit(here, 1, "phone");
        admit(there, 1, "phone");
        Seat seat = there.held(person(1), "phone");
        assertThat(seat).isNotNull();
        here.release(person(1), "phone").block();
        Await.until(() -> there.held(person(1), "phone") == null);
        assertThat(there.ended("phone")).isTrue();
        assertThat(there.stands(seat)).isFalse();
        assertThat(admit(there, 1, "phone")).isEqualTo(new Admission.SessionEnded());
    }

    @Test
    void newSessionsASecondAreCountedOverAllNodes() {
        PolicyNumbers paced =
                new PolicyNumbers("paced", 2, POLICY.priority(), 1_000, 1, 1_000, 20, POLICY.idle(), POLICY.longest());
        try (TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock clock = new StoppedRedisClock(probe, "deux");
            here.announce(paced).block();
            List<Integer> seatedEachSecond = new ArrayList<>();
            int number = 0;
            for (int second = 0; second < 3; second++) {
                int seated = 0;
                for (int i = 0; i < 30; i++) {
                    seated += admit(i % 2 == 0 ? here : there, number++, null) instanceof Seated ? 1 : 0;
                }
                seatedEachSecond.add(seated);
                clock.advance(Duration.ofSeconds(1));
            }
            assertThat(seatedEachSecond.get(0)).isEqualTo(20);
            assertThat(seatedEachSecond).allMatch(seated -> seated <= 20);
        }
    }

    @Test
    void aCeilingRaisedOnOneNodeLetsPeopleInOnTheOther() {
        here.start();
        there.start();
        admit(here, 1, null);
        admit(here, 2, null);
        assertThat(admit(there, 3, null)).isInstanceOf(Waiting.class);
        ledgerHere
                .raise(new CeilingOrder(3, null, null, "astreinte", "renfort"))
                .block();
        Await.until(() -> there.census() != null && there.census().ceiling().sessions() == 3);
        assertThat(admit(there, 3, null)).isInstanceOf(Seated.class);
    }

    private static long commands(TestRedis.Probe probe) {
        return probe.commands()
                .info("stats")
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).trim()))
                .sum();
    }

    private static Admission admit(Seats seats, int number, String session) {
        return seats.admit(new Claim(person(number), Role.ELEVE, session, null, PUPILS))
                .block();
    }

    private Seats seats(RedisLedger ledger) {
        return new Seats(
                ledger,
                () -> PUPILS,
                census -> {},
                LedgerListener.NONE,
                Reserve.none(),
                new Surroundings(System::nanoTime, Clock.systemUTC(), scheduler, 1_000));
    }
}
