package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the frames of HTTP/2 (RFC 9113 §4.1) on their way to the codec, which bounds their sizes, and ends a connection that
 * floods: by frames that cost work and ask for nothing (settings, pings, resets, priorities, empty data, unknown types), or by a
 * frame, or a block of headers, that takes too long to arrive. Changes nothing and keeps nothing but nine bytes. Sees a connection from its
 * first byte: one that does not begin with the preface is left alone.
 *
 * <p>One for each connection, on its event loop.
 */
final class FrameWatch extends ChannelInboundHandlerAdapter {

    /** Frames without use in {@link #PERIOD}. A browser sends a few dozen. */
    static final int MOST_IDLE_FRAMES = 500;

    static final Duration PERIOD = Duration.ofSeconds(10);

    /** Every piece of a download may be acknowledged. */
    static final int MOST_UPDATES = 200_000;

    /** Pieces of one block of headers beyond the first. */
    static final int MOST_CONTINUATIONS = 32;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEAD = 9;
    private static final int DATA = 0x0;
    private static final int HEADERS = 0x1;
    private static final int WINDOW_UPDATE = 0x8;
    private static final int CONTINUATION = 0x9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;

    private final Patience.Limits limits;
    private final ConnectionListener listener;
    private final LongSupplier nanoTime;
    private final byte[] head = new byte[FRAME_HEAD];
    private int prefaceBytes;
    private int skip;
    private int headBytes;
    private boolean headersOpen;
    private int continuations;
    private int idleFrames;
    private int updates;
    private long periodNanos;
    private long sinceNanos;
    private Duration allowed;
    private boolean cut;
    private @Nullable ScheduledFuture<?> timer;

    /** @param nanoTime a ticker that never goes back */
    FrameWatch(Patience.Limits limits, ConnectionListener listener, LongSupplier nanoTime) {
        this.limits = limits;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.periodNanos = nanoTime.getAsLong();
        this.sinceNanos = periodNanos;
        this.allowed = limits.head();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        watch(context); // the preface
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && !isHttp2(bytes)) {
            stopTimer();
            context.pipeline().remove(this);
            context.fireChannelRead(message);
            return;
        }
        if (cut || message instanceof ByteBuf bytes && !look(bytes)) {
            ReferenceCountUtil.release(message);
            cut(context, Cut.FRAMES);
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        watch(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        context.fireChannelInactive();
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** False once the preface has come to nothing. */
    private boolean isHttp2(ByteBuf bytes) {
        for (int i = prefaceBytes; i < PREFACE.length && i - prefaceBytes < bytes.readableBytes(); i++) {
            if (bytes.getByte(bytes.readerIndex() + i - prefaceBytes) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    /** False if that was too much. */
    private boolean look(ByteBuf bytes) {
        int preface = Math.min(PREFACE.length - prefaceBytes, bytes.readableBytes());
        prefaceBytes += preface;
        int at = bytes.readerIndex() + preface;
        int end = bytes.writerIndex();
        while (at < end) {
            if (skip > 0) {
                int skipped = Math.min(skip, end - at);
                skip -= skipped;
                at += skipped;
                continue;
            }
            if (headBytes == 0 && !headersOpen) {
                sinceNanos = nanoTime.getAsLong();
                allowed = limits.head();
            }
            head[headBytes++] = bytes.getByte(at++);
            if (headBytes == FRAME_HEAD) {
                headBytes = 0;
                if (!frame((head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | head[2] & 0xFF, head[3] & 0xFF, head[4])) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean frame(int length, int type, int flags) {
        skip = length;
        if (nanoTime.getAsLong() - periodNanos > PERIOD.toNanos()) {
            periodNanos = nanoTime.getAsLong();
            idleFrames = 0;
            updates = 0;
        }
        if (type == HEADERS) {
            headersOpen = (flags & END_HEADERS) == 0;
            continuations = 0;
            return true;
        }
        if (type == CONTINUATION) {
            headersOpen = (flags & END_HEADERS) == 0;
            return ++continuations <= MOST_CONTINUATIONS;
        }
        if (type == WINDOW_UPDATE) {
            return ++updates <= MOST_UPDATES;
        }
        if (type == DATA && (length > 0 || (flags & END_STREAM) != 0)) {
            allowed = limits.head().plusSeconds(length / limits.bodyPace());
            return true;
        }
        return ++idleFrames <= MOST_IDLE_FRAMES;
    }

    /** Whether something has begun that is not over. */
    private boolean isPartial() {
        return prefaceBytes < PREFACE.length || skip > 0 || headBytes > 0 || headersOpen;
    }

    private void watch(ChannelHandlerContext context) {
        if (timer == null && isPartial() && context.channel().isActive()) {
            long left = allowed.toNanos() - (nanoTime.getAsLong() - sinceNanos);
            timer = context.executor().schedule(() -> late(context), Math.max(0, left), TimeUnit.NANOSECONDS);
        }
    }

    private void late(ChannelHandlerContext context) {
        timer = null;
        if (isPartial() && nanoTime.getAsLong() - sinceNanos >= allowed.toNanos()) {
            cut(context, Cut.HEAD);
        } else {
            watch(context);
        }
    }

    private void cut(ChannelHandlerContext context, Cut why) {
        if (!cut && context.channel().isActive()) { // Patience may have been the first: it waits for a preface, too
            cut = true;
            listener.cut(why);
            context.close();
        }
    }
}
