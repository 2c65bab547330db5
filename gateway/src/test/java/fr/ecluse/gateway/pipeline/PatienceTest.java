package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.protection.ConnectionListener;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

/** Over the bytes of a connection, on a clock of its own: a second goes by between two steps. */
class PatienceTest {

    private static final int HEAD_SECONDS = 5;
    private static final int BODY_PACE = 500;
    private static final int BODY_SECONDS = (int) Patience.BODY_PERIOD.toSeconds();
    private static final String HEAD = "GET / HTTP/1.1\r\nHost: ent\r\n\r\n";
    private static final String UPLOAD = "POST / HTTP/1.1\r\nHost: ent\r\nContent-Length: 1000000\r\n\r\n";

    private final AtomicLong nanos = new AtomicLong();
    private final List<ConnectionListener.Cut> cuts = new ArrayList<>();
    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void cut(Cut why) {
            cuts.add(why);
        }
    };
    private final Patience patience =
            new Patience(new Patience.Limits(Duration.ofSeconds(HEAD_SECONDS), BODY_PACE), listener, nanos::get);
    private final EmbeddedChannel connection = new EmbeddedChannel();

    @BeforeEach
    void connect() {
        connection.freezeTime();
        connection.config().setAutoRead(false);
        connection
                .pipeline()
                .addLast(patience)
                .addLast(NettyPipeline.HttpCodec, new HttpServerCodec())
                .addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ReferenceCountUtil.release(message);
                    }
                });
        Doorstep.install(
                connection.pipeline(),
                (place, cookies, languages) -> null,
                (request, peer, secure, last) -> null,
                () -> false,
                100);
        connection.read();
    }

    @AfterEach
    void end() {
        connection.finishAndReleaseAll();
    }

    @Test
    void aConnectionOverWhichNothingComesEnds() {
        pass(HEAD_SECONDS - 1);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(cuts).containsExactly(ConnectionListener.Cut.HEAD);
        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void aHeadThatComesByteByByteIsCutAfterTheSameTime() {
        int bytes = 0;
        for (; connection.isActive(); bytes++) {
            receive(HEAD.substring(bytes, bytes + 1));
            pass(1);
        }

        assertThat(bytes).isEqualTo(HEAD_SECONDS);
        assertThat(cuts).containsExactly(ConnectionListener.Cut.HEAD);
    }

    @Test
    void soIsTheNextHeadOfAConnectionFromItsFirstByte() {
        receive(HEAD);
        answer();
        pass(50);
        assertThat(connection.isActive())
                .as("how long it may be idle is the server's to say")
                .isTrue();

        int bytes = 0;
        for (; connection.isActive(); bytes++) {
            receive(HEAD.substring(bytes, bytes + 1));
            pass(1);
        }

        assertThat(bytes).isEqualTo(HEAD_SECONDS);
    }

    @Test
    void aHeadInTimeStopsTheClock() {
        receive(HEAD.substring(0, 10));
        pass(HEAD_SECONDS - 1);
        receive(HEAD.substring(10));
        pass(100);

        assertThat(connection.isActive()).as("the portal takes its time").isTrue();
        assertThat(patience.isIdle()).isFalse();
        answer();
        assertThat(patience.isIdle()).isTrue();
    }

    @Test
    void aBodyThatStallsIsCut() {
        receive(UPLOAD);
        pass(BODY_SECONDS - 1);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(cuts).containsExactly(ConnectionListener.Cut.BODY);
        assertThat(connection.isActive()).isFalse();
    }

    @Test
    void aBodyThatTricklesIsCut() {
        receive(UPLOAD);
        for (int second = 0; second < BODY_SECONDS; second++) {
            assertThat(connection.isActive()).isTrue();
            receive("x".repeat(BODY_PACE - 1));
            pass(1);
        }

        assertThat(cuts).containsExactly(ConnectionListener.Cut.BODY);
    }

    @Test
    void aBodyThatKeepsThePaceGoesOn() {
        receive(UPLOAD);
        for (int second = 0; second < 100; second++) {
            receive("x".repeat(BODY_PACE));
            pass(1);
        }

        assertThat(connection.isActive()).isTrue();
    }

    @Test
    void aBodyThatNobodyReadsIsNotLate() {
        connection.pipeline().fireChannelRead(Unpooled.copiedBuffer(UPLOAD, StandardCharsets.US_ASCII));
        connection.pipeline().fireChannelReadComplete(); // the portal is slow
        pass(100);
        assertThat(connection.isActive()).isTrue();

        connection.read();
        pass(BODY_SECONDS - 1);
        assertThat(connection.isActive()).isTrue();
        pass(2);
        assertThat(cuts).containsExactly(ConnectionListener.Cut.BODY);
    }

    @Test
    void anAnswerThatNobodyTakesIsCut() {
        connection.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                context.channel().unsafe().outboundBuffer().addFlush(); // and the socket takes none of it
            }
        });
        receive(HEAD);
        connection.pipeline().write(response());
        connection.pipeline().flush();
        pass((int) Patience.ANSWER_PERIOD.toSeconds() - 1);
        assertThat(connection.isActive()).isTrue();

        pass(1);

        assertThat(cuts).containsExactly(ConnectionListener.Cut.ANSWER);
    }

    @Test
    void anAnswerThatIsTakenPieceByPieceIsNot() {
        connection.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void flush(ChannelHandlerContext context) {
                context.channel().unsafe().outboundBuffer().addFlush();
            }
        });
        receive(HEAD);
        for (int i = 0; i < 10; i++) {
            connection.pipeline().write(response());
        }
        connection.pipeline().flush();
        for (int i = 0; i < 10; i++) {
            pass((int) Patience.ANSWER_PERIOD.toSeconds() - 1);
            assertThat(connection.isActive()).isTrue();
            connection.unsafe().outboundBuffer().remove();
        }
        assertThat(cuts).isEmpty();
    }

    @Test
    void aWebSocketIsNoRequestThatIsLate() {
        receive("GET /chat HTTP/1.1\r\nHost: ent\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        connection.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS));
        connection.pipeline().remove(HttpServerCodec.class);
        receive("bytes of another kind");
        pass(100);

        assertThat(connection.isActive()).isTrue();
    }

    private void receive(String text) {
        connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
        connection.read();
    }

    private void answer() {
        connection.writeOutbound(response());
    }

    private static DefaultFullHttpResponse response() {
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        return answer;
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            connection.advanceTimeBy(1, TimeUnit.SECONDS);
            connection.runScheduledPendingTasks();
            connection.runPendingTasks();
        }
    }
}
