package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerListener;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Where Redis is, and how a connection to it behaves: a command that can't be sent or answered in time fails, and none is
 * ever sent again by itself. Nothing connects before it is asked to.
 */
abstract class Servers implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final int QUEUED_COMMANDS = 8_192;
    private static final int THREADS = 2;

    final ClientResources resources;

    Servers(LedgerListener listener) {
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .commandLatencyRecorder(recorder(listener))
                .build();
    }

    /** Without the addresses of the two ends, which would tell connections apart. */
    private static CommandLatencyRecorder recorder(LedgerListener listener) {
        return (local, remote, command, firstNanos, completeNanos) ->
                listener.commanded(command.toString(), completeNanos);
    }

    /**
     * @param scripts the commands of the connection
     * @param server what the server says of itself
     */
    record Opened(
            StatefulConnection<byte[], byte[]> connection,
            RedisScriptingAsyncCommands<byte[], byte[]> scripts,
            RedisServerAsyncCommands<byte[], byte[]> server) {}

    /**
     * One address: a server, or the sentinels that name it; several: nodes of a cluster.
     *
     * @param answersWithin what an answer may take before the call fails
     * @param listener hears of each command
     * @param tag what all keys begin with, so that one node of a cluster has them all
     */
    static Servers at(List<URI> uris, Duration answersWithin, String tag, LedgerListener listener) {
        List<RedisURI> addresses = uris.stream()
                .map(uri -> address(uri, connectsWithin(answersWithin)))
                .toList();
        return addresses.size() == 1
                ? new One(addresses.get(0), answersWithin, listener)
                : new Cluster(addresses, answersWithin, SlotHash.getSlot(tag), listener);
    }

    /** After {@link #openPubSub}. */
    abstract CompletionStage<Opened> open();

    /** Finds out anew where the servers are. */
    abstract CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>> openPubSub();

    abstract AbstractRedisClient client();

    @Override
    public void close() {
        client().shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        var unused = resources.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whoever may take longer for an answer may take as long for a connection, which is some answers. */
    private static Duration connectsWithin(Duration answersWithin) {
        return answersWithin.compareTo(CONNECT_TIMEOUT) > 0 ? answersWithin : CONNECT_TIMEOUT;
    }

    private static RedisURI address(URI uri, Duration connectsWithin) {
        RedisURI address = RedisURI.create(uri.toString());
        address.setTimeout(connectsWithin);
        return address;
    }

    private static <B extends ClientOptions.Builder> B bounded(B options, Duration answersWithin) {
        options.autoReconnect(false) // what connects anew is RedisLine, so that nothing is replayed
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUED_COMMANDS)
                .timeoutOptions(
                        TimeoutOptions.builder().fixedTimeout(answersWithin).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(connectsWithin(answersWithin))
                        .keepAlive(true)
                        .build())
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled());
        return options;
    }

    private static final class One extends Servers {

        private final RedisURI address;
        private final RedisClient client;

        One(RedisURI address, Duration answersWithin, LedgerListener listener) {
            super(listener);
            this.address = address;
            this.client = RedisClient.create(resources);
            client.setOptions(bounded(ClientOptions.builder(), answersWithin).build());
        }

        @Override
        CompletionStage<Opened> open() {
            return client.connectAsync(ByteArrayCodec.INSTANCE, address).thenApply(One::opened);
        }

        @Override
        CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> openPubSub() {
            return client.connectPubSubAsync(ByteArrayCodec.INSTANCE, address);
        }

        @Override
        AbstractRedisClient client() {
            return client;
        }

        private static Opened opened(StatefulRedisConnection<byte[], byte[]> connection) {
            return new Opened(connection, connection.async(), connection.async());
        }
    }

    /**
     * The one node that has the keys: whoever knows it needs no more than a plain connection to it, and that one breaks or is
     * refused when another node gets them.
     */
    private static final class Cluster extends Servers {

        private final RedisClusterClient topology;
        private final RedisClient client;
        private final int slot;

        Cluster(List<RedisURI> addresses, Duration answersWithin, int slot, LedgerListener listener) {
            super(listener);
            this.topology = RedisClusterClient.create(resources, addresses);
            topology.setOptions(
                    bounded(ClusterClientOptions.builder(), answersWithin).build());
            this.client = RedisClient.create(resources);
            client.setOptions(bounded(ClientOptions.builder(), answersWithin).build());
            this.slot = slot;
        }

        @Override
        CompletionStage<Opened> open() {
            return node().thenCompose(node -> client.connectAsync(ByteArrayCodec.INSTANCE, node))
                    .thenApply(One::opened);
        }

        @Override
        CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>> openPubSub() {
            return topology.refreshPartitionsAsync()
                    .thenCompose(known -> node())
                    .thenCompose(node -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, node));
        }

        private CompletionStage<RedisURI> node() {
            RedisClusterNode node = topology.getPartitions().getPartitionBySlot(slot);
            return node == null
                    ? CompletableFuture.failedFuture(
                            new IllegalStateException("no node of the cluster has slot " + slot))
                    : CompletableFuture.completedFuture(node.getUri());
        }

        @Override
        public void close() {
            topology.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            super.close();
        }

        @Override
        AbstractRedisClient client() {
            return client;
        }
    }
}
