package fr.ecluse.gateway.pipeline;

import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.ConnectionListener.Cut;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections of clients who take up room by being slow. The first to see the bytes of a connection, before TLS: the head of a
 * request must be complete in a given time, however slowly it comes, counted from the beginning of the connection or from the
 * request's first byte; a body must come with a least pace, and an answer must be taken.
 *
 * <p>Only the client's own time counts: while the gateway does not want to read a body, because the portal does not, nobody is late. A
 * request that arrives in one piece costs no timer.
 *
 * <p>One for each connection, on its event loop. {@link Doorstep} tells how far the requests are.
 */
final class Patience extends ChannelDuplexHandler {

    /** How long a body may be slower before that counts. */
    static final Duration BODY_PERIOD = Duration.ofSeconds(10);

    /** How long an answer may wait for a client that takes nothing of it. */
    static final Duration ANSWER_PERIOD = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Limits limits;
    private final ConnectionListener listener;
    private final LongSupplier nanoTime;
    private State state = State.HEAD;
    private int inside;
    private boolean wantsBytes;
    private long wantsSinceNanos;
    private long waitedNanos;
    private long bytes;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable ScheduledFuture<?> answerTimer;
    private long written;

    /**
     * @param head for the head of a request, whole
     * @param bodyPace bytes a second
     */
    record Limits(Duration head, int bodyPace) {}

    private enum State {
        /** Between two requests: how long is the server's idle timeout. */
        BETWEEN,
        /** The first byte is here, the last is not; or a new connection from which nothing came. */
        HEAD,
        BODY,
        /** Something else than HTTP/1.1. */
        OTHER
    }

    /** @param nanoTime a ticker that never goes back */
    Patience(Limits limits, ConnectionListener listener, LongSupplier nanoTime) {
        this.limits = limits;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /** Whether no request is under way. */
    boolean isIdle() {
        return inside == 0 && (state == State.BETWEEN || state == State.HEAD);
    }

    /**
     * The head of a request is complete.
     *
     * @param answerFollows false if it is answered already
     */
    void headIsHere(boolean answerFollows) {
        if (state != State.OTHER) {
            enter(State.BODY);
            inside += answerFollows ? 1 : 0;
        }
    }

    /** A request is complete. */
    void requestIsHere() {
        if (state != State.OTHER) {
            enter(State.BETWEEN);
        }
    }

    /** A request is answered. */
    void answered() {
        inside--;
    }

    /** From here on the connection carries something else: WebSocket, or HTTP/2. */
    void becomesOther() {
        enter(State.OTHER);
    }

    private void enter(State next) {
        state = next;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            await(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        await(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.OTHER) {
            context.fireChannelRead(message);
            return;
        }
        if (state == State.BETWEEN) {
            state = State.HEAD;
        }
        if (state == State.BODY && timer != null) {
            waitedNanos += wantsBytes ? nanoTime.getAsLong() - wantsSinceNanos : 0;
            bytes += message instanceof ByteBuf read ? read.readableBytes() : 0;
        }
        wantsBytes = false;
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.fireChannelReadComplete();
        await(context);
    }

    @Override
    public void read(ChannelHandlerContext context) {
        if (!wantsBytes) {
            wantsBytes = true;
            if (state == State.BODY && timer != null) {
                wantsSinceNanos = nanoTime.getAsLong();
            }
        }
        context.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        enter(State.OTHER);
        if (answerTimer != null) {
            answerTimer.cancel(false);
        }
        context.fireChannelInactive();
    }

    /** What is not complete after a read has a timer. */
    private void await(ChannelHandlerContext context) {
        if (timer != null || !context.channel().isActive()) {
            return;
        }
        if (state == State.HEAD) {
            // a codec that has no whole head asks for more by itself, whatever the portal does
            after(context, limits.head(), () -> cut(context, Cut.HEAD));
        } else if (state == State.BODY) {
            bytes = 0;
            waitedNanos = 0;
            wantsSinceNanos = nanoTime.getAsLong();
            after(context, BODY_PERIOD, () -> bodyIsLate(context));
        }
    }

    private void after(ChannelHandlerContext context, Duration delay, Runnable then) {
        timer = context.executor().schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void bodyIsLate(ChannelHandlerContext context) {
        if (wantsBytes) {
            waitedNanos += nanoTime.getAsLong() - wantsSinceNanos;
            wantsSinceNanos = nanoTime.getAsLong();
        }
        long left = BODY_PERIOD.toNanos() - waitedNanos;
        if (left <= 0) {
            if (bytes < limits.bodyPace() * BODY_PERIOD.toSeconds()) {
                cut(context, Cut.BODY);
                return;
            }
            bytes = 0;
            waitedNanos = 0;
            left = BODY_PERIOD.toNanos();
        }
        after(context, Duration.ofNanos(Math.max(left, AGAIN.toNanos())), () -> bodyIsLate(context));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        written++;
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (answerTimer == null && isUnsent(context)) {
            watchAnswer(context);
        }
    }

    private static boolean isUnsent(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        return waiting != null && !waiting.isEmpty();
    }

    private void watchAnswer(ChannelHandlerContext context) {
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        long gone = written - waiting.size();
        long begun = waiting.currentProgress();
        answerTimer = context.executor()
                .schedule(() -> answerWaits(context, gone, begun), ANSWER_PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** @param gone the pieces that had been sent when the watch began; {@code begun} bytes of the next one */
    private void answerWaits(ChannelHandlerContext context, long gone, long begun) {
        answerTimer = null;
        if (!isUnsent(context)) {
            return;
        }
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (written - waiting.size() == gone && waiting.currentProgress() == begun) {
            cut(context, Cut.ANSWER);
        } else {
            watchAnswer(context);
        }
    }

    private void cut(ChannelHandlerContext context, Cut why) {
        enter(State.OTHER);
        listener.cut(why);
        context.close();
    }
}
