package fr.ecluse.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The pulse of the console, beat by beat. */
class LiveTest {

    private static final int BEATS_A_POINT = 5;

    private final MovableClock clock = new MovableClock();
    private final Ent ent = new Ent();
    private final Live live = new Live(ent, new PortalTimes(), clock);

    @Test
    void everyFifthBeatIsAPoint() {
        List<Live.Beat> heard = new ArrayList<>();
        Disposable listener = live.beats().subscribe(heard::add);

        beats(2 * BEATS_A_POINT + 1);
        listener.dispose();

        assertThat(heard).hasSize(11);
        assertThat(heard.stream().filter(beat -> beat.point() != null)).hasSize(3);
        assertThat(live.history()).hasSize(3);
    }

    @Test
    void twoHoursAreKeptAndNoMore() {
        long first = clock.instant().getEpochSecond();

        beats((Live.MOST_POINTS + 10) * BEATS_A_POINT);

        List<Point> kept = live.history();
        assertThat(kept).hasSize(720);
        assertThat(kept.get(0).at()).isEqualTo(first + 100);
        assertThat(kept.get(719).at() - kept.get(0).at()).isEqualTo(7190);
    }

    @Test
    void aPointTellsSeatsAndWaitsByRoleAndWhatEachRuleRefused() {
        ent.refusals = Map.of("parents-journee", 7L);
        beats(BEATS_A_POINT + 1);

        Point point = live.history().get(1);

        assertThat(point.ceiling()).isEqualTo(52_000);
        assertThat(point.seats()).containsExactly(Map.entry("eleve", 3L), Map.entry("parent", 1L));
        assertThat(point.waiting()).containsExactly(Map.entry("eleve", 12L));
        assertThat(point.refusals()).containsExactly(Map.entry("parents-journee", 7L));
        assertThat(point.admittedPerSecond()).isEqualTo(1.5);
    }

    @Test
    void whileTheLedgerIsAwayNoOldNumberIsShownAsANewOne() {
        ent.healthy = false;
        beats(1);

        Point point = live.history().get(0);

        assertThat(point.seats()).isNull();
        assertThat(point.ceiling()).isNull();
    }

    @Test
    void whatCannotBeReadOfTheRefusalsLeavesTheLastOnes() {
        ent.refusals = Map.of("parents-journee", 7L);
        beats(BEATS_A_POINT);
        ent.refusals = null;
        beats(BEATS_A_POINT + 1);

        assertThat(live.history().get(2).refusals()).containsEntry("parents-journee", 7L);
    }

    private void beats(int many) {
        for (int i = 0; i < many; i++) {
            live.beat();
            clock.advance(Live.BEAT);
        }
    }

    private static final class Ent implements Live.Ent {

        private static final Role ELEVE = new Role("eleve");

        private boolean healthy = true;
        private @Nullable Map<String, Long> refusals = Map.of();

        @Override
        public Census census() {
            return new Census(
                    0,
                    Map.of(ELEVE, 3L, new Role("parent"), 1L),
                    new CeilingState(52_000, 1, 144_000, CeilingState.Source.POLICY, 0, null),
                    List.of(new Census.Lane(ELEVE, 0, 12, 0, true, List.of())),
                    0);
        }

        @Override
        public boolean isLedgerHealthy() {
            return healthy;
        }

        @Override
        public Live.Rates rates() {
            return new Live.Rates(1.5, 0, 0);
        }

        @Override
        public Mono<Map<String, Long>> refusals() {
            return refusals == null ? Mono.error(new IllegalStateException("away")) : Mono.just(refusals);
        }

        @Override
        public @Nullable Duration waitOf(Role role) {
            return null;
        }
    }
}
