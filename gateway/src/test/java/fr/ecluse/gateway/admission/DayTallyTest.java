package fr.ecluse.gateway.admission;

import static fr.ecluse.gateway.admission.People.person;
import static fr.ecluse.policy.Role.ELEVE;
import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.memory.MemoryDayBook;
import fr.ecluse.gateway.trial.MovableClock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class DayTallyTest {

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final LocalDate TUESDAY = LocalDate.of(2026, 11, 24);

    private final MovableClock clock = new MovableClock("2026-11-24T09:00:00+01:00");
    private final Wire wire = new Wire();
    private final DayTally tally = new DayTally(wire, clock, () -> PARIS, Schedulers.parallel());

    /** What is between a node and its book. */
    private static final class Wire implements DayBook {

        private final DayBook book = new MemoryDayBook();
        private final List<Batch> sent = new ArrayList<>();
        private State state = State.STANDS;

        enum State {
            STANDS,
            /** What is sent arrives, and nobody hears so. */
            LOSES_ANSWERS,
            BROKEN
        }

        @Override
        public Mono<Void> add(Batch batch) {
            return Mono.defer(() -> {
                sent.add(batch);
                Mono<Void> lost = Mono.error(new LedgerUnavailableException("not connected", null));
                return switch (state) {
                    case STANDS -> book.add(batch);
                    case LOSES_ANSWERS -> book.add(batch).then(lost);
                    case BROKEN -> lost;
                };
            });
        }

        @Override
        public Mono<DayTotals> read(LocalDate day) {
            return book.read(day);
        }
    }

    @Test
    void whoTriedAndWhoWasSeatedAndWhoWasRefusedAreThreeThings() {
        tally.attempted(person(1), ELEVE, Attempt.VISIT_BEGUN);
        tally.attempted(person(1), ELEVE, Attempt.LET_IN);
        tally.attempted(person(2), ELEVE, Attempt.NOT_LET_IN);
        tally.attempted(person(3), ELEVE, Attempt.NOT_LET_IN);
        tally.attempted(person(3), ELEVE, Attempt.VISIT_BEGUN);
        tally.waited(ELEVE, Duration.ofSeconds(60));
        tally.refused(person(4), "parents-journee");
        tally.refused(person(4), "parents-journee");
        tally.simultaneous(2);
        tally.simultaneous(1);

        DayTotals totals = read(TUESDAY);

        DayTotals.RoleTotals pupils = totals.roles().get(ELEVE);
        assertThat(pupils.tried()).isEqualTo(3);
        assertThat(pupils.seated()).isEqualTo(2);
        assertThat(pupils.visits()).isEqualTo(2);
        assertThat(pupils.waits().total()).isEqualTo(1);
        assertThat(totals.rules().get("parents-journee")).isEqualTo(new DayTotals.RuleTotals(1, 2));
        assertThat(totals.peak()).isEqualTo(new Peak(2, clock.instant()));
    }

    @Test
    void aDayEndsAtMidnightOfTheEnt() {
        clock.set("2026-11-24T23:59:59+01:00");
        tally.attempted(person(1), ELEVE, Attempt.VISIT_BEGUN);
        tally.simultaneous(10);
        clock.set("2026-11-25T00:00:00+01:00");
        tally.attempted(person(1), ELEVE, Attempt.LET_IN);
        tally.attempted(person(2), ELEVE, Attempt.VISIT_BEGUN);
        tally.simultaneous(7);

        assertThat(read(TUESDAY).everybody().tried()).isEqualTo(1);
        assertThat(read(TUESDAY).peak().sessions()).isEqualTo(10);
        DayTotals wednesday = read(TUESDAY.plusDays(1));
        assertThat(wednesday.everybody().tried()).isEqualTo(2);
        assertThat(wednesday.everybody().visits()).isEqualTo(1);
        assertThat(wednesday.peak().sessions()).as("a peak of its own").isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-10-25, 2026-10-25T00:00:00+02:00, 2026-10-25T02:30:00+02:00, 2026-10-25T02:30:00+01:00, 2026-10-25T23:59:59+01:00",
        "2027-03-28, 2027-03-28T00:00:00+01:00, 2027-03-28T01:59:59+01:00, 2027-03-28T03:00:00+02:00, 2027-03-28T23:59:59+02:00"
    })
    void aDayOnWhichTheClocksChangeIsOneDay(String day, String first, String before, String after, String last) {
        long person = 0;
        for (String at : new String[] {first, before, after, last}) {
            clock.set(at);
            tally.attempted(person(++person), ELEVE, Attempt.VISIT_BEGUN);
        }
        clock.advance(Duration.ofSeconds(1));
        tally.attempted(person(++person), ELEVE, Attempt.VISIT_BEGUN);
        assertThat(read(LocalDate.parse(day)).everybody().visits()).isEqualTo(4);
        assertThat(read(LocalDate.parse(day).plusDays(1)).everybody().visits()).isEqualTo(1);
    }

    @Test
    void whatWasCountedWhileTheBookWasAwayIsBroughtWhenItIsBack() {
        wire.state = Wire.State.BROKEN;
        for (int i = 0; i < 5; i++) {
            tally.attempted(person(i), ELEVE, Attempt.VISIT_BEGUN);
            tally.flush().onErrorComplete().block();
        }
        assertThat(read(TUESDAY)).isNull();

        wire.state = Wire.State.STANDS;

        assertThat(read(TUESDAY).everybody().visits()).isEqualTo(5);
        assertThat(wire.sent.stream().mapToLong(Batch::number).max())
                .as("what came meanwhile went together")
                .hasValue(2);
    }

    @Test
    void anAnswerThatWasLostCountsNobodyTwice() {
        wire.state = Wire.State.LOSES_ANSWERS;
        tally.attempted(person(1), ELEVE, Attempt.VISIT_BEGUN);
        tally.flush().onErrorComplete().block();
        tally.attempted(person(2), ELEVE, Attempt.VISIT_BEGUN);
        tally.flush().onErrorComplete().block();
        wire.state = Wire.State.STANDS;
        assertThat(read(TUESDAY).everybody().visits()).isEqualTo(2);
        assertThat(read(TUESDAY).everybody().visits()).isEqualTo(2);
    }

    @Test
    void batchesAreSmallAndWhatIsKeptIsBounded() {
        wire.state = Wire.State.BROKEN;
        int people = DayTally.PERSONS_A_BATCH * DayTally.MOST_BATCHES;
        for (int i = 0; i < people + 5_000; i++) {
            tally.attempted(person(i), ELEVE, Attempt.NOT_LET_IN);
        }
        wire.state = Wire.State.STANDS;

        DayTotals totals = read(TUESDAY);

        // the page that is being written on holds some too
        assertThat(totals.missed()).isEqualTo(5_000 - DayTally.PERSONS_A_BATCH);
        assertThat(wire.sent)
                .hasSize(DayTally.MOST_BATCHES + 1)
                .allSatisfy(batch -> assertThat(batch.roles().get(ELEVE).tried())
                        .hasSizeLessThanOrEqualTo(DayTally.PERSONS_A_BATCH));
        tally.attempted(person(-1), ELEVE, Attempt.VISIT_BEGUN);
        assertThat(read(TUESDAY).everybody().visits()).as("it goes on").isEqualTo(1);
    }

    @Test
    void theSamePeakIsSentOnce() {
        tally.simultaneous(0);
        tally.flush().block();
        tally.simultaneous(0);
        tally.flush().block();
        assertThat(wire.sent).hasSize(1);
        assertThat(read(TUESDAY).peak().sessions()).isZero();
    }

    @Test
    void whatWasCountedIsBroughtEveryFiveSeconds() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (DayTally running = new DayTally(wire, clock, () -> PARIS, time)) {
            running.start();
            running.attempted(person(1), ELEVE, Attempt.VISIT_BEGUN);
            time.advanceTimeBy(Duration.ofSeconds(4));
            assertThat(wire.sent).isEmpty();
            time.advanceTimeBy(Duration.ofSeconds(1));
            assertThat(wire.sent).hasSize(1);

            wire.state = Wire.State.BROKEN;
            running.attempted(person(2), ELEVE, Attempt.VISIT_BEGUN);
            time.advanceTimeBy(Duration.ofSeconds(10));
            assertThat(wire.sent).as("tried again, as it is").hasSize(3);
            wire.state = Wire.State.STANDS;
            time.advanceTimeBy(Duration.ofSeconds(5));
        }
        assertThat(wire.read(TUESDAY).block().everybody().visits()).isEqualTo(2);
    }

    @Test
    void theLastCountsAreBroughtAtTheClose() {
        tally.start();
        tally.attempted(person(1), ELEVE, Attempt.VISIT_BEGUN);
        tally.close();
        assertThat(wire.read(TUESDAY).block().everybody().visits()).isEqualTo(1);
    }

    @Test
    void manyThreadsAreCountedExactlyWhileBatchesGo() throws Exception {
        int threads = 4;
        int visits = 20_000;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < visits; i++) {
                        tally.attempted(person((long) thread * visits + i), ELEVE, Attempt.VISIT_BEGUN);
                    }
                }));
            }
            while (running.stream().anyMatch(each -> !each.isDone())) {
                tally.flush().block();
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(read(TUESDAY).everybody().visits()).isEqualTo((long) threads * visits);
        assertThat(wire.sent.stream()
                        .mapToInt(batch -> batch.roles().get(ELEVE).tried().size())
                        .sum())
                .isEqualTo(threads * visits);
    }

    private DayTotals read(LocalDate day) {
        return tally.read(day).block();
    }
}
