package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.memory.MemoryLoginBook;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.trial.MovableClock;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Two nodes and a storm of browsers before the login, on a virtual clock. */
class LoginLineTest {

    private static final int RATE = 20;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final MovableClock clock = new MovableClock();
    private final LoginBook shared = new MemoryLoginBook(clock);
    private boolean away;
    private final LoginBook book =
            report -> away ? Mono.error(new LedgerUnavailableException("away", null)) : shared.tell(report);
    private final List<LoginLine> nodes = List.of(line(OptionalInt.of(RATE)), line(OptionalInt.of(RATE)));
    private final List<Browser> browsers = new ArrayList<>();
    private final List<Integer> begun = new ArrayList<>();
    private int overtaken;

    private static final class Browser {
        Ticket ticket;
        long asksAtMillis;

        Browser(long cameMillis) {
            this.asksAtMillis = cameMillis;
        }
    }

    @Test
    void aStormIsLetInAtTheRateOfAllNodesTogetherAndInItsOrder() {
        storm(0);
        assertThat(browsers).as("seed %d", seed).isEmpty();
        assertNeverMoreThanTheRate();
        assertThat(overtaken)
                .as("seed %d, by whoever came two seconds later or more", seed)
                .isZero();
        // there is a line in all these seconds, however few chance has sent
        int busiest = begun.subList(10, 70).stream().mapToInt(Integer::intValue).sum();
        assertThat(busiest).as("seed %d, the rate is used", seed).isGreaterThan(RATE * 57);
    }

    @Test
    void theLineGoesOnAtItsRateWhereHalfOfThePeopleWentAway() {
        storm(0.5);
        assertNeverMoreThanTheRate();
        int busiest = begun.subList(10, 60).stream().mapToInt(Integer::intValue).sum();
        assertThat(busiest).isGreaterThan(RATE * 35);
    }

    @Test
    void withoutTheLedgerEachNodeGoesOnWithItsShare() {
        for (int second = 0; second < 30; second++) {
            second(second < 20 ? 40 : 0, 0);
        }
        away = true;
        int before = begun.size();
        for (int second = 0; second < 30; second++) {
            second(0, 0);
        }
        int since = begun.subList(before, begun.size()).stream()
                .mapToInt(Integer::intValue)
                .sum();
        assertThat(since).isPositive();
        assertNeverMoreThanTheRate();
        away = false;
        for (int second = 0; second < 120; second++) {
            second(0, 0);
        }
        assertThat(browsers).as("seed %d", seed).isEmpty();
        assertNeverMoreThanTheRate();
    }

    @Test
    void withoutALimitEverybodyGoesOnAtOnce() {
        LoginLine open = line(OptionalInt.empty());
        for (int i = 0; i < 10_000; i++) {
            assertThat(open.knock(null)).isInstanceOf(LoginLine.Turn.Go.class);
        }
        assertThat(open.start(Schedulers.immediate()).isDisposed()).isFalse();
    }

    @Test
    void fewPeopleNeverMeetALine() {
        for (int second = 0; second < 60; second++) {
            second(second % 6, 0); // as few as one node may let in, should chance send them all to the same one
            assertThat(browsers).as("seed %d, second %d", seed, second).isEmpty();
        }
    }

    @Test
    void whoeverComesAloneGoesOnHoweverTheTicksFall() {
        LoginLine slow = line(OptionalInt.of(1));
        for (int tick = 0; tick < 10; tick++) {
            slow.tell().block();
            clock.advance(Duration.ofMillis(999));
        }
        assertThat(slow.knock(null)).isInstanceOf(LoginLine.Turn.Go.class);
        assertThat(slow.knock(null)).as("one is kept, and no more").isInstanceOf(LoginLine.Turn.Wait.class);
    }

    @Test
    void whatFourOfFiveBrowsersAreToldIsHowLongItTakes() {
        for (int second = 0; second < 30; second++) {
            second(RATE * 3, 0);
        }
        Map<Browser, Estimate> told = new HashMap<>();
        for (Browser last : browsers.subList(browsers.size() - RATE, browsers.size())) {
            Place.InLine place = (Place.InLine) nodes.get(0).place(last.ticket);
            assertThat(place.ahead()).isGreaterThan(RATE * 30L);
            told.put(last, place.estimate());
        }
        long began = clock.millis();
        Map<Browser, Duration> waited = new HashMap<>();
        while (waited.size() < told.size()) {
            second(0, 0);
            Duration since = Duration.ofMillis(clock.millis() - began);
            told.keySet().stream()
                    .filter(each -> !browsers.contains(each))
                    .forEach(each -> waited.putIfAbsent(each, since));
        }
        assertThat(told.keySet().stream().filter(each -> isWithin(told.get(each), waited.get(each))))
                .as("seed %d", seed)
                .hasSizeGreaterThanOrEqualTo(RATE * 4 / 5);
    }

