package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenGuardTest {

    private static final int PER_SECOND = 10;

    private final StoppedTime time = new StoppedTime();
    private final AtomicLong refused = new AtomicLong();
    private final TokenGuard guard = new TokenGuard(
            new Settings.Guards(1, OptionalInt.empty(), 1, PER_SECOND),
            new GuardListener() {
                @Override
                public void refused(Kind kind, String name, Why why) {
                    refused.incrementAndGet();
                }
            },
            time);

    @Test
    void theTokensOfTwoSecondsMayComeAtOnceFromAnywhere() {
        for (int i = 0; i < 2 * PER_SECOND; i++) {
            assertThat(guard.wait(address(i))).isNull();
            assertThat(guard.enter(address(i))).isNull();
        }
        assertThat(guard.isShort()).as("there was enough so far").isFalse();

        assertThat(guard.enter(address(77))).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(guard.wait(address(78))).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(refused).hasValue(2);
        assertThat(guard.isShort()).isTrue();

        time.advance(Duration.ofSeconds(1));
        assertThat(letIn(PER_SECOND)).isEqualTo(PER_SECOND);
        assertThat(guard.isShort()).isFalse();
    }

    @Test
    void toAskTakesNothing() {
        letIn(100);
        time.advance(Duration.ofMillis(100));
        for (int i = 0; i < 5; i++) {
            assertThat(guard.wait(address(1))).isNull();
        }
        assertThat(letIn(100)).isEqualTo(1);
    }

    @Test
    void whereATokenNamedSomebodyAFloodTakesNothingFromTheNext() {
        guard.welcome(address(200));
        letIn(100);

        for (int i = 0; i < 2 * PER_SECOND; i++) {
            assertThat(guard.wait(address(200))).isNull();
            assertThat(guard.enter(address(200))).isNull();
        }
        assertThat(guard.enter(address(200))).isNotNull();
    }

    @Test
    void oneAddressThatIsShortKeepsNobodyElseOut() {
        guard.welcome(address(200));
        while (guard.enter(address(200)) == null) {
            assertThat(refused).hasValue(0);
        }
        assertThat(guard.wait(address(200))).isNotNull();
        assertThat(guard.wait(address(1))).isNull();
        assertThat(letIn(100)).isEqualTo(2 * PER_SECOND);
    }

    @Test
    void anHourLaterAnAddressIsStrangeAgain() {
        guard.welcome(address(200));
        time.advance(Duration.ofMinutes(61));
        letIn(100);

        assertThat(guard.enter(address(200))).isNotNull();
    }

    @Test
    void aHouseholdIsItsWholePrefix() throws UnknownHostException {
        guard.welcome(InetAddress.getByName("2001:db8::1"));
        letIn(100);

        assertThat(guard.enter(InetAddress.getByName("2001:db8::2"))).isNull();
        assertThat(guard.enter(InetAddress.getByName("2001:db8:0:1::1"))).isNotNull();
    }

    private int letIn(int tokens) {
        int in = 0;
        for (int i = 0; i < tokens; i++) {
            if (guard.enter(address(i)) == null) {
                in++;
            }
        }
        return in;
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
