package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.waiting.Morning.First;
import fr.ecluse.gateway.waiting.Morning.Shape;
import fr.ecluse.gateway.waiting.Morning.Told;
import fr.ecluse.gateway.waiting.Morning.Turn;
import fr.ecluse.policy.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How often people were told the truth, over hours of traffic on a virtual clock. Prints the rows of {@code
 * src/docs/waiting-accuracy.md}, which says how to run it at length.
 */
class EstimateAccuracyTest {

    private static final long ONCE_IT_RUNS_MILLIS = 120_000;
    private static final int CEILING = Integer.getInteger("accuracy.ceiling", 300);
    private static final int MINUTES = 120;

    /** Seats that come free in a second when all are taken, by the mean visit. */
    private static final double FLOW = CEILING / 720.0;

    private static final List<Threshold> PUPILS = List.of(new Threshold(Role.ELEVE, 100));
    private static final List<Threshold> PUPILS_AND_PARENTS =
            List.of(new Threshold(Role.ELEVE, 100), new Threshold(Role.PARENT, 80));

    private static final int SEEDS = Integer.getInteger("accuracy.seeds", 1);

    static List<Shape> shapes() {
        return List.of(
                pupils("steady: as many come as leave", m -> FLOW * (m < 15 ? 2 : 1), 0),
                pupils("waves", m -> FLOW * (m < 15 ? 1.5 : 1 + 0.3 * Math.sin(m / 10)), 0.1),
                pupils("morning storm, five times too many", storm(5, 0.7), 0.1),
                pupils("ceiling raised by half in the middle", storm(2, 0.9), 0.1, new Turn(30, CEILING * 3 / 2)),
                pupils("ceiling lowered by a third", storm(2, 0.8), 0.1, new Turn(30, CEILING * 2 / 3)),
                pupils("3 of 10 give up", storm(4, 0.9), 0.3),
                pupils("6 of 10 give up", storm(5, 1.2), 0.6),
                pupils("9 of 10 give up", storm(10, 3), 0.9),
                pupilsAndParents(
                        "parents below 80 %, pupils enter directly",
                        m -> FLOW * (0.5 + 0.1 * Math.sin(m / 15)), storm(0.8, 0.25)),
                pupilsAndParents("parents below 80 %, pupils wait too", storm(2, 0.5), storm(1.5, 0.2)),
                new Shape(
                        "new sessions a second limited",
                        MINUTES,
                        CEILING * 10,
                        1,
                        PUPILS,
                        Map.of(Role.ELEVE, storm(5, 1.5)),
                        0.1,
                        List.of()));
    }

    /** Comes up in five minutes, lasts fifteen. */
    private static DoubleUnaryOperator storm(double times, double after) {
        return minute -> FLOW * (minute < 5 ? times * minute / 5 : minute < 20 ? times : after);
    }

    private static Shape pupils(String name, DoubleUnaryOperator arrivals, double absent, Turn... turns) {
        return new Shape(name, MINUTES, CEILING, 0, PUPILS, Map.of(Role.ELEVE, arrivals), absent, List.of(turns));
    }

    private static Shape pupilsAndParents(String name, DoubleUnaryOperator pupils, DoubleUnaryOperator parents) {
        Map<Role, DoubleUnaryOperator> arrivals = Map.of(Role.ELEVE, pupils, Role.PARENT, parents);
        return new Shape(name, MINUTES, CEILING, 0, PUPILS_AND_PARENTS, arrivals, 0.1, List.of());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void fourOfFivePeopleSitDownWithinTheRangeThatTheyWereTold(Shape shape) {
        List<Truth> mornings = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Morning morning = new Morning(shape, seed);
            morning.run();
            mornings.add(Truth.of(morning));
        }
        Truth median = Truth.median(mornings);
        System.out.println(median.row(shape.name()) + " seeds=1.." + SEEDS);
        assertThat(median.people).isGreaterThan(300);
        assertThat(median.atFirst).as("of what people were told when they came").isGreaterThan(0.8);
        assertThat(median.always).as("of whatever anybody was told").isGreaterThan(0.8);
        assertThat(median.unsaid).as("a range that went up without a reason").isLessThan(0.02);
    }

    /**
     * How it went.
     *
     * @param people who were told a range when they came, and sat down in the end
     * @param atFirst the share of them who sat down within it
     * @param always the same of every answer to every poll
     * @param sooner of {@code atFirst}, those who sat down before
     * @param error between the likely wait and the true one, as a share: the median
     * @param width of the range, as a share of the true wait: the median
     * @param silent the share of answers without any estimate
     * @param slower the share of answers with a reason why it takes longer
     * @param unsaid the share of answers whose range went up without one
     */
    private record Truth(
            double people,
            double atFirst,
            double always,
            double sooner,
            double error,
            double width,
            double silent,
            double slower,
            double unsaid) {

        static Truth of(Morning morning) {
            double first = 0;
            double firstWithin = 0;
            double firstSooner = 0;
            double all = 0;
            double within = 0;
            double silent = 0;
            double slower = 0;
            double unsaid = 0;
            List<Double> errors = new ArrayList<>();
            List<Double> widths = new ArrayList<>();
            Map<Morning.Waiter, Long> before = new HashMap<>();
            for (Told told : morning.told) {
                if (told.laneRunsMillis() < ONCE_IT_RUNS_MILLIS || told.waiter().seatedMillis < 0) {
                    continue;
                }
                Estimate estimate = told.place().estimate();
                if (estimate == null) {
                    silent++;
                    continue;
                }
                long wait = told.waiter().seatedMillis - told.atMillis();
                long from = estimate.atLeast().toMillis();
                long to = estimate.atMost().toMillis();
                all++;
                within += from <= wait && wait <= to ? 1 : 0;
                slower += estimate.slower() == null ? 0 : 1;
                Long earlier = before.put(told.waiter(), to);
                unsaid += estimate.slower() == null && earlier != null && to > earlier ? 1 : 0;
                if (told.first() == First.YES) {
                    first++;
                    firstWithin += from <= wait && wait <= to ? 1 : 0;
                    firstSooner += wait < from ? 1 : 0;
                    errors.add(Math.abs(estimate.likely().toMillis() - wait) / (double) Math.max(60_000, wait));
                    widths.add((to - from) / (double) Math.max(60_000, wait));
                }
            }
            return new Truth(
                    first,
                    firstWithin / first,
                    within / all,
                    firstSooner / first,
                    middle(errors),
                    middle(widths),
                    silent / (all + silent),
                    slower / all,
                    unsaid / all);
        }

        static Truth median(List<Truth> some) {
            return new Truth(
                    middle(some.stream().map(Truth::people).toList()),
                    middle(some.stream().map(Truth::atFirst).toList()),
                    middle(some.stream().map(Truth::always).toList()),
                    middle(some.stream().map(Truth::sooner).toList()),
                    middle(some.stream().map(Truth::error).toList()),
                    middle(some.stream().map(Truth::width).toList()),
                    middle(some.stream().map(Truth::silent).toList()),
                    middle(some.stream().map(Truth::slower).toList()),
                    middle(some.stream().map(Truth::unsaid).toList()));
        }

        private static double middle(List<Double> values) {
            List<Double> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            return sorted.get(sorted.size() / 2);
        }

        String row(String name) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.0f | **%.0f %%** | %.0f %% | %.0f %% | %.0f %% | %.1f | %.1f %% | %.2f %% |",
                    name,
                    people,
                    atFirst * 100,
                    sooner * 100,
                    always * 100,
                    error * 100,
                    width,
                    slower * 100,
                    unsaid * 100);
        }
    }
}
