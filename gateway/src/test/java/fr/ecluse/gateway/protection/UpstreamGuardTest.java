package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.trial.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class UpstreamGuardTest {

    private static final long ANSWER = Duration.ofMillis(20).toNanos();
    private static final IOException SILENCE = new IOException("silence");

    private final MovableClock clock = new MovableClock();
    private final List<String> refused = new ArrayList<>();
    private BooleanSupplier open;
    private IntSupplier inside;
    private final UpstreamGuard guard = new UpstreamGuard(
            "messagerie",
            3,
            new GuardListener() {
                @Override
                public void guards(Kind kind, String name, IntSupplier counted, BooleanSupplier isOpen) {
                    inside = counted;
                    open = isOpen;
                }

                @Override
                public void refused(Kind kind, String name, Why why) {
                    refused.add(kind + " " + name + " " + why);
                }
            },
            clock);

    @Test
    void asManyAsItBearsWaitForAnAnswerAndTheNextIsToldAtOnceToComeBack() {
        enter(3);
        assertThat(guard.enter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(refused).containsExactly("UPSTREAM messagerie FULL");
        assertThat(inside.getAsInt()).isEqualTo(3);

        answered(ANSWER);
        enter(1);
        gaveUp();
        enter(1);
        failed();
        enter(1);
        assertThat(guard.enter()).isNotNull();
    }

    @Test
    void whoeverComesBackIsToldToWaitAsLongAsAnswersTake() {
        for (int i = 0; i < 50; i++) {
            enter(1);
            answered(Duration.ofSeconds(8).toNanos());
        }
        enter(3);
        assertThat(guard.enter()).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(16));
        clock.advance(Duration.ofSeconds(20));
        assertThat(guard.enter())
                .as("it has been silent since")
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
        clock.advance(Duration.ofHours(1));
        assertThat(guard.enter()).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    }

    @Test
    void whoeverFindsNoConnectionIsToldToWaitAsLongAndTheServiceIsNotBlamed() {
        for (int i = 0; i < 50; i++) {
            enter(1);
            answered(Duration.ofSeconds(8).toNanos());
        }
        clock.advance(Duration.ofSeconds(11)); // the breaker has forgotten those
        for (int i = 0; i < 30; i++) {
            enter(1);
            guard.leave();
            assertThat(guard.crowdedOut()).isBetween(Duration.ofSeconds(11), Duration.ofSeconds(22));
        }
        assertThat(open.getAsBoolean()).isFalse();
        assertThat(refused).hasSize(30).containsOnly("UPSTREAM messagerie CROWDED");
    }

    @Test
    void whereNobodyGetsAnAnswerNobodyIsSentForAWhileAndThenAFewTry() {
        fail(19);
        assertThat(open.getAsBoolean()).isFalse();
        fail(1);
        assertThat(open.getAsBoolean()).isTrue();
        assertThat(guard.enter()).isEqualTo(UpstreamGuard.STAYS_OPEN);
        clock.advance(Duration.ofSeconds(3));
        assertThat(guard.enter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(refused).containsOnly("UPSTREAM messagerie OPEN");

        clock.advance(Duration.ofSeconds(3));
        enter(3);
        answered(ANSWER);
        answered(ANSWER);
        answered(ANSWER);
        enter(2);
        assertThat(guard.enter()).as("five try, no more").isNotNull();
        answered(ANSWER);
        answered(ANSWER);
        assertThat(open.getAsBoolean()).isFalse();
        enter(3);
    }

    @Test
    void oneThatIsStillSilentIsLeftAloneAgain() {
        fail(20);
        clock.advance(Duration.ofSeconds(6));
        fail(5);
        assertThat(guard.enter()).isEqualTo(UpstreamGuard.STAYS_OPEN);
        assertThat(inside.getAsInt()).isZero();
    }

    @Test
    void visitorsWhoGoAwaySayNothingAboutTheService() {
        for (int i = 0; i < 200; i++) {
            enter(1);
            gaveUp();
        }
        fail(9);
        for (int i = 0; i < 10; i++) {
            enter(1);
            answered(ANSWER);
        }
        fail(1);
        assertThat(open.getAsBoolean()).as("half of twenty").isTrue();
    }

    @Test
    void whoeverUploadsTakesNoPlaceUntilAllIsSent() {
        for (int i = 0; i < 10; i++) {
            enter(1);
            guard.leave();
        }
        assertThat(inside.getAsInt()).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(guard.returned()).isTrue();
        }
        assertThat(guard.returned()).as("but they were let through").isFalse();
        assertThat(guard.enter()).isNotNull();
    }

    private void answered(long tookNanos) {
        guard.leave();
        guard.answered(tookNanos);
    }

    private void gaveUp() {
        guard.leave();
        guard.gaveUp();
    }

    private void failed() {
        guard.leave();
        guard.failed(ANSWER, SILENCE);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            enter(1);
            failed();
        }
    }

    private void enter(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(guard.enter()).isNull();
        }
    }
}
