package fr.ecluse.gateway.admission.redis;

import static fr.ecluse.gateway.admission.People.person;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.SeatLedger.SessionState;
import fr.ecluse.policy.Role;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A Redis that is emptied while it runs, or has the memory of an earlier hour. */
@ExtendWith(OutputCaptureExtension.class)
class RedisGoesBackTest {

    @Test
    void nobodyNoticesThatARunningRedisWasEmptied(CapturedOutput output) {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = new SeatedPair("vide", redis)) {
            try (TestRedis.Probe probe = redis.probe()) {
                StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(probe, "vide");
                toldInTime(pair, clock);
            }
            pair.isBackSince(System.nanoTime());
            assertThat(output.getAll().split("event=ledger-forgot", -1)).hasSize(3); // one of each node
            assertThat(output).doesNotContain("ledger-lost");
            assertThat(pair.here().lost()).isZero();
        }
    }

    @Test
    void anOldSnapshotGetsBackTheNewerSeatsAndTheCeilingAndNobodyWhoLeft(@TempDir Path folder, CapturedOutput output) {
        try (TestRedis redis = TestRedis.snapshotting(folder);
                SeatedPair pair = new SeatedPair("hier", redis)) {
            TestNode here = pair.here();
            TestNode there = pair.there();
            assertThat(here.seats(300, Role.ENSEIGNANT)).isTrue();
            assertThat(there.seats(301, Role.ENSEIGNANT)).isTrue();
            try (TestRedis.Probe probe = redis.probe()) {
                probe.commands().save();
            }
            aSecondPasses(here);
            pair.witness().seat(there, 400, 5, Role.ELEVE);
            pair.joined(5);
            pair.witness().leaves(4);
            here.seats().release(person(4), "seance").block();
            pair.joined(-1);
            // the teachers of the snapshot are sent home, and one of them comes again
            here.ledger().releaseRole(Role.ENSEIGNANT).block();
            Await.until(() -> !here.holds(300) && !there.holds(301));
            aSecondPasses(here);
            pair.witness().seat(there, 301, 1, Role.ENSEIGNANT);
            pair.joined(1);
            here.ledger()
                    .raise(new CeilingOrder(150, Duration.ofMinutes(30), 1L, "astreinte", "encore"))
                    .block();
            Await.until(() -> here.seats().census().ceiling().version() == 2
                    && there.seats().census().ceiling().version() == 2);

            redis.kill();
            pair.bothLoseTheLine();
            redis.start();
            long since = System.nanoTime();
            Await.until(() -> {
                Census census = here.census();
                return census != null
                        && census.total() == pair.seated()
                        && census.ceiling().version() == 2;
            });
            System.out.println("recovery within ms=" + (System.nanoTime() - since) / 1_000_000);
            Census census = here.census();
            assertThat(census.ceiling().sessions()).isEqualTo(150);
            assertThat(census.ceiling().endsIn()).isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
            assertThat(census.seats()).containsEntry(Role.ENSEIGNANT, 1L);
            assertThat(here.ledger().session("seance").block()).isEqualTo(SessionState.ENDED);
            assertThat(there.holds(301)).isTrue();
            Await.until(() -> here.seats(4, Role.ELEVE)); // as a newcomer
            pair.witness().nobodyNoticed();
            assertThat(output.getAll().split("event=ledger-lost", -1)).hasSize(3);
            assertThat(output.getAll().split("event=ledger-forgot", -1)).hasSize(3);
        }
    }

    @Test
    void theLiveCeilingSurvivesARedisThatIsEmptiedTwiceInARow() {
        try (TestRedis redis = new TestRedis();
                SeatedPair pair = new SeatedPair("deux-fois", redis);
                TestRedis.Probe probe = redis.probe()) {
            StoppedRedisClock clock = StoppedRedisClock.ofAnEmptied(probe, "deux-fois");
            Await.until(() -> probe.commands().exists("{ecluse:deux-fois}:policy") == 1);
            clock.emptyAgain();
            Await.until(() -> probe.commands().exists("{ecluse:deux-fois}:policy") == 1);
            toldInTime(pair, clock);
            pair.isBackSince(System.nanoTime());
        }
    }

    /** Nodes have two seconds to tell of the ceiling, and somebody may let them wait for longer: Redis' clock stands meanwhile. */
    private static void toldInTime(SeatedPair pair, StoppedRedisClock clock) {
        Await.until(pair::isWhole);
        clock.advance(Duration.ofSeconds(15));
    }

    /** Nodes tell how long ago something was: that is not exact. */
    private static void aSecondPasses(TestNode node) {
        long before = node.census().ledgerMillis();
        Await.until(() -> node.census().ledgerMillis() > before + 1_000);
    }
}
