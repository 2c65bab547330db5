package fr.ecluse.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import fr.ecluse.gateway.settings.RouteLimit;
import io.github.bucket4j.TimeMeter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

class RouteThrottleTest {

    private static final RouteLimit LIMIT = new RouteLimit(4, Duration.ofHours(1));

    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(20_000).toNanos());
    private final AtomicInteger alone = new AtomicInteger();
    private final Store store = new Store();
    private final RouteThrottle here = node(store);
    private final RouteThrottle there = node(store);

    @Test
    void aNodeThatIsAloneKeepsTheLimitByItself() {
        RouteThrottle single = node(null);
        assertThat(single.isShared()).isFalse();
        for (int i = 0; i < 4; i++) {
            assertThat(single.here("a", LIMIT)).isNull();
        }
        assertThat(single.here("a", LIMIT)).isEqualTo(Duration.ofMinutes(15));
        assertThat(single.here("b", LIMIT)).isNull();
        nanos.addAndGet(Duration.ofMinutes(15).toNanos());
        assertThat(single.here("a", LIMIT)).isNull();
        assertThat(single.here("a", LIMIT)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void nodesKeepOneLimitTogether() {
        for (int i = 0; i < 2; i++) {
            assertThat(here.everywhere("a", LIMIT).block()).isNull();
            assertThat(there.everywhere("a", LIMIT).block()).isNull();
        }
        assertThat(here.everywhere("a", LIMIT).block()).isEqualTo(Duration.ofMinutes(15));
        assertThat(there.everywhere("a", LIMIT).block()).isEqualTo(Duration.ofMinutes(15));
        assertThat(there.everywhere("b", LIMIT).block()).isNull();
        nanos.addAndGet(Duration.ofMinutes(15).toNanos());
        assertThat(there.everywhere("a", LIMIT).block()).isNull();
        assertThat(here.everywhere("a", LIMIT).block()).isNotNull();
        assertThat(store.kept).isEqualTo(Duration.ofHours(2));
        assertThat(alone.get()).isZero();
    }

    @Test
    void ofManyAtOnceNoMorePassThanTheLimitHas() {
        RouteLimit wide = new RouteLimit(10, Duration.ofHours(1));
        long passed = Flux.range(0, 60)
                .parallel(4)
                .runOn(Schedulers.boundedElastic())
                .flatMap(i -> (i % 2 == 0 ? here : there).everywhere("a", wide).hasElement())
                .sequential()
                .filter(mustWait -> !mustWait)
                .count()
                .block();
        // whoever loses the race too often is judged by the node alone, and said so
        assertThat(passed).isBetween(10L, 10L + alone.get());
    }

    @Test
    void aStoreThatIsAwayKeepsNobodyOut() {
        store.away = true;
        for (int i = 0; i < 10; i++) {
            assertThat(here.everywhere("a", LIMIT).block()).isNull();
        }
        assertThat(alone.get()).isEqualTo(10);
        for (int i = 0; i < 4; i++) {
            assertThat(here.here("a", LIMIT)).isNull();
        }
        assertThat(here.here("a", LIMIT)).as("but the node's own limit holds").isNotNull();
    }

    @Test
    void aStoreThatNeverAnswersIsNotWaitedForForEver() {
        store.silent = true;
        RouteThrottle hasty = node(store, Duration.ofMillis(300));
        assertThat(hasty.everywhere("a", LIMIT).blockOptional(Duration.ofSeconds(60)))
                .isEmpty();
        assertThat(alone.get()).isEqualTo(1);
    }

    /** With a patience that outlasts a machine which stands still: the store here answers at once or never. */
    private RouteThrottle node(@Nullable BucketStore shared) {
        return node(shared, Duration.ofMinutes(1));
    }

    private RouteThrottle node(@Nullable BucketStore shared, Duration answersWithin) {
        TimeMeter time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
                return true;
            }
        };
        return new RouteThrottle(
                shared,
                answersWithin,
                new GuardListener() {
                    @Override
                    public void alone() {
                        alone.incrementAndGet();
                    }
                },
                time,
                time);
    }

    /** A map that two nodes share. */
    private static final class Store implements BucketStore {

        private final Map<String, ByteBuffer> values = new ConcurrentHashMap<>();
        private volatile boolean away;
        private volatile boolean silent;
        private volatile Duration kept = Duration.ZERO;

        @Override
        public CompletableFuture<Optional<byte[]>> read(String name) {
            if (silent) {
                return new CompletableFuture<>();
            }
            return away
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture(
                            Optional.ofNullable(values.get(name)).map(ByteBuffer::array));
        }

        @Override
        public CompletableFuture<Boolean> replace(String name, byte[] before, byte[] after, Duration keep) {
            kept = keep;
            return CompletableFuture.completedFuture(
                    before.length == 0
                            ? values.putIfAbsent(name, ByteBuffer.wrap(after)) == null
                            : values.replace(name, ByteBuffer.wrap(before), ByteBuffer.wrap(after)));
        }
    }
}
