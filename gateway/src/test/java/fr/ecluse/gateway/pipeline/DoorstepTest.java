package fr.ecluse.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.NettyPipeline;

/** Over the bytes of a connection: what is answered at the doorstep, what goes inside, and in which order. */
class DoorstepTest {

    private static final String POLL = "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\n\r\n";
    private static final String CALLED = "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: called\r\n\r\n";

    private final StringBuilder inside = new StringBuilder();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final EmbeddedChannel connection = connection();

    private EmbeddedChannel connection() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline()
                .addLast(NettyPipeline.HttpCodec, new HttpServerCodec())
                .addLast(NettyPipeline.HttpTrafficHandler, new ChannelInboundHandlerAdapter())
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        if (message instanceof HttpRequest request) {
                            inside.append(request.method())
                                    .append(' ')
                                    .append(request.uri())
                                    .append('\n');
                        } else if (message instanceof HttpContent content) {
                            inside.append(content.content().toString(StandardCharsets.UTF_8));
                            content.release();
                        }
                    }
                });
        Doorstep.install(
                channel.pipeline(),
                (place, cookies, languages) -> "waits".equals(place) || "ecluse-place=waits".equals(cookies)
                        ? "{}".getBytes(StandardCharsets.UTF_8)
                        : null,
                (request, peer, secure, last) -> request.uri().startsWith("/refused") ? refusal(last) : null,
                draining::get,
                5);
        return channel;
    }

    @AfterEach
    void nothingIsLeaked() {
        connection.finishAndReleaseAll();
    }

    @Test
    void aPollThatMemoryAnswersGoesNoFurther() {
        receive(POLL);

        assertThat(sent())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: application/json\r\n", "cache-control: no-store\r\n", "content-length: 2\r\n")
                .endsWith("\r\n\r\n{}");
        assertThat(inside).isEmpty();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void theTicketMayBeACookie() {
        receive("GET /.ecluse/place?x HTTP/1.1\r\nHost: ent\r\nCookie: ecluse-place=waits\r\n\r\n");

        assertThat(sent()).endsWith("{}");
    }

    @Test
    void aHeadHasNoBody() {
        receive(POLL.replace("GET", "HEAD"));

        assertThat(sent()).contains("content-length: 2\r\n").endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\n\r\n",
                "GET /.ecluse/placebo HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\n\r\n",
                "POST /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\n\r\n",
                "GET /.ecluse/place HTTP/1.0\r\nEcluse-Place: waits\r\n\r\n",
                "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\nUpgrade: h2c\r\n\r\n",
                "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\nContent-Length: 3\r\n\r\nabc",
                "GET /.ecluse/place HTTP/1.1\r\nHost: ent\r\nEcluse-Place: waits\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                CALLED
            })
    void everythingElseGoesInside(String request) {
        receive(request);

        assertThat(sent()).isEmpty();
        assertThat(inside.toString()).startsWith(request.substring(0, request.indexOf(" HTTP")));
    }

    @Test
    void aPollBehindARequestThatIsNotAnsweredYetWaitsItsTurnInside() {
        receive(CALLED + POLL);
        assertThat(sent()).isEmpty();
        assertThat(inside.toString()).hasLineCount(2);

        answerFromInside();
        receive(POLL);
        assertThat(inside.toString()).hasLineCount(3); // the second is not answered yet
        answerFromInside();
        answerFromInside();
        assertThat(sent()).doesNotContain("{}");

        receive(POLL);
        assertThat(sent()).endsWith("{}");
        assertThat(inside.toString()).hasLineCount(3);
    }

    @Test
    void anInterimAnswerIsNoneYet() {
        receive(CALLED);
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        sent();

        receive(POLL);

        assertThat(sent()).isEmpty();
        assertThat(inside.toString()).hasLineCount(2);
    }

    @Test
    void pollsInARowAreAnsweredInARow() {
        receive(POLL + POLL + POLL);

        assertThat(sent().split("HTTP/1.1 200 OK", -1)).hasSize(4);
    }

    @Test
    void aRequestRightBehindAPollGoesInside() {
        receive(POLL + CALLED);

        assertThat(sent()).endsWith("{}");
        assertThat(inside.toString()).hasLineCount(1);
    }

    @Test
    void whoeverAsksForTheEndOfTheConnectionGetsIt() {
        receive(POLL.replace("Host: ent", "Host: ent\r\nConnection: close") + POLL + CALLED);

        assertThat(inside).isEmpty();
        assertThat(sent())
                .containsOnlyOnce("HTTP/1.1 200 OK")
                .contains("connection: close\r\n")
                .endsWith("{}");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whoeverIsRefusedGoesNoFurtherAndMayAskAgain() {
        receive("GET /refused HTTP/1.1\r\nHost: ent\r\n\r\n");
        assertThat(sent()).startsWith("HTTP/1.1 401 Unauthorized\r\n").doesNotContain("connection: close");

        receive("GET /refused HTTP/1.1\r\nHost: ent\r\n\r\n" + CALLED);
        assertThat(sent()).startsWith("HTTP/1.1 401");
        assertThat(inside.toString()).isEqualTo("GET /.ecluse/place\n");
        assertThat(connection.isOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"})
    void aBodyThatNobodyReadsEndsTheConnectionOnceItIsOver(String rest) {
        receive("POST /refused HTTP/1.1\r\nHost: ent\r\n" + rest.substring(0, rest.length() - 1));
        assertThat(sent()).startsWith("HTTP/1.1 401").contains("connection: close\r\n");
        assertThat(connection.isOpen()).isTrue();

        receive(rest.substring(rest.length() - 1) + POLL + CALLED);

        assertThat(sent()).isEmpty();
        assertThat(inside).isEmpty();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aBodyThatNobodyReadsIsNotWaitedForLongerThanASecond() {
        receive("POST /refused HTTP/1.1\r\nHost: ent\r\nContent-Length: 9\r\n\r\nabc");

        connection.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();

        connection.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void ofALongBodyThatNobodyReadsOnlyTheBeginningIsTaken() {
        receive("POST /refused HTTP/1.1\r\nHost: ent\r\nContent-Length: 1000000\r\n\r\n");
        for (int i = 0; i < 4; i++) {
            receive("x".repeat(65_536));
            assertThat(connection.isOpen()).isTrue();
        }

        receive("x");

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whoIsAnsweredInsideBeforeTheirBodyIsHereMayFinishIt() {
        receive("POST /homework HTTP/1.1\r\nHost: ent\r\nContent-Length: 1000000\r\n\r\nabc");
        answerFromInside();
        connection.pipeline().close();
        assertThat(sent()).startsWith("HTTP/1.1 204");
        assertThat(connection.isOpen()).isTrue();

        receive("x".repeat(999_996));
        assertThat(connection.isOpen()).isTrue();
        receive("x" + POLL + CALLED);

        assertThat(connection.isOpen()).isFalse();
        assertThat(sent()).isEmpty();
        assertThat(inside).as("what nobody reads any more").hasToString("POST /homework\nabc");
    }

    @Test
    void theRestOfABodyIsWaitedForTenSecondsAfterAnAnswerFromInside() {
        receive("POST /homework HTTP/1.1\r\nHost: ent\r\nContent-Length: 9\r\n\r\nabc");
        answerFromInside();
        ChannelFuture closed = connection.pipeline().close();
        assertThat(connection.pipeline().close()).as("asked for twice").isNotDone();

        connection.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
        assertThat(closed).isNotDone();

        connection.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isFalse();
        assertThat(closed).isDone();
    }

    @Test
    void theRestOfABodyWithoutEndIsCutAfterAnAnswerFromInside() {
        receive("POST /homework HTTP/1.1\r\nHost: ent\r\nTransfer-Encoding: chunked\r\n\r\n");
        answerFromInside();
        connection.pipeline().close();
        String chunk = "100000\r\n" + "x".repeat(1024 * 1024) + "\r\n";
        for (int i = 0; i < 16; i++) {
            receive(chunk);
            assertThat(connection.isOpen()).isTrue();
        }

        receive("1\r\nx\r\n");

        assertThat(connection.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /homework HTTP/1.1\r\nHost: ent\r\nContent-Length: 3\r\n\r\nabc",
                "POST /homework HTTP/1.1\r\nHost: ent\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\nabc",
                "GET /homework HTTP/1.1 nonsense\r\n: \r\n\r\nabc"
            })
    void whereNothingMoreComesTheConnectionEndsWithTheAnswer(String request) {
        receive(request);
        answerFromInside();

        connection.pipeline().close();

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatIsCutBeforeItsAnswerEndsAtOnce() {
        receive("POST /homework HTTP/1.1\r\nHost: ent\r\nContent-Length: 9\r\n\r\nabc");

        connection.pipeline().close();

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aConnectionBringsOnlySoManyRequestsToTheDoorstep() {
        receive(POLL + POLL + POLL + POLL);
        assertThat(sent()).doesNotContain("connection: close");

        receive(POLL + POLL);

        assertThat(sent()).containsOnlyOnce("HTTP/1.1 200 OK").contains("connection: close\r\n");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whoeverDoesNotReadTheirAnswersIsNotReadOn() {
        connection.config().setAutoRead(false);
        AtomicInteger reads = new AtomicInteger();
        connection.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
                reads.incrementAndGet();
                context.read();
            }
        });
        receive(POLL);
        int whileRead = reads.get();
        assertThat(whileRead).isPositive();

        connection.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        receive(POLL);
        assertThat(reads).hasValue(whileRead);

        connection.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        connection.runPendingTasks();
        assertThat(reads).hasValue(whileRead + 1);
    }

    @Test
    void aConnectionOfAnotherProtocolHasNoDoorstep() {
        EmbeddedChannel other = new EmbeddedChannel();

        Doorstep.install(
                other.pipeline(),
                (place, cookies, languages) -> null,
                (request, peer, secure, last) -> null,
                () -> false,
                5);

        assertThat(other.pipeline().get(Doorstep.class)).isNull();
    }

    @Test
    void aNodeThatStopsEndsEachConnectionWithItsAnswer() {
        receive(CALLED);
        draining.set(true);
        answerFromInside();

        assertThat(sent()).contains("connection: close\r\n");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aNodeThatStopsAnswersThePollsThatAreOnTheirWay() {
        draining.set(true);
        receive(POLL);

        assertThat(sent()).contains("connection: close\r\n").endsWith("{}");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void whatCameInARowIsAnsweredToItsEndBeforeTheNodeStops() {
        receive(CALLED + CALLED);
        draining.set(true);
        answerFromInside();
        assertThat(sent()).doesNotContain("connection: close");

        answerFromInside();
        assertThat(sent()).contains("connection: close\r\n");
        assertThat(connection.isOpen()).isFalse();
    }

    private static FullHttpResponse refusal(boolean last) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        HttpUtil.setKeepAlive(response, !last);
        return response;
    }

    private void receive(String text) {
        connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private void answerFromInside() {
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        connection.writeOutbound(answer);
    }

    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = connection.readOutbound(); bytes != null; bytes = connection.readOutbound()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }
}
