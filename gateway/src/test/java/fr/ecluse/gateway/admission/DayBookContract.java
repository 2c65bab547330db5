package fr.ecluse.gateway.admission;

import static fr.ecluse.policy.Role.ELEVE;
import static fr.ecluse.policy.Role.ENSEIGNANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fr.ecluse.gateway.admission.DayBook.Batch;
import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.DayBook.RoleCounts;
import fr.ecluse.gateway.admission.DayBook.RuleCounts;
import fr.ecluse.gateway.admission.DayTotals.RoleTotals;
import fr.ecluse.gateway.admission.DayTotals.RuleTotals;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every book of days does, whatever it is made of. */
public abstract class DayBookContract {

    protected static final LocalDate TUESDAY = LocalDate.of(2026, 11, 24);

    private static final Instant NINE = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant TEN = Instant.parse("2026-11-24T09:00:00Z");

    private DayBook first;
    private DayBook second;

    /** An empty book. */
    protected abstract DayBook newBook();

    /** The same book as another node sees it. */
    protected abstract DayBook another(DayBook book);

    @BeforeEach
    void anEmptyBook() {
        first = newBook();
        second = another(first);
    }

    @Test
    void ofADayOnWhichNothingWasCountedItKnowsNothing() {
        assertThat(read(TUESDAY)).isNull();
        add(first, batch(TUESDAY, "a", 1, counts(people(1, 1), Set.of(), 0)));
        assertThat(read(TUESDAY.plusDays(1))).isNull();
    }

    @Test
    void aDayThatWasQuietIsKnown() {
        add(first, new Batch(TUESDAY, "a", 1, Map.of(), Map.of(), new Peak(0, NINE), 0));
        assertThat(read(TUESDAY))
                .isEqualTo(new DayTotals(Map.of(), DayTotals.NOTHING.everybody(), Map.of(), new Peak(0, NINE), 0));
    }

    @Test
    void aPersonCountsOnceOnHoweverManyNodesAndTimes() {
        add(first, batch(TUESDAY, "a", 1, counts(people(1, 6), people(1, 3), 4)));
        add(first, batch(TUESDAY, "a", 2, counts(people(1, 6), people(1, 3), 1)));
        add(second, batch(TUESDAY, "b", 1, counts(people(5, 10), people(3, 8), 6)));

        RoleTotals pupils = read(TUESDAY).roles().get(ELEVE);

        assertThat(pupils.tried()).isEqualTo(10);
        assertThat(pupils.seated()).isEqualTo(8);
        assertThat(pupils.visits()).isEqualTo(11);
    }

    @Test
    void somebodyWhoCameInTwoRolesIsOneOfEverybody() {
        RoleCounts both = counts(people(1, 4), people(1, 2), 2);
        add(first, new Batch(TUESDAY, "a", 1, Map.of(ELEVE, both, ENSEIGNANT, both), Map.of(), null, 0));

        DayTotals totals = read(TUESDAY);

        assertThat(totals.roles()).containsOnlyKeys(ELEVE, ENSEIGNANT);
        assertThat(totals.everybody()).isEqualTo(new RoleTotals(4, 2, 4, WaitHistogram.EMPTY));
    }

    @Test
    void theHighestPeakOfAnyNodeIsThePeakAndWhenItWasFirst() {
        add(first, peak("a", 1, new Peak(40_000, NINE)));
        add(second, peak("b", 1, new Peak(52_000, TEN)));
        add(first, peak("a", 2, new Peak(52_000, TEN.plusSeconds(1))));
        add(first, peak("a", 3, null));
        assertThat(read(TUESDAY).peak()).isEqualTo(new Peak(52_000, TEN));
    }

