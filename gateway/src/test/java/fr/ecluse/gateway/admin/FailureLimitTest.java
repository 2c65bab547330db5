package fr.ecluse.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final FailureLimit limit = new FailureLimit(nanos::get);

    @Test
    void whoeverGuessesTenTimesIsNotHeardUntilAMinuteHasPassed() throws UnknownHostException {
        InetAddress guesser = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            assertThat(limit.isReached(guesser)).isFalse();
            limit.failed(guesser);
        }
        assertThat(limit.isReached(guesser)).isTrue();
        assertThat(limit.isReached(InetAddress.getByName("192.0.2.2"))).isFalse();

        nanos.addAndGet(FailureLimit.WINDOW.toNanos());
        assertThat(limit.isReached(guesser)).isFalse();
    }

    @Test
    void theAddressesOfOneHouseholdAreOneGuesser() throws UnknownHostException {
        for (int i = 0; i < FailureLimit.FAILURES; i++) {
            limit.failed(InetAddress.getByName("2001:db8:0:1::" + i));
        }
        assertThat(limit.isReached(InetAddress.getByName("2001:db8:0:1:ffff::1")))
                .isTrue();
        assertThat(limit.isReached(InetAddress.getByName("2001:db8:0:2::1"))).isFalse();
    }
}
