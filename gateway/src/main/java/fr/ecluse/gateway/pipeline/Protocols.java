package fr.ecluse.gateway.pipeline;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.netty.NettyPipeline;

/**
 * Waits until a connection that may carry HTTP/1.1 or HTTP/2 has shown which: over TLS by the handshake (RFC 7301), in the clear by
 * its first bytes or by an upgrade (RFC 9113 §3). Then the doorstep is put in its place, or the watch over frames.
 */
final class Protocols extends ChannelInboundHandlerAdapter {

    private static final String NAME = "ecluse.protocols";
    private static final String FRAMES = "ecluse.frames";

    private final Supplier<FrameWatch> frames;
    private final Consumer<ChannelPipeline> doorstep;

    private Protocols(Supplier<FrameWatch> frames, Consumer<ChannelPipeline> doorstep) {
        this.frames = frames;
        this.doorstep = doorstep;
    }

    /**
     * A new connection of whatever the server speaks.
     *
     * @param doorstep installs it where HTTP/1.1 is spoken, and nowhere else
     */
    static void install(ChannelPipeline pipeline, Supplier<FrameWatch> frames, Consumer<ChannelPipeline> doorstep) {
        doorstep.accept(pipeline);
        if (pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
            pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, NAME, new Protocols(frames, doorstep));
        } else if (pipeline.get(NettyPipeline.H2CUpgradeHandler) != null) {
            // whoever knows beforehand sends the preface and frames behind it at once
            pipeline.addBefore(NettyPipeline.H2CUpgradeHandler, FRAMES, frames.get());
            pipeline.addBefore(NettyPipeline.HttpTrafficHandler, NAME, new Protocols(frames, doorstep));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent
                || event instanceof CleartextHttp2ServerUpgradeHandler.PriorKnowledgeUpgradeEvent
                || event instanceof HttpServerUpgradeHandler.UpgradeEvent) {
            shown(context.pipeline());
        }
        context.fireUserEventTriggered(event);
    }

    private void shown(ChannelPipeline pipeline) {
        ChannelHandlerContext http2 = pipeline.context(Http2FrameCodec.class);
        if (http2 == null) {
            doorstep.accept(pipeline);
            return;
        }
        for (Class<? extends ChannelHandler> ofHttp1 : List.of(Grammar.class, Doorstep.class)) {
            if (pipeline.get(ofHttp1) != null) {
                pipeline.remove(ofHttp1);
            }
        }
        Patience patience = pipeline.get(Patience.class);
        if (patience != null) {
            patience.becomesOther();
        }
        if (pipeline.get(FrameWatch.class) == null) {
            pipeline.addBefore(http2.name(), FRAMES, frames.get());
        }
    }
}