    @Test
    void waitsRefusalsAndMissedOnesAddUp() {
        WaitHistogram waits = new WaitHistogram(new TreeMap<>(Map.of(0, 3L, 17, 1L)));
        RoleCounts pupils = new RoleCounts(people(1, 4), people(1, 4), 4, waits);
        for (String run : List.of("a", "b")) {
            Map<String, RuleCounts> rules = Map.of(
                    "parents-journee", new RuleCounts(people(20, 22), 30), "soir", new RuleCounts(people(1, 1), 1));
            add(run.equals("a") ? first : second, new Batch(TUESDAY, run, 1, Map.of(ELEVE, pupils), rules, null, 7));
        }

        DayTotals totals = read(TUESDAY);

        assertThat(totals.roles().get(ELEVE).waits().counts()).isEqualTo(Map.of(0, 6L, 17, 2L));
        assertThat(totals.everybody().waits().total()).isEqualTo(8);
        assertThat(totals.rules())
                .isEqualTo(Map.of("parents-journee", new RuleTotals(3, 60), "soir", new RuleTotals(1, 2)));
        assertThat(totals.missed()).isEqualTo(14);
    }

    @Test
    void aBatchThatComesAgainOrLateAddsNothing() {
        Batch one = batch(TUESDAY, "a", 1, counts(people(1, 2), people(1, 2), 2));
        Batch two = batch(TUESDAY, "a", 2, counts(people(3, 3), people(3, 3), 1));
        add(first, one);
        add(second, one);
        add(first, two);
        add(first, one);
        add(first, two);
        assertThat(read(TUESDAY).roles().get(ELEVE)).isEqualTo(new RoleTotals(3, 3, 3, WaitHistogram.EMPTY));
    }

    @Test
    void eachDayIsCountedByItself() {
        LocalDate wednesday = TUESDAY.plusDays(1);
        add(first, batch(TUESDAY, "a", 1, counts(people(1, 3), people(1, 3), 3)));
        add(first, batch(wednesday, "a", 2, counts(people(1, 2), people(1, 1), 1)));
        assertThat(read(TUESDAY).everybody().tried()).isEqualTo(3);
        assertThat(read(wednesday).everybody()).isEqualTo(new RoleTotals(2, 1, 1, WaitHistogram.EMPTY));
    }

    @Test
    void manyPeopleAreCountedToWithinTwoPercent() {
        int people = 40_000;
        int batches = people / DayTally.PERSONS_A_BATCH;
        for (int i = 0; i < batches; i++) {
            long from = (long) i * DayTally.PERSONS_A_BATCH;
            Set<Pseudonym> some = people(from, from + DayTally.PERSONS_A_BATCH - 1);
            add(i % 2 == 0 ? first : second, batch(TUESDAY, "a" + i % 2, i + 1, counts(some, some, some.size())));
        }
        RoleTotals pupils = read(TUESDAY).roles().get(ELEVE);
        assertThat(pupils.tried()).isCloseTo(people, within(people / 50L));
        assertThat(pupils.seated()).as("the same people, counted the same way").isEqualTo(pupils.tried());
        assertThat(pupils.visits()).isEqualTo(people);
    }

    @Test
    void noMoreAreSeatedThanTried() {
        add(first, batch(TUESDAY, "a", 1, counts(people(1, 1), people(1, 5), 5)));
        assertThat(read(TUESDAY).roles().get(ELEVE)).isEqualTo(new RoleTotals(1, 1, 5, WaitHistogram.EMPTY));
    }

    protected static Batch batch(LocalDate day, String run, long number, RoleCounts pupils) {
        return new Batch(day, run, number, Map.of(ELEVE, pupils), Map.of(), null, 0);
    }

    protected static RoleCounts counts(Set<Pseudonym> tried, Set<Pseudonym> seated, long visits) {
        return new RoleCounts(tried, seated, visits, WaitHistogram.EMPTY);
    }

    protected static Set<Pseudonym> people(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(People::person).collect(Collectors.toSet());
    }

    private static Batch peak(String run, long number, @Nullable Peak peak) {
        return new Batch(TUESDAY, run, number, Map.of(), Map.of(), peak, 0);
    }

    private static void add(DayBook book, Batch batch) {
        book.add(batch).block();
    }

    private @Nullable DayTotals read(LocalDate day) {
        return second.read(day).block();
    }
}
