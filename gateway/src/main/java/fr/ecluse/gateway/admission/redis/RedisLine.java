package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.OtherLayoutException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The line to Redis: either both connections stand, one for scripts and one for changes, or there is none and every call
 * fails at once. A line that broke is given up and opened anew four times a second. When an answer is overdue, the server is
 * asked once more, and given up if that is not answered either; meanwhile every call fails at once, so that nobody waits for
 * a server that hangs but those who asked before it was known.
 *
 * <p>The line's state is written by one thread of its own. Thread-safe; only {@link #close()} blocks.
 */
final class RedisLine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLine.class);

    private static final Duration RETRY_EVERY = Duration.ofMillis(250);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);
    private static final long SAYS_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What scripts refuse with; everything else comes from Redis itself. */
    private static final Pattern OWN_WORDS = Pattern.compile("NOPOLICY|EPOCH|REENTRY");

    private final Servers servers;
    private final String address;
    private final byte[] channel;
    private final byte[][] keys;
    private final LedgerListener listener;
    private final Events events;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "ecluse-ledger");
        named.setDaemon(true);
        return named;
    });

    private volatile @Nullable Link link;
    private final Map<String, Long> refusalsSaid = new ConcurrentHashMap<>();
    private boolean saidLost;
    private List<String> said = List.of();
    private boolean closed;

    /** Who hears what the line brings. */
    interface Events {

        void changed(byte[] message);

        /**
         * The line stands.
         *
         * @param epoch the memory that was found there; empty before the first announcement
         */
        void opened(Opening opening, String epoch);
    }

    /** How a line came to stand; after a loss changes may have been missed. */
    enum Opening {
        AT_ONCE,
        AFTER_LOSS
    }

    /** A script ran and refused, with a word in capitals and perhaps more after it. */
    static final class Refused extends RuntimeException {

        private Refused(String message) {
            super(message, null, false, false);
        }

        String word() {
            return String.valueOf(getMessage()).split(" ", 2)[0];
        }

        boolean says(String word) {
            return word().equals(word);
        }

        String rest() {
            return String.valueOf(getMessage()).substring(word().length()).strip();
        }
    }

    private final class Hearing extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void message(byte[] from, byte[] message) {
            events.changed(message);
        }
    }

    /** Two connections that stand or fall together. */
    private static final class Link {

        final Servers.Opened scripts;
        final StatefulRedisPubSubConnection<byte[], byte[]> changes;
        final AtomicBoolean silent = new AtomicBoolean();
        volatile String info = "";
        volatile String epoch = "";

        Link(Servers.Opened scripts, StatefulRedisPubSubConnection<byte[], byte[]> changes) {
            this.scripts = scripts;
            this.changes = changes;
        }

        boolean isOpen() {
            return scripts.connection().isOpen() && changes.isOpen();
        }

        void watch(Runnable disconnected) {
            RedisConnectionStateListener watcher = new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                    disconnected.run();
                }
            };
            scripts.connection().addListener(watcher);
            changes.addListener(watcher);
        }

        void close() {
            var unused = scripts.connection().closeAsync();
            unused = changes.closeAsync();
        }
    }

    /**
     * @param address for the log, without credentials
     * @param tag the hash tag that every key begins with
     */
    RedisLine(Servers servers, String address, String tag, LedgerListener listener, Events events) {
        this.servers = servers;
        this.address = address;
        this.keys = new byte[][] {tag.getBytes(StandardCharsets.UTF_8)};
        this.channel = (tag + ":changes").getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
        this.events = events;
    }

    void open() {
        thread.execute(this::connect);
    }

    /**
     * Runs a script.
     *
     * @return fails with {@link LedgerUnavailableException}, or {@link Refused} in the script's own words
     */
    Mono<Reply> call(Script script, Arguments arguments) {
        return Mono.defer(() -> {
            Link used = link;
            if (used == null || used.silent.get()) {
                return Mono.error(new LedgerUnavailableException(used == null ? "not connected" : "no answer", null));
            }
            return call(used, script, arguments);
        });
    }

    private Mono<Reply> call(Link used, Script script, Arguments arguments) {
        byte[][] values = arguments.toArray();
        return Mono.defer(() -> {
            var commands = used.scripts.scripts();
            Mono<List<Object>> byDigest = Mono.fromCompletionStage(
                    () -> commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, values));
            Mono<List<Object>> byText =
                    Mono.fromCompletionStage(() -> commands.eval(script.text(), ScriptOutputType.MULTI, keys, values));
            return byDigest.onErrorResume(RedisNoScriptException.class, forgotten -> byText)
                    .map(Reply::new)
                    .onErrorMap(error -> explain(error, used));
        });
    }

    private Throwable explain(Throwable error, Link used) {
        if (error instanceof RedisCommandTimeoutException) {
            doubt(used);
        } else if (error instanceof RedisCommandExecutionException refused) {
            String message = String.valueOf(refused.getMessage());
            if (OWN_WORDS.matcher(message).lookingAt()) {
                return new Refused(message);
            }
            ServerRefusal refusal = ServerRefusal.of(message);
            String end = refusal.end();
            if (end == null) {
                say(refusal);
            } else {
                giveUp(used, end);
            }
            if (refusal.word().equals("SCHEMA")) {
                return new OtherLayoutException(message, error);
            }
        }
        return new LedgerUnavailableException(error.getClass().getSimpleName(), error);
    }

    /** A script could do a part of what was asked, and not this, for which the server's own words are given. */
    LedgerUnavailableException refused(String message) {
        ServerRefusal refusal = ServerRefusal.of(message);
        say(refusal);
        return new LedgerUnavailableException(refusal.word(), null);
    }

    private void say(ServerRefusal refusal) {
        if (isNews(refusal.word())) {
            log.warn("event=ledger-refused servers={} why=\"{}\"{}", address, refusal.message(), refusal.remedy());
        }
    }

    /** Asks a server that owes an answer whether it is still there, while nobody else waits for it. */
    private void doubt(Link used) {
        if (used == link && used.silent.compareAndSet(false, true)) {
            call(used, Script.HELLO, new Arguments().text(ServerCheck.runOf(used.info)))
                    .subscribe(answer -> used.silent.set(false), error -> giveUp(used, "no answer"));
        }
    }

    /** Once a minute is enough, not at every request. */
    private boolean isNews(String word) {
        long nowNanos = System.nanoTime();
        Long before = refusalsSaid.get(word);
        boolean news = before == null || nowNanos - before > SAYS_AGAIN_NANOS;
        return news
                && (before == null
                        ? refusalsSaid.putIfAbsent(word, nowNanos) == null
                        : refusalsSaid.replace(word, before, nowNanos));
    }

    private void connect() {
        if (closed) {
            return;
        }
        openLink()
                .whenCompleteAsync(
                        (opened, error) -> {
                            if (opened != null) {
                                take(opened);
                            } else {
                                log.debug(
                                        "event=ledger-unreachable servers={} why=\"{}\"",
                                        address,
                                        String.valueOf(error));
                                retry(whyUnreachable(error));
                            }
                        },
                        thread);
    }

    private static String whyUnreachable(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException refused) {
                String message = String.valueOf(refused.getMessage());
                String end = ServerRefusal.of(message).end();
                return end == null ? message : end;
            }
        }
        return "unreachable";
    }

    /** Listens first: no change can happen between hearing and asking. */
    private CompletionStage<Link> openLink() {
        try {
            return servers.openPubSub().thenCompose(changes -> {
                changes.addListener(new Hearing());
                return changes.async()
                        .subscribe(channel)
                        .thenCompose(subscribed -> servers.open())
                        .thenApply(scripts -> new Link(scripts, changes))
                        .thenCompose(this::greet)
                        .whenComplete((opened, error) -> {
                            if (error != null) {
                                var unused = changes.closeAsync();
                            }
                        });
            });
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Before anything else is said on this line: who answers, and with which memory. */
    private CompletionStage<Link> greet(Link opened) {
        return opened.scripts
                .server()
                .info()
                .exceptionally(notPermitted -> "")
                .thenCompose(info -> {
                    opened.info = info;
                    return call(opened, Script.HELLO, new Arguments().text(ServerCheck.runOf(info)))
                            .map(reply -> reply.text(0))
                            .toFuture();
                })
                .thenApply(epoch -> {
                    opened.epoch = epoch;
                    return opened;
                })
                .whenComplete((greeted, error) -> {
                    if (error != null) {
                        opened.close();
                    }
                });
    }

    /** The server's own name for its life, or empty. */
    String run() {
        Link used = link;
        return used == null ? "" : ServerCheck.runOf(used.info);
    }

    private void take(Link opened) {
        if (closed) {
            opened.close();
            return;
        }
        link = opened;
        opened.watch(() -> giveUp(opened, "disconnected"));
        if (!opened.isOpen()) {
            giveUp(opened, "disconnected");
            return;
        }
        Opening opening = saidLost ? Opening.AFTER_LOSS : Opening.AT_ONCE;
        saidLost = false;
        log.info("event={} servers={}", opening == Opening.AT_ONCE ? "ledger-connected" : "ledger-returned", address);
        events.opened(opening, opened.epoch);
        listener.returned();
        check(opened);
    }

    /** Says once what an operator should change about the server. */
    private void check(Link opened) {
        List<String> complaints = ServerCheck.complaints(opened.info);
        if (!complaints.equals(said)) {
            complaints.forEach(what -> log.warn("event=ledger-unsafe servers={} why=\"{}\"", address, what));
            said = complaints;
        }
    }

    private void giveUp(Link broken, String why) {
        if (!thread.isShutdown()) {
            thread.execute(() -> {
                if (link == broken) {
                    link = null;
                    broken.close();
                    retry(why);
                }
            });
        }
    }

    private void retry(String why) {
        if (closed) {
            return;
        }
        if (!saidLost) {
            saidLost = true;
            log.warn("event=ledger-lost servers={} why=\"{}\"", address, why);
            listener.lost();
        }
        var unused = thread.schedule(this::connect, RETRY_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            thread.submit(() -> {
                        closed = true;
                        link = null; // the client closes what is open
                    })
                    .get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.debug("event=ledger-close-slow servers={}", address);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdownNow();
        servers.close();
    }
}
