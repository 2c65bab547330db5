package fr.ecluse.gateway.protection;

import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * bucket4j's buckets in a {@link BucketStore}: a bucket is read, charged here, and written back if nobody else has charged it
 * meanwhile. bucket4j's own module for Lettuce does the same; this one goes over the line that the ledger has anyway, with its
 * time-outs, its sentinels and its rights, and keeps Redis out of this package.
 */
final class SharedBuckets extends AbstractCompareAndSwapBasedProxyManager<SharedBuckets.Name> {

    /** Somebody who asks so many times at once is told to wait by the node alone. */
    private static final int RETRIES = 5;

    private static final byte[] NONE = {};

    private final BucketStore store;

    /** @param keep until a bucket that nobody asks for is full again */
    record Name(String text, Duration keep) {}

    SharedBuckets(BucketStore store, Duration timeout, TimeMeter wallClock) {
        super(ClientSideConfig.getDefault()
                .withClientClock(wallClock)
                .withRequestTimeout(timeout)
                .withMaxRetries(RETRIES));
        this.store = store;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(Name name) {
        return new AsyncCompareAndSwapOperation() {
            @Override
            public CompletableFuture<Optional<byte[]>> getStateData(Optional<Long> timeoutNanos) {
                return store.read(name.text);
            }

            @Override
            @SuppressWarnings("NullAway") // bucket4j says so by null that there was none
            public CompletableFuture<Boolean> compareAndSwap(
                    byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeoutNanos) {
                return store.replace(name.text, before == null ? NONE : before, after, name.keep);
            }
        };
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(Name name) {
        throw new UnsupportedOperationException("nothing waits here");
    }

    @Override
    public boolean isAsyncModeSupported() {
        return true;
    }

    @Override
    public void removeProxy(Name name) {
        throw new UnsupportedOperationException("buckets are forgotten by themselves");
    }

    @Override
    protected CompletableFuture<Void> removeAsync(Name name) {
        throw new UnsupportedOperationException("buckets are forgotten by themselves");
    }
}
