package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.Admission.Seated;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Taken;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Clocks that are wrong, jump, or are changed in a night of October. */
@ExtendWith(OutputCaptureExtension.class)
class RedisClocksTest {

    private static final Duration IDLE = Duration.ofMinutes(10);

    /** More than any pause of a busy machine, and much less than what a wrong clock would make of it. */
    private static final Duration SOME = Duration.ofSeconds(30);

    @Test
    void aNodeWhoseClockIsHoursWrongChangesNobodysSeatAndSaysSo(CapturedOutput output) {
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(5));
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-7));
        try (TestRedis redis = new TestRedis();
                TestNode early = new TestNode("montres", List.of(redis.uri()), numbers(0), ahead);
                TestNode late = new TestNode("montres", List.of(redis.uri()), numbers(0), behind);
                TestRedis.Probe probe = redis.probe()) {
            Await.until(() -> early.seats(1, Role.ELEVE) && late.seats(2, Role.ELEVE));
            for (TestNode node : List.of(early, late)) {
                for (int number : List.of(1, 2)) {
                    isFresh((Seated) node.admit(number, Role.ELEVE), Taken.BEFORE);
                }
            }
            // each tells its seats to a Redis that forgot them: as old as they are, and no more
            probe.commands().flushall();
            Await.until(() -> late.census() != null && late.census().total() == 2);
            for (int number : List.of(1, 2)) {
                Await.until(() -> late.seats(number, Role.ELEVE));
                isFresh((Seated) late.admit(number, Role.ELEVE), Taken.BEFORE);
            }
            assertThat(early.holds(1)).isTrue();

            Await.until(() -> early.census() != null);
            metrics(ahead).census(early.census());
            metrics(behind).census(late.census());
            assertThat(output.getAll().split("event=clocks-apart", -1)).hasSize(3);
        }
    }

    @Test
    void aRedisWhoseClockJumpsBackLosesNothingAdmitsNobodyTwiceAndGoesOn() {
        try (TestRedis redis = new TestRedis();
                TestNode here = new TestNode("saut", redis, numbers(2));
                TestRedis.Probe probe = redis.probe()) {
            jumpBackAnHour(probe, "saut");
            Await.until(() -> here.seats(1, Role.ELEVE) && here.seats(2, Role.ELEVE));
            Census before = here.census();
            jumpBackAgain(probe, "saut");
            // no more than two a second, so that the third enters only if time goes on
            Await.until(() -> here.seats(3, Role.ELEVE) && here.seats(4, Role.ELEVE));
            for (int number = 1; number <= 4; number++) {
                isFresh((Seated) here.admit(number, Role.ELEVE), Taken.BEFORE);
            }
            Census after = here.census();
            assertThat(after.total()).isEqualTo(4);
            assertThat(after.ledgerMillis()).isGreaterThan(before.ledgerMillis());
        }
    }

    @Test
    void aRedisThatComesBackWithItsMemoryAndAnEarlierClockLetsPeopleInAgain(@TempDir Path folder) {
        try (TestRedis redis = TestRedis.keeping(folder);
                TestNode here = new TestNode("retour", redis, numbers(0))) {
            try (TestRedis.Probe probe = redis.probe()) {
                jumpBackAnHour(probe, "retour");
            }
            assertThat(here.seats(1, Role.ELEVE)).isTrue();
            redis.kill();
            Await.until(() -> here.lost() == 1);
            redis.start();
            long since = System.nanoTime();
            Await.until(() -> here.census() != null);
            // nobody new enters for two seconds, by a clock that is behind
            Await.until(() -> here.seats(2, Role.PARENT));
            System.out.println("recovery within ms=" + (System.nanoTime() - since) / 1_000_000);
            isFresh((Seated) here.admit(1, Role.ELEVE), Taken.BEFORE);
            assertThat(here.census().total()).isEqualTo(2);
        }
    }

    @Test
    void theNightInWhichAnHourComesTwiceChangesNothing() {
        MovableClock clock = new MovableClock("2026-10-25T02:59:50+02:00");
        try (TestRedis redis = new TestRedis();
                TestNode here = new TestNode("octobre", List.of(redis.uri()), numbers(0), clock);
                TestRedis.Probe probe = redis.probe()) {
            Await.until(() -> here.seats(1, Role.ELEVE));
            Instant admitted = admittedAt(here);
            clock.set("2026-10-25T02:00:10+01:00"); // ten seconds past three, by yesterday's clock
            isFresh((Seated) here.admit(1, Role.ELEVE), Taken.BEFORE);
            clock.set("2026-10-25T03:00:00+01:00");
            isFresh((Seated) here.admit(1, Role.ELEVE), Taken.BEFORE);
            probe.commands().flushall();
            Await.until(() -> here.census() != null && here.census().total() == 1);
            Await.until(() -> here.seats(1, Role.ELEVE));
            isFresh((Seated) here.admit(1, Role.ELEVE), Taken.BEFORE);
            clock.set("2026-10-25T02:59:50+02:00");
            assertThat(admittedAt(here))
                    .isCloseTo(admitted, within(2, ChronoUnit.MINUTES)); // the test itself takes a while
        }
    }

    private static Instant admittedAt(TestNode node) {
        return node.seats().admittedAt(node.seats().held(person(1), null));
    }

    private static void isFresh(Seated seated, Taken taken) {
        assertThat(seated.taken()).isEqualTo(taken);
        assertThat(seated.age()).isLessThan(SOME);
        assertThat(seated.remaining()).isBetween(IDLE.minus(SOME), IDLE);
    }

    /** What Redis has given out lies an hour ahead of what its clock says now, as it said then. */
    private static void jumpBackAnHour(TestRedis.Probe probe, String ent) {
        String key = "{ecluse:" + ent + "}:clock";
        long ahead =
                Long.parseLong(probe.commands().get(key)) + Duration.ofHours(1).toMillis();
        probe.commands().set(key, Long.toString(ahead));
    }

    /** Redis' own clock said an hour later, when it was last found behind. */
    private static void jumpBackAgain(TestRedis.Probe probe, String ent) {
        String key = "{ecluse:" + ent + "}:clock";
        long told = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        probe.commands().set(key + "-behind", probe.commands().get(key) + " " + told);
    }

    private static Metrics metrics(Clock machine) {
        return new Metrics(new SimpleMeterRegistry(), Set.of(Role.ELEVE), System::nanoTime, machine);
    }

    private static PolicyNumbers numbers(int newPerSecond) {
        return new PolicyNumbers(
                "sha",
                1,
                List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 80)),
                100,
                1,
                1_000,
                newPerSecond,
                IDLE,
                Duration.ofHours(8));
    }
}
