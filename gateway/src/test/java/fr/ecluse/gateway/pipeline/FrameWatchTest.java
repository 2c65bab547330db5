package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the bytes of a connection of HTTP/2, on a clock of its own. */
class FrameWatchTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Cut> cuts = new ArrayList<>();
    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void cut(Cut why) {
            cuts.add(why);
        }
    };
    private final EmbeddedChannel connection = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        connection.freezeTime();
        connection
                .pipeline()
                .addLast(new FrameWatch(new Patience.Limits(Duration.ofSeconds(5), 500), listener, nanos::get));
    }

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    @Test
    void framesGoOnAsTheyCameInWhateverPieces() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ByteBuf all = Unpooled.buffer().writeBytes(preface());
        for (int i = 0; i < 2_000; i++) {
            all.writeBytes(
                    switch (random.nextInt(10)) {
                        case 0 -> frame(PING, 0, 8);
                        case 1 -> frame(WINDOW_UPDATE, 0, 4);
                        case 2 -> frame(HEADERS, END_HEADERS, random.nextInt(300));
                        default -> frame(DATA, 0, 1 + random.nextInt(1_000));
                    });
        }
        String sent = all.toString(StandardCharsets.ISO_8859_1);
        StringBuilder received = new StringBuilder();

        while (all.isReadable()) {
            connection.writeInbound(all.readBytes(Math.min(all.readableBytes(), 1 + random.nextInt(2_000))));
            for (ByteBuf piece = connection.readInbound(); piece != null; piece = connection.readInbound()) {
                received.append(piece.toString(StandardCharsets.ISO_8859_1));
                piece.release();
            }
        }

        assertThat(received.toString()).as("seed %d", seed).isEqualTo(sent);
        assertThat(cuts).as("seed %d", seed).isEmpty();
    }

    /** Empty data, priority, reset, settings, ping, and a type that nobody knows. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 4, 6, 77})
    void aFloodOfFramesThatAskForNothingEndsTheConnection(int type) {
        receive(preface());
        for (int i = 0; i < FrameWatch.MOST_IDLE_FRAMES; i++) {
            receive(frame(type, 0, type == DATA ? 0 : 5));
        }
        assertThat(connection.isActive()).isTrue();

        receive(frame(type, 0, type == DATA ? 0 : 5));

        assertThat(cuts).containsExactly(Cut.FRAMES);
        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void asManyInEachPeriodAreNoFlood() {
        receive(preface());
        for (int period = 0; period < 5; period++) {
            for (int i = 0; i < FrameWatch.MOST_IDLE_FRAMES; i++) {
                receive(frame(PING, 0, 8));
            }
            pass(11);
        }

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void aBlockOfHeadersHasAnEnd() {
        receive(preface());
        receive(frame(HEADERS, 0, 10));
        for (int i = 0; i < FrameWatch.MOST_CONTINUATIONS; i++) {
            receive(frame(CONTINUATION, 0, 1));
        }
        assertThat(connection.isActive()).isTrue();

        receive(frame(CONTINUATION, 0, 1));

        assertThat(cuts).containsExactly(Cut.FRAMES);
    }

    @Test
    void aPrefaceThatComesByteByByteIsCut() {
        ByteBuf preface = preface();
        for (int i = 0; i < 5; i++) {
            assertThat(connection.isActive()).isTrue();
            receive(preface.readBytes(1));
            pass(1);
        }
        preface.release();

        assertThat(cuts).containsExactly(Cut.HEAD);
    }

    @Test
    void headersThatComeByteByByteAreCutHoweverManyFramesTheyAreIn() {
        receive(preface());
        pass(100);
        receive(frame(HEADERS, 0, 10));
        for (int i = 0; i < 5; i++) {
            assertThat(connection.isActive()).isTrue();
            receive(frame(CONTINUATION, 0, 1));
            pass(1);
        }

        assertThat(cuts).containsExactly(Cut.HEAD);
    }

    @Test
    void aPieceOfABodyMayTakeLongerTheLargerItIs() {
        receive(preface());
        receive(frame(DATA, 0, 5_000).slice(0, 9));
        pass(14);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(cuts).containsExactly(Cut.HEAD);
    }

    @Test
    void betweenFramesNobodyIsLate() {
        receive(preface());
        receive(frame(HEADERS, END_HEADERS, 10));
        pass(1_000);

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void whatIsNotHttp2IsLeftAlone() {
        for (byte each : "POST / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII)) {
            receive(Unpooled.buffer().writeByte(each));
        }
        pass(60);

        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.pipeline().get(FrameWatch.class)).isNull();
        assertThat(connection.inboundMessages()).hasSize("POST / HTTP/1.1\r\n".length());
        assertThat(cuts).isEmpty();
    }

    private static ByteBuf preface() {
        return Unpooled.copiedBuffer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", StandardCharsets.US_ASCII);
    }

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    private void receive(ByteBuf bytes) {
        connection.writeInbound(bytes);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            connection.advanceTimeBy(1, TimeUnit.SECONDS);
            connection.runScheduledPendingTasks();
        }
    }
}
