package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A body on a clock that the test moves. */
class BodyPaceTest {

    private static final int PACE = 500;

    private final List<Cut> cuts = new ArrayList<>();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final BodyPace bodies = new BodyPace(
            new Patience.Limits(Duration.ofSeconds(5), PACE),
            new ConnectionListener() {
                @Override
                public void cut(Cut why) {
                    cuts.add(why);
                }
            },
            time,
            () -> time.now(TimeUnit.NANOSECONDS));
    private final TestPublisher<DataBuffer> client = TestPublisher.create();
    private final Portal portal = new Portal();

    @AfterEach
    void end() {
        time.dispose();
    }

    @Test
    void aBodyOfWhichNothingMoreComesIsGivenUpAndWhoSentItHearsOfIt() {
        start(100);
        send(PACE * 60);
        time.advanceTimeBy(Duration.ofSeconds(30));

        assertThat(portal.error).isInstanceOf(BodyPace.TooSlowException.class);
        assertThat(cuts).containsExactly(Cut.BODY);
        client.assertCancelled();
    }

    @Test
    void aTrickleIsGivenUp() {
        start(1_000);
        for (int second = 0; second < 12 && portal.error == null; second++) {
            send(PACE - 1);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        assertThat(portal.error).isInstanceOf(BodyPace.TooSlowException.class);
    }

    @Test
    void whoeverKeepsThePaceMaySendForHours() {
        start(Long.MAX_VALUE);
        for (int second = 0; second < 7_200; second++) {
            send(PACE);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
        client.complete();

        assertThat(portal.error).isNull();
        assertThat(portal.complete).isTrue();
        assertThat(portal.bytes).isEqualTo(7_200L * PACE);
        assertThat(cuts).isEmpty();
    }

    @Test
    void whileNobodyAsksForMoreNobodyIsLate() {
        start(1);
        send(100);
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(portal.error).as("the portal does not read").isNull();

        portal.request(1);
        time.advanceTimeBy(Duration.ofSeconds(9));
        assertThat(portal.error).isNull();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(portal.error).isInstanceOf(BodyPace.TooSlowException.class);
    }

    @Test
    void whoeverIsDoneIsNotLateAfterwards() {
        start(10);
        client.complete();
        time.advanceTimeBy(Duration.ofHours(1));

        assertThat(portal.complete).isTrue();
        assertThat(cuts).isEmpty();
    }

    private void start(long asked) {
        bodies.watch(client.flux()).subscribe(portal);
        portal.request(asked);
    }

    private void send(int bytes) {
        client.next(DefaultDataBufferFactory.sharedInstance.wrap(new byte[bytes]));
    }

    /** Takes what it has asked for. */
    private static final class Portal extends BaseSubscriber<DataBuffer> {

        private long bytes;
        private boolean complete;
        private @Nullable Throwable error;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks when the test says so
        }

        @Override
        protected void hookOnNext(DataBuffer piece) {
            bytes += piece.readableByteCount();
        }

        @Override
        protected void hookFinally(SignalType type) {
            complete = type == SignalType.ON_COMPLETE;
        }

        @Override
        protected void hookOnError(Throwable cause) {
            error = cause;
        }
    }
}
