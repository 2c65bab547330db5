package fr.ecluse.gateway.pipeline;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Answers, before anything else is set in motion, what can be answered from memory: the polls of half a million people who wait,
 * and those who are turned away whatever they say ({@link Turnstile}). Behind this door a request costs many times as much.
 * Everything else goes on unchanged, and so does what comes while an earlier request of its connection is not answered yet.
 *
 * <p>Whoever is answered while a body is still on its way loses the connection, here or inside, as soon as the body is over or too
 * long to wait for: a connection that ends with bytes unread is reset, and the answer is lost with it. One for each connection of
 * HTTP/1.1, on its event loop.
 */
final class Doorstep extends ChannelDuplexHandler {

    private static final String PLACE = OwnPaths.PREFIX + "place";

    /** For those who are turned away here: somebody who floods is not worth more. */
    private static final Farewell SHORT = new Farewell(256 * 1024, Duration.ofSeconds(1));

    /** For those who are answered inside, a pupil whose seat ended while the homework was on its way among them. */
    private static final Farewell LONG = new Farewell(16 * 1024 * 1024, Duration.ofSeconds(10));

    private final Polls polls;
    private final Gate gate;
    private final BooleanSupplier draining;
    private final int mostRequests;
    private final @Nullable Patience patience;

    /** Requests inside that are not answered yet. */
    private int inside;

    private int answered;

    /** The last request that went inside has not come to its end. */
    private boolean arriving;

    private boolean answering;
    private boolean closing;
    private boolean leaving;
    private boolean unflushed;
    private int unwantedBytes;
    private Farewell farewell = SHORT;
    private @Nullable InetAddress peer;
    private boolean secure;

    /** How much of a body nobody wants is read, so that its sender can finish and read the answer. */
    private record Farewell(int mostBytes, Duration longest) {}

    /** Where a ticket stands. */
    interface Polls {

        /**
         * The whole answer, from memory.
         *
         * @param placeHeader {@code Ecluse-Place} as it came
         * @param cookieHeader {@code Cookie} as it came
         * @param languageHeader {@code Accept-Language} as it came
         * @return null if somebody else must answer
         */
        byte @Nullable [] answer(
                @Nullable String placeHeader, @Nullable String cookieHeader, @Nullable String languageHeader);
    }

    /** Who goes no further. */
    interface Gate {

        /**
         * The answer, if the request goes no further; null if it goes inside.
         *
         * @param peer whose connection it is
         * @param secure whether that is HTTPS
         * @param last whether the connection ends with the answer, which must say so
         */
        @Nullable
        FullHttpResponse judge(HttpRequest request, InetAddress peer, boolean secure, boolean last);

        /** The same for a poll that memory can answer: only an operators' block stands before that. */
        default @Nullable FullHttpResponse block(HttpRequest request, InetAddress peer, boolean secure, boolean last) {
            return null;
        }
    }

    private Doorstep(Polls polls, Gate gate, BooleanSupplier draining, int mostRequests, @Nullable Patience patience) {
        this.draining = draining;
        this.patience = patience;
        this.polls = polls;
        this.gate = gate;
        this.mostRequests = mostRequests;
    }

    /**
     * Stands before Reactor's own handler of requests, where that is one of HTTP/1.1.
     *
     * @param draining whether each answer ends its connection from now on
     * @param mostRequests that a connection may bring to the doorstep
     */
    static void install(ChannelPipeline pipeline, Polls polls, Gate gate, BooleanSupplier draining, int mostRequests) {
        if (pipeline.get(HttpServerCodec.class) != null && pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
            pipeline.addBefore(
                    NettyPipeline.HttpTrafficHandler,
                    "ecluse.doorstep",
                    new Doorstep(polls, gate, draining, mostRequests, pipeline.get(Patience.class)));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ignore(message); // whoever asked for the end of the connection asks for nothing after it
            return;
        }
        if (message instanceof HttpRequest request) {
            FullHttpResponse response = inside == 0 ? answer(context, request) : null;
            if (patience != null) {
                patience.headIsHere(response == null);
            }
            if (response == null) {
                inside++;
                arriving = request.decoderResult().isSuccess(); // what follows on a head of nonsense is not read
                context.fireChannelRead(message);
                return;
            }
            answering = true;
            closing = isLast(request);
            unflushed = true;
            answered++;
            context.write(response, context.voidPromise());
        }
        if (answering) {
            ignore(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            requestIsHere();
        }
        context.fireChannelRead(message);
    }

    private void requestIsHere() {
        arriving = false;
        answering = false;
        if (patience != null) {
            patience.requestIsHere();
        }
    }

    private void ignore(Object message) {
        if (message instanceof LastHttpContent) {
            requestIsHere();
        }
        if (message instanceof HttpContent content) {
            unwantedBytes += content.content().readableBytes();
        }
        ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unflushed) {
            unflushed = false;
            context.flush();
            if (closing && answering) {
                leaveSoon(context, SHORT);
            }
        } else if (!closing) {
            context.fireChannelReadComplete();
            return;
        }
        if (closing && (!answering || unwantedBytes > farewell.mostBytes)) {
            context.close();
        } else if (context.channel().isWritable()) {
            context.read(); // Reactor reads on only once it has answered something itself
        }
        context.fireChannelReadComplete();
    }

