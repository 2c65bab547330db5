package fr.ecluse.gateway.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.keys.Pseudonym;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EarlyPollsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final EarlyPolls polls = new EarlyPolls(nanos::get);
    private final Pseudonym ines = new Pseudonym(1, 1);

    @Test
    void whoeverAsksWhenToldIsNeverEarly() {
        for (int i = 0; i < 100; i++) {
            assertThat(polls.isEarly(ines)).isFalse();
            nanos.addAndGet(Pace.NEAR.multipliedBy(8).dividedBy(10).toNanos());
        }
    }

    @Test
    void whoeverReloadsAllTheTimeAsksTheLedgerOnceInTwoSeconds() {
        int asked = 0;
        for (int i = 0; i < 1_000; i++) {
            asked += polls.isEarly(ines) ? 0 : 1;
            nanos.addAndGet(Duration.ofMillis(10).toNanos());
        }
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void oneDoesNotHoldUpAnother() {
        assertThat(polls.isEarly(ines)).isFalse();
        assertThat(polls.isEarly(new Pseudonym(1, 2))).isFalse();
        assertThat(polls.isEarly(ines)).isTrue();
    }
}
