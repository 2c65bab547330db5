package fr.ecluse.gateway.protection;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where the nodes keep the buckets that they share. What they wait for is bounded, and may fail. Thread-safe. */
public interface BucketStore {

    CompletableFuture<Optional<byte[]>> read(String name);

    /** @param before empty: there is none; false comes back if it is something else by now */
    CompletableFuture<Boolean> replace(String name, byte[] before, byte[] after, Duration keep);
}