    @Test
    void anArrivalIsCarriedIntoTheLaneOfOnePersonOnly() {
        Ticket browser = new Ticket(new Pseudonym(7, 7), Ticket.BEFORE_LOGIN, clock.millis() - 60_000);
        LoginLine node = nodes.get(0);
        Pseudonym ines = new Pseudonym(1, 1);
        Pseudonym adam = new Pseudonym(2, 2);
        Ticket carried = new Ticket(ines, Role.ELEVE, browser.arrivalMillis());
        assertThat(node.carried(browser, ines, Role.ELEVE)).isEqualTo(carried);
        assertThat(node.carried(browser, adam, Role.ELEVE))
                .as("handed on to a friend")
                .isNull();
        assertThat(node.carried(browser, ines, Role.ELEVE)).isEqualTo(carried);
        clock.advance(Duration.ofMinutes(59));
        assertThat(node.carried(browser, ines, Role.ELEVE)).isEqualTo(carried);
        clock.advance(Duration.ofMillis(1));
        assertThat(node.carried(browser, ines, Role.ELEVE)).as("after an hour").isNull();
        Ticket fromTheFuture = new Ticket(new Pseudonym(8, 8), Ticket.BEFORE_LOGIN, clock.millis() + 1);
        assertThat(node.carried(fromTheFuture, ines, Role.ELEVE)).isNull();
    }

    private static boolean isWithin(Estimate estimate, Duration wait) {
        return wait.compareTo(estimate.atLeast()) >= 0 && wait.compareTo(estimate.atMost()) <= 0;
    }

    private void storm(double absent) {
        for (int second = 0; second < 200; second++) {
            second(second < 30 ? RATE * 3 + random.nextInt(RATE) : 0, absent);
        }
    }

    /** Everything of one second: people come, ask when told, nodes tell. */
    private void second(int newcomers, double absent) {
        nodes.forEach(node -> node.tell().block());
        for (int i = 0; i < newcomers; i++) {
            browsers.add(new Browser(clock.millis() + random.nextInt(1_000)));
        }
        int logins = 0;
        for (int tenth = 0; tenth < 10; tenth++) {
            clock.advance(Duration.ofMillis(100));
            List<Browser> due = new ArrayList<>(browsers.stream()
                    .filter(each -> each.asksAtMillis <= clock.millis())
                    .toList());
            Collections.shuffle(due, random);
            for (Browser browser : due) {
                logins += ask(browser, absent) ? 1 : 0;
            }
        }
        begun.add(logins);
    }

    private boolean ask(Browser browser, double absent) {
        LoginLine node = nodes.get(random.nextInt(nodes.size()));
        boolean first = browser.ticket == null;
        LoginLine.Turn turn = node.knock(browser.ticket);
        if (turn instanceof LoginLine.Turn.Wait wait) {
            browser.ticket = wait.ticket();
            browser.asksAtMillis = clock.millis() + (wait.place().nextPoll().toMillis() + 999) / 1_000 * 1_000;
            if (first && random.nextDouble() < absent) {
                browsers.remove(browser);
            }
            return false;
        }
        browsers.remove(browser);
        long arrival = first ? clock.millis() : browser.ticket.arrivalMillis();
        overtaken += (int) browsers.stream()
                .filter(other -> other.ticket != null && other.ticket.arrivalMillis() < arrival - 2_000)
                .filter(other -> !(node.place(other.ticket) instanceof Place.Called))
                .count();
        return true;
    }

    private void assertNeverMoreThanTheRate() {
        for (int from = 0; from < begun.size(); from++) {
            int sum = 0;
            for (int to = from; to < begun.size(); to++) {
                sum += begun.get(to);
                if (sum > RATE * (to - from + 3)) { // asked first: thousands of assertions take their time
                    throw new AssertionError(sum + " in the seconds from " + from + " to " + to + ", seed " + seed);
                }
            }
        }
    }

    private LoginLine line(OptionalInt perSecond) {
        return new LoginLine(perSecond, book, clock.millis(), () -> clock.millis() * 1_000_000);
    }
}
