package fr.ecluse.gateway.upstream;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The body of a request on its way to the portal. It may take as long as it likes, a video from home does, while it goes on: the wait
 * for an answer begins anew with each piece. Its pieces may come on one thread while the time is looked at on another.
 */
final class Upload {

    private final ServerHttpRequest request;
    private final PortalGuard.Passage passage;
    private final LongSupplier nanoTime;
    private volatile long lastNanos;

    /** @param nanoTime a ticker that never goes back */
    Upload(ServerHttpRequest request, PortalGuard.Passage passage, LongSupplier nanoTime) {
        this.request = request;
        this.passage = passage;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        passage.uploading();
    }

    /** Its pieces, as the portal asks for them. */
    Flux<ByteBuf> pieces() {
        return request.getBody()
                .doOnNext(piece -> lastNanos = nanoTime.getAsLong())
                .map(Buffers::toNetty)
                .doOnComplete(passage::uploaded);
    }

    /**
     * Comes when nothing of it has gone for so long.
     *
     * @param scheduler on which that is looked at, about once in that time
     */
    Mono<Long> quietFor(Duration time, Scheduler scheduler) {
        return quietFor(time.toNanos(), time.toNanos(), scheduler);
    }

    private Mono<Long> quietFor(long nanos, long firstNanos, Scheduler scheduler) {
        return Mono.delay(Duration.ofNanos(firstNanos), scheduler).flatMap(looked -> {
            long leftNanos = nanos - (nanoTime.getAsLong() - lastNanos);
            return leftNanos > 0 ? quietFor(nanos, leftNanos, scheduler) : Mono.just(looked);
        });
    }
}
