package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.Eventually;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoginGuardTest {

    private static final int PER_SECOND = 5;

    @Test
    void asManyLoginsStartInASecondAsAreAllowed() {
        long start = System.nanoTime();
        LoginGuard guard = new LoginGuard(OptionalInt.of(PER_SECOND));
        long granted = granted(guard, 200);
        // on a machine that stopped in between, several seconds may each have given theirs
        long seconds = 1 + (System.nanoTime() - start) / Duration.ofSeconds(1).toNanos();

        assertThat(granted).isBetween((long) PER_SECOND, PER_SECOND * seconds);
    }

    @Test
    void whoeverWasRefusedMayLogInSoonAfter() {
        LoginGuard guard = new LoginGuard(OptionalInt.of(1));
        long granted = granted(guard, 50);
        assertThat(granted).isLessThan(50);

        Eventually.within(
                Duration.ofSeconds(10), () -> assertThat(guard.mayLogIn()).isTrue());
    }

    @Test
    void withoutALimitEveryLoginStarts() {
        LoginGuard guard = new LoginGuard(OptionalInt.empty());

        assertThat(granted(guard, 100_000)).isEqualTo(100_000);
    }

    @Test
    void twoGuardsCountApart() {
        LoginGuard busy = new LoginGuard(OptionalInt.of(1));
        LoginGuard idle = new LoginGuard(OptionalInt.of(1));
        granted(busy, 10);

        assertThat(idle.mayLogIn()).isTrue();
    }

    private static long granted(LoginGuard guard, int asked) {
        return IntStream.range(0, asked).filter(i -> guard.mayLogIn()).count();
    }
}
