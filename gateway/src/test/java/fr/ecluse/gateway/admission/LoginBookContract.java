package fr.ecluse.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.LoginBook.Allowance;
import fr.ecluse.gateway.admission.LoginBook.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every line before the login must do. */
public abstract class LoginBookContract {

    private static final int RATE = 30;

    private LoginBook book;

    protected abstract LoginBook newBook();

    protected abstract void advance(Duration duration);

    protected abstract long nowMillis();

    @BeforeEach
    void open() {
        book = newBook();
    }

    @Test
    void aNodeAloneMayBeginAllOfThem() {
        second(1, 0);
        for (int second = 0; second < 20; second++) {
            assertThat(second(1, second % 2 * 500)).containsExactly(RATE);
        }
    }

    @Test
    void allNodesTogetherBeginNoMoreThanTheRateWhateverTheyAskFor() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] given = new int[200];
        for (int second = 0; second < given.length; second++) {
            int nodes = 3;
            for (int node = 0; node < nodes; node++) {
                // nodes come and go, and ask at any time within the second
                if (random.nextInt(20) > 0) {
                    given[second] += tell("n" + (node + second / 80), random.nextInt(100))
                            .logins();
                }
                advance(Duration.ofMillis(random.nextInt(300)));
            }
            advance(Duration.ofMillis(100));
        }
        for (int from = 0; from < given.length; from++) {
            int sum = 0;
            for (int to = from; to < given.length; to++) {
                sum += given[to];
                if (sum > RATE * (to - from + 2)) { // asked first: thousands of assertions take their time
                    throw new AssertionError(sum + " in the seconds from " + from + " to " + to + ", seed " + seed);
                }
            }
        }
    }

    @Test
    void aFullHouseOfNodesUsesTheWholeRate() {
        int given = 0;
        for (int second = 0; second < 60; second++) {
            given += second(4, 1_000).stream().mapToInt(Integer::intValue).sum();
        }
        assertThat(given).isBetween(RATE * 57, RATE * 61);
    }

    @Test
    void evenOneLoginASecondReachesEveryNode() {
        int[] each = new int[3];
        for (int second = 0; second < 60; second++) {
            for (int node = 0; node < each.length; node++) {
                each[node] += book.tell(new Report("n" + node, 1, 100, 0, Map.of()))
                        .block()
                        .logins();
            }
            advance(Duration.ofSeconds(1));
        }
        assertThat(IntStream.of(each).boxed()).allSatisfy(got -> assertThat(got).isBetween(15, 25));
    }

    @Test
    void whatANodeDoesNotNeedGoesWhereThePeopleAre() {
        tell("quiet", 0);
        tell("busy", 500);
        int busy = 0;
        for (int second = 0; second < 30; second++) {
            advance(Duration.ofSeconds(1));
            tell("quiet", 0);
            busy += tell("busy", 500).logins();
        }
        assertThat(busy).isGreaterThan(RATE * 28);
    }

    @Test
    void aNodeThatIsGoneLeavesItsShare() {
        second(2, 500);
        advance(Duration.ofSeconds(4));
        tell("n0", 500);
        advance(Duration.ofSeconds(1));
        assertThat(tell("n0", 500).logins()).isEqualTo(RATE);
    }

    @Test
    void peopleAreCalledInTheOrderOfTheirArrivalOnAnyNode() {
        long start = nowMillis() - nowMillis() % 1_000;
        // a hundred a second for twenty seconds, half of them at each node
        for (int second = 0; second < 20; second++) {
            Map<Long, Long> half = Map.of(start + second * 1_000, 50L);
            book.tell(new Report("here", RATE, 0, 0, half)).block();
            book.tell(new Report("there", RATE, 0, 0, half)).block();
            advance(Duration.ofSeconds(1));
        }
        Allowance before = tell("here", 0);
        assertThat(waiting(before)).isLessThanOrEqualTo(2_000 - 8 * RATE);
        for (int second = 0; second < 200; second++) {
            advance(Duration.ofSeconds(1));
            Allowance now =
                    book.tell(new Report("here", RATE, RATE, RATE, Map.of())).block();
            assertThat(now.calledUntilMillis()).isGreaterThanOrEqualTo(before.calledUntilMillis());
            assertThat(waiting(before) - waiting(now)).isBetween(0L, 8L * RATE);
            before = now;
        }
        assertThat(waiting(before)).isZero();
        assertThat(before.calledUntilMillis()).isGreaterThan(start + 20_000);
    }

    @Test
    void whoeverWentAwayBlocksNobody() {
        long start = nowMillis() - nowMillis() % 1_000;
        book.tell(new Report("here", RATE, 0, 0, Map.of(start, 900L))).block();
        for (int second = 0; second < 60; second++) {
            advance(Duration.ofSeconds(1));
            tell("here", 0); // nobody comes to the door
        }
        assertThat(waiting(tell("here", 0)))
                .as("those called eight seconds ago count no more")
                .isZero();
    }

    @Test
    void theWatermarkStandsStillWhileThoseCalledFillTheDoors() {
        long start = nowMillis() - nowMillis() % 1_000;
        book.tell(new Report("here", RATE, 0, 0, Map.of(start, 9_000L))).block();
        advance(Duration.ofSeconds(3));
        long called = 9_000 - waiting(tell("here", 0));
        assertThat(called).isEqualTo(8L * RATE);
        advance(Duration.ofSeconds(1));
        assertThat(9_000 - waiting(tell("here", 100))).isEqualTo(called);
    }

    private static long waiting(Allowance allowance) {
        return allowance.waiting().stream().mapToLong(LoginBook.Second::people).sum();
    }

    private List<Integer> second(int nodes, long knocked) {
        advance(Duration.ofSeconds(1));
        return IntStream.range(0, nodes)
                .mapToObj(node -> tell("n" + node, knocked).logins())
                .toList();
    }

    private Allowance tell(String node, long knocked) {
        return book.tell(new Report(node, RATE, knocked, 0, Map.of())).block();
    }
}