    private void leaveSoon(ChannelHandlerContext context, Farewell farewell) {
        this.farewell = farewell;
        ScheduledFuture<?> end =
                context.executor().schedule(() -> context.close(), farewell.longest.toMillis(), TimeUnit.MILLISECONDS);
        context.channel()
                .closeFuture()
                .addListener(closed -> end.cancel(false)); // a timer would keep what is gone in memory
    }

    /** An answer from inside that ends the connection waits for the rest of its request. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (inside > 0 || !arriving) {
            context.close(promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (!closing) {
            closing = true;
            answering = true;
            leaveSoon(context, LONG);
            context.read();
        }
    }

    /** Whoever does not read their answers is not read on either. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (inside == 0 && context.channel().isWritable()) {
            context.read();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof HttpResponse head && !interim && inside == 1 && draining.getAsBoolean()) {
            HttpUtil.setKeepAlive(head, false);
            leaving = true;
        }
        ChannelPromise written = promise;
        if (message instanceof LastHttpContent && !interim) {
            inside--;
            if (patience != null) {
                patience.answered();
            }
            if (leaving) {
                written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
            }
        }
        if (patience != null
                && message instanceof HttpResponse response
                && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            patience.becomesOther();
        }
        context.write(message, written);
    }

    /** Null if the request goes inside. */
    private @Nullable FullHttpResponse answer(ChannelHandlerContext context, HttpRequest request) {
        if (!HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                || !request.decoderResult().isSuccess()) {
            return null;
        }
        if (peer == null) {
            peer = Head.peerOf(context.channel().remoteAddress());
            secure = context.pipeline().get(SslHandler.class) != null;
        }
        byte[] place = isPoll(request) ? poll(request.headers()) : null;
        if (place != null) {
            FullHttpResponse block = gate.block(request, peer, secure, isLast(request));
            return block == null ? response(request, place) : block;
        }
        return gate.judge(request, peer, secure, isLast(request));
    }

    /** Whether the connection ends with the answer: what is left of a body is not worth reading. */
    private boolean isLast(HttpRequest request) {
        return draining.getAsBoolean()
                || answered + 1 >= mostRequests
                || hasBody(request.headers())
                || !HttpUtil.isKeepAlive(request);
    }

    private static boolean isPoll(HttpRequest request) {
        HttpMethod method = request.method();
        String uri = request.uri();
        return uri.startsWith(PLACE)
                && (uri.length() == PLACE.length() || uri.charAt(PLACE.length()) == '?')
                && (HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method))
                && !hasBody(request.headers())
                && !request.headers().contains(HttpHeaderNames.UPGRADE);
    }

    private static boolean hasBody(HttpHeaders headers) {
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                || headers.contains(HttpHeaderNames.EXPECT);
    }

    private byte @Nullable [] poll(HttpHeaders headers) {
        return polls.answer(
                headers.get(VisitReader.PLACE),
                headers.get(HttpHeaderNames.COOKIE),
                headers.get(HttpHeaderNames.ACCEPT_LANGUAGE));
    }

    private FullHttpResponse response(HttpRequest request, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        HttpUtil.setKeepAlive(response, !isLast(request));
        return response;
    }
}
