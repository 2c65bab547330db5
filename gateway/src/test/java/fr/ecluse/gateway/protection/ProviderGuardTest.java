package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.Settings;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProviderGuardTest {

    @Test
    void twiceTheRateOfLoginsPassesAndNoFlood() {
        ProviderGuard guard = guard(OptionalInt.of(50), Settings.Guards.MOST_AT_PROVIDER);

        assertThat(passes(guard, 100)).isEqualTo(100);
        // a second may begin between two questions, and then another hundred pass
        assertThat(passes(guard, 10_000)).isLessThan(10_000);
    }

    @Test
    void aSmallRateLeavesRoomForThoseWhoComeBackTogether() {
        assertThat(passes(guard(OptionalInt.of(1), 64), 20)).isEqualTo(20);
    }

    @Test
    void noMoreThanSoManyWaitForTheProviderAndNobodyForAPlace() {
        long nanos = System.nanoTime(); // it stands still: who is told to wait is told as long as the silence lasts
        ProviderGuard guard = new ProviderGuard(
                OptionalInt.empty(),
                new Settings.Guards(1, OptionalInt.empty(), 2, 1),
                GuardListener.NONE,
                () -> nanos);
        assertThat(guard.enter()).isNull();
        assertThat(guard.enter()).isNull();
        assertThat(guard.enter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        guard.leave(Duration.ofMillis(100).toNanos());
        assertThat(guard.enter()).isNull();
    }

    @Test
    void whoFindsTheProviderSlowIsToldToComeBackLater() {
        AtomicLong nanos = new AtomicLong();
        ProviderGuard guard = new ProviderGuard(
                OptionalInt.empty(), new Settings.Guards(1, OptionalInt.of(7), 1, 1), GuardListener.NONE, nanos::get);
        assertThat(guard.enter()).isNull();
        nanos.addAndGet(Duration.ofSeconds(12).toNanos());
        assertThat(guard.enter()).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(24));
        guard.leave(Duration.ofSeconds(12).toNanos());
        assertThat(passes(guard, 1_000))
                .as("by the settings, whatever logins are begun")
                .isLessThan(1_000);
    }

    private static ProviderGuard guard(OptionalInt loginsPerSecond, int atOnce) {
        return new ProviderGuard(
                loginsPerSecond, new Settings.Guards(1, OptionalInt.empty(), atOnce, 1), GuardListener.NONE);
    }

    private static int passes(ProviderGuard guard, int questions) {
        int passed = 0;
        for (int i = 0; i < questions; i++) {
            if (guard.enter() == null) {
                passed++;
                guard.leave(1);
            }
        }
        return passed;
    }
}
