package fr.ecluse.gateway.pipeline;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Lets in only requests that every server reads as the same one (RFC 9112): whoever stands before or behind must not see
 * another end, another host or another path than was judged here.
 *
 * <p>Anything else, and what the decoder could not read, goes on as a request for {@link OwnPaths#BAD_REQUEST}, so that it is
 * answered in its turn, counted and charged like any other; nothing after it is looked at, and the connection is closed. A
 * body that breaks on its way ends the connection at once: the portal must not take what came of it for the whole.
 *
 * <p>One for each connection of HTTP/1.1, on its event loop. HTTP/2 has a grammar of its own, which leaves methods and hosts as
 * open: {@link #isPlain(HttpServerRequest)}.
 */
final class Grammar extends ChannelDuplexHandler {

    /** Nothing that comes is looked at any more. */
    private boolean broken;

    /** The connection is about to be closed, and nothing more is written. */
    private boolean over;

    /** Requests that went in and are not answered to their end. */
    private int unanswered;

    /** The first of them is being answered. */
    private boolean answering;

    private final DecisionListener decisions;

    private Grammar(DecisionListener decisions) {
        this.decisions = decisions;
    }

    /** Stands before Reactor's own handler of requests, where that is one of HTTP/1.1. */
    static void install(ChannelPipeline pipeline, DecisionListener decisions) {
        if (pipeline.get(HttpServerCodec.class) != null
                && pipeline.get(NettyPipeline.HttpTrafficHandler) != null
                && pipeline.get(Grammar.class) == null) {
            pipeline.addBefore(NettyPipeline.HttpTrafficHandler, "ecluse.grammar", new Grammar(decisions));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            unanswered++;
            if (!isPlain(request)) {
                broken = true;
                ReferenceCountUtil.release(message);
                context.fireChannelRead(refused());
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
                return;
            }
        } else if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            breakOff(context);
            return;
        }
        context.fireChannelRead(message);
    }

    private static HttpRequest refused() {
        HttpRequest refused = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, OwnPaths.BAD_REQUEST);
        refused.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return refused;
    }

    private void breakOff(ChannelHandlerContext context) {
        broken = true;
        over = true;
        if (unanswered != 1 || answering) {
            context.close();
            return;
        }
        String word = new Decision.BadRequest().word();
        decisions.decided(word, null, 0);
        HttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
        answer.headers()
                .set(Answers.DECISION, word)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.CONTENT_LENGTH, 0);
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            answering = true;
        }
        if (message instanceof LastHttpContent && answering) {
            answering = false;
            unanswered--;
        }
        context.write(message, promise);
    }

    /** The target is left in origin-form, with whatever is no part of a URI percent-encoded. */
    private static boolean isPlain(HttpRequest request) {
        if (request.decoderResult().cause() instanceof TooLongFrameException) {
            return true; // the server itself says which of the two was too long: 414 or 431
        }
        if (request.decoderResult().isFailure()
                || !isHttp1(request.protocolVersion())
                || !isMethod(request.method())
                || !isChunkedOrNothing(request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING))) {
            return false;
        }
        String host = host(request);
        if (host == null) {
            return false;
        }
        String target = Target.of(request.uri(), host, request.method());
        if (target == null) {
            return false;
        }
        if (target != request.uri()) {
            request.setUri(target);
        }
        return true;
    }

    /** Whether a request of whatever version has one method and one host to every server. */
    static boolean isPlain(HttpServerRequest request) {
        List<String> hosts = request.requestHeaders().getAll(HttpHeaderNames.HOST);
        return isMethod(request.method()) && hosts.size() == 1 && isHost(hosts.get(0));
    }

    private static boolean isHttp1(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    /**
     * Methods are case-sensitive (RFC 9110 §9.1), yet not to every server. Neither a tunnel nor an echo of what the portal
     * is told about the visitor is to be had.
     */
    private static boolean isMethod(HttpMethod method) {
        String name = method.name();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-' && c != '_') {
                return false;
            }
        }
        return !HttpMethod.CONNECT.equals(method) && !HttpMethod.TRACE.equals(method);
    }

    /** No other coding is for a gateway to undo, and one that only looks like it ends elsewhere for somebody else. */
    private static boolean isChunkedOrNothing(List<String> codings) {
        return codings.isEmpty()
                || (codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)));
    }

    /** Exactly one, as RFC 9112 §3.2 wants it, and a name or an address; empty without any before HTTP/1.1; else null. */
    private static @Nullable String host(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? "" : null;
        }
        return hosts.size() == 1 && isHost(hosts.get(0)) ? hosts.get(0) : null;
    }

    private static boolean isHost(String host) {
        int colon = host.lastIndexOf(':');
        boolean address = host.startsWith("[");
        int end = address ? host.indexOf(']') + 1 : colon < 0 ? host.length() : colon;
        if (end < 1 || (end < host.length() && !isPort(host, end))) {
            return false;
        }
        for (int i = address ? 1 : 0; i < (address ? end - 1 : end); i++) {
            char c = host.charAt(i);
            boolean fits = address
                    ? Character.digit(c, 16) >= 0 && c < 0x80 || c == ':' || c == '.'
                    : c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._".indexOf(c) >= 0;
            if (!fits) {
                return false;
            }
        }
        return !address || end > 2;
    }

    /** From a colon on. */
    private static boolean isPort(String host, int colon) {
        int digits = host.length() - colon - 1;
        if (host.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = 10 * port + (c - '0');
        }
        return port <= 0xFFFF;
    }
}
