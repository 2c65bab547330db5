package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientThrottleTest {

    /** 100 requests a second: one comes back every 10 ms. */
    private static final Duration ONE = Duration.ofMillis(10);

    private static final int BURST = 1_000;

    private static final InetAddress HOME = address("203.0.113.7");
    private static final InetAddress LYCEE = address("198.51.100.20");

    private final StoppedTime time = new StoppedTime();
    private final ClientThrottle throttle = new ClientThrottle(
            new Limits(100, BURST, 20),
            List.of(
                    Objects.requireNonNull(Network.parse("198.51.100.0/24")),
                    Objects.requireNonNull(Network.parse("2001:db8:5::/48"))),
            time);

    @Test
    void aBurstPassesAndTheNextRequestIsToldHowLongToWait() {
        for (int i = 0; i < BURST; i++) {
            assertThat(throttle.charge(HOME, 1)).as("request %d", i).isNull();
        }

        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void whoeverWaitsAsLongAsToldPassesOnceAndNotANanosecondEarlier() {
        empty(HOME);

        time.advance(ONE.minusNanos(1));
        assertThat(throttle.charge(HOME, 1)).isEqualTo(Duration.ofNanos(1));
        time.advance(Duration.ofNanos(1));
        assertThat(throttle.charge(HOME, 1)).isNull();
        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void theQuestionHowLongTakesNothing() {
        for (int i = 0; i < 2 * BURST; i++) {
            assertThat(throttle.wait(HOME, 1)).isNull();
        }
        empty(HOME);

        assertThat(throttle.wait(HOME, 1)).isEqualTo(ONE);
        assertThat(throttle.wait(HOME, 2)).isEqualTo(ONE.multipliedBy(2));
        time.advance(ONE);
        for (int i = 0; i < 50; i++) {
            assertThat(throttle.wait(HOME, 1)).isNull();
        }
        assertThat(throttle.charge(HOME, 1)).isNull();
        assertThat(throttle.wait(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void aRefusalTakesNothing() {
        empty(HOME);

        for (int i = 0; i < 50; i++) {
            assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
        }
        time.advance(ONE);
        assertThat(throttle.charge(HOME, 1)).isNull();
    }

    @Test
    void aHundredASecondPassForEver() {
        empty(HOME);

        for (int i = 0; i < 5_000; i++) {
            time.advance(ONE);
            assertThat(throttle.charge(HOME, 1)).as("request %d", i).isNull();
        }
        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void aCostOfTenTakesTenAndWaitsTenTimesAsLong() {
        for (int i = 0; i < BURST / 10; i++) {
            assertThat(throttle.charge(HOME, 10)).as("request %d", i).isNull();
        }

        assertThat(throttle.charge(HOME, 10)).isEqualTo(ONE.multipliedBy(10));
        time.advance(ONE.multipliedBy(9));
        assertThat(throttle.charge(HOME, 10)).isEqualTo(ONE);
        time.advance(ONE);
        assertThat(throttle.charge(HOME, 10)).isNull();
    }

    /** After 20 seconds a silent client is forgotten; before that its bucket lives on. */
    @ParameterizedTest
    @ValueSource(ints = {10, 19, 20, 3600})
    void aSilenceGivesTheWholeBurstBackAndNoMore(int seconds) {
        empty(HOME);
        time.advance(Duration.ofSeconds(seconds));

        empty(HOME);
        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void aShortSilenceGivesBackWhatItIsWorth() {
        empty(HOME);
        time.advance(Duration.ofSeconds(4));

        assertThat(throttle.charge(HOME, 401)).isEqualTo(ONE);
        assertThat(throttle.charge(HOME, 400)).isNull();
    }

    @Test
    void oneAddressDoesNotPayForItsNeighbour() {
        empty(HOME);

        assertThat(throttle.charge(address("203.0.113.8"), 1)).isNull();
        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void theAddressesOfOneIpv6HouseholdCountAsOne() {
        empty(address("2001:db8:1:2::1"));

        assertThat(throttle.charge(address("2001:db8:1:2:ffff:ffff:ffff:ffff"), 1))
                .isEqualTo(ONE);
        assertThat(throttle.charge(address("2001:db8:1:3::1"), 1)).isNull();
    }

    @Test
    void anIpv4AddressWrittenAsIpv6IsTheSameClient() {
        empty(HOME);

        assertThat(throttle.charge(address("::ffff:203.0.113.7"), 1)).isEqualTo(ONE);
    }

    @Test
    void aSchoolNetworkMaySendTwentyTimesAsMuchAndWaitsATwentiethAsLong() {
        for (int i = 0; i < 20; i++) {
            empty(LYCEE);
        }

        assertThat(throttle.charge(LYCEE, 1)).isEqualTo(ONE.dividedBy(20));
        time.advance(ONE);
        assertThat(throttle.charge(LYCEE, 20)).isNull();
        assertThat(throttle.charge(LYCEE, 1)).isEqualTo(ONE.dividedBy(20));
    }

    @Test
    void aSchoolNetworkMayBeIpv6() {
        InetAddress college = address("2001:db8:5:77::9");
        for (int i = 0; i < 20; i++) {
            empty(college);
        }

        assertThat(throttle.charge(college, 1)).isEqualTo(ONE.dividedBy(20));
    }

    @Test
    void twoAddressesOfASchoolNetworkCountApart() {
        for (int i = 0; i < 20; i++) {
            empty(LYCEE);
        }

        assertThat(throttle.charge(address("198.51.100.21"), 1)).isNull();
    }

    @Test
    void stricterLimitsHoldAtOnceForWhoeverIsKnownAndForNewcomers() {
        assertThat(throttle.charge(HOME, BURST / 2)).isNull();
        order("per-second=10 burst=100 school-factor=20", null);
        assertThat(throttle.charge(HOME, 51))
                .as("half empty before, half empty now")
                .isEqualTo(Duration.ofMillis(100));
        assertThat(throttle.charge(HOME, 50)).isNull();
        assertThat(throttle.charge(address("203.0.113.9"), 101)).isNotNull();
        assertThat(throttle.charge(address("203.0.113.9"), 100)).isNull();
        assertThat(throttle.charge(LYCEE, 2_000)).isNull();
        assertThat(throttle.charge(LYCEE, 1)).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void nobodyGainsByAChangeOfLimits() {
        empty(HOME);
        for (int i = 0; i < 5; i++) {
            order("per-second=1 burst=10 school-factor=1", null);
            assertThat(throttle.charge(HOME, 1)).isNotNull();
            order(null, null);
            assertThat(throttle.charge(HOME, 1)).isNotNull();
        }
    }

    @Test
    void anOrderEndsByItselfWithoutBeingHeardOfAgain() {
        order("per-second=1 burst=10 school-factor=1", Duration.ofSeconds(30));
        assertThat(throttle.limits().burst()).isEqualTo(10);
        time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(throttle.limits().burst()).isEqualTo(10);
        time.advance(Duration.ofNanos(1));
        assertThat(throttle.limits().burst()).isEqualTo(BURST);
        empty(HOME);
        assertThat(throttle.charge(HOME, 1)).isEqualTo(ONE);
    }

    @Test
    void aSlowBucketIsNotForgottenBeforeItIsFull() {
        order("per-second=1 burst=600 school-factor=1", null);
        assertThat(throttle.charge(HOME, 600)).isNull();
        time.advance(Duration.ofSeconds(500));
        assertThat(throttle.charge(HOME, 501)).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "per-second=0 burst=100 school-factor=20",
                "per-second=1 burst=601 school-factor=20",
                "per-second=10 burst=9 school-factor=20",
                "per-second=10 burst=100 school-factor=1001",
                "per-second=10 burst=100",
                "per-second=10 burst=100 school-factor=20 more=1"
            })
    void whatCanNotBeObeyedLeavesTheUsualLimits(String order) {
        order(order, null);
        assertThat(throttle.limits()).isEqualTo(new Limits(100, BURST, 20));
    }

    private void order(@Nullable String text, @Nullable Duration endsIn) {
        throttle.heard(text, endsIn);
    }

    private void empty(InetAddress client) {
        assertThat(throttle.charge(client, BURST)).isNull();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** Elapsed time that stands still until it is moved. */
}
