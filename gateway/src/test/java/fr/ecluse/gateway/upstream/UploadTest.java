package fr.ecluse.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

class UploadTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final AtomicBoolean given = new AtomicBoolean();
    private final Counted passage = new Counted();

    @AfterEach
    void stop() {
        time.dispose();
    }

    @Test
    void itMayTakeAsLongAsItGoesOn() {
        Upload upload = upload(Flux.interval(Duration.ofSeconds(50), time).take(10));
        upload.quietFor(LIMIT, time).subscribe(over -> given.set(true));
        upload.pieces().subscribe(piece -> piece.release());

        time.advanceTimeBy(Duration.ofSeconds(500));
        assertThat(given).isFalse();
        assertThat(passage.said).isEqualTo("uploading uploaded ");

        time.advanceTimeBy(Duration.ofSeconds(59));
        assertThat(given).isFalse();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(given).as("no answer within the time after its last piece").isTrue();
    }

    @Test
    void whatNobodyTakesIsGivenUp() {
        Upload upload = upload(Flux.never());
        upload.quietFor(LIMIT, time).subscribe(over -> given.set(true));
        upload.pieces().subscribe(piece -> piece.release());

        time.advanceTimeBy(LIMIT.minusMillis(1));
        assertThat(given).isFalse();
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(given).isTrue();
        assertThat(passage.said).isEqualTo("uploading ");
    }

    private Upload upload(Flux<Long> pieces) {
        return new Upload(
                MockServerHttpRequest.post("/devoir")
                        .body(pieces.map(piece ->
                                DefaultDataBufferFactory.sharedInstance.wrap("x".getBytes(StandardCharsets.US_ASCII)))),
                passage,
                () -> time.now(TimeUnit.NANOSECONDS));
    }

    private static final class Counted implements PortalGuard.Passage {

        private String said = "";

        @Override
        public void uploading() {
            said += "uploading ";
        }

        @Override
        public void uploaded() {
            said += "uploaded ";
        }

        @Override
        public void answered(int status) {
            said += "answered ";
        }

        @Override
        public void failed(Throwable why) {
            said += "failed ";
        }

        @Override
        public Duration crowdedOut() {
            throw new AssertionError("it has a connection");
        }

        @Override
        public void left() {
            said += "left ";
        }
    }
}
