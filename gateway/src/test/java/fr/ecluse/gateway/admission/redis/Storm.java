package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.Await;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.policy.Role;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Several gateways in processes of their own on one Redis, in a storm: people who arrive, actions that happen, scripts that
 * are replayed; and three witnesses: the log of every command that Redis ran, readings of Redis' own view, and what the
 * nodes told people.
 */
final class Storm implements AutoCloseable {

    static final String NAME = "orage";

    private static final int NODES = 4;
    private static final int PEOPLE = 20_000;
    private static final int REPLAYED = 40; // one script of so many
    private static final int LATE = 5_000; // ms, where the machine is busy with other things
    private static final Duration ACTION_EVERY = Duration.ofMillis(250);
    private static final Duration READING_EVERY = Duration.ofMillis(5);

    private final long seed;
    private final double arrivalsPerSecond;
    private final TestRedis redis = new TestRedis();
    private final TestRedis.Probe probe = redis.probe();
    private final RedisLayout layout = new RedisLayout(NAME);
    private final SeatAccount account;
    private final String readingDigest;
    private final LateReplays replays;
    private final CommandLog log;
    private final Queue<NodeProcess.Report> reports = new ConcurrentLinkedQueue<>();
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final Map<StormAction, Integer> happened = Collections.synchronizedMap(new EnumMap<>(StormAction.class));
    private final ScheduledExecutorService weather = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService waking = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService reading = Executors.newSingleThreadScheduledExecutor();
    private final List<Taken> takings = new ArrayList<>();
    private final Queue<String> broken = new ConcurrentLinkedQueue<>();
    private final RedisLedger ledger;

    private PolicyNumbers policy = CeilingStormTest.POLICY;
    private long nodesStarted;
    private volatile boolean replaying = true;

    /** A reading of Redis' own view, by its number in the log. */
    record Taken(long number, SeatAccount.Reading view) {}

    Storm(long seed, double arrivalsPerSecond) throws Exception {
        this.seed = seed;
        this.arrivalsPerSecond = arrivalsPerSecond;
        this.readingDigest = probe.commands().scriptLoad(RedisLayout.READING);
        int replayedWithin = (int) (2 * policy.idle().toMillis());
        this.replays = new LateReplays(redis.port(), seed, replayedWithin);
        this.account = new SeatAccount(layout, replayedWithin + LATE);
        Random chance = new Random(seed);
        this.log = new CommandLog(redis.port(), RedisLayout::isWrite, new CommandLog.Hearer() {
            @Override
            public void called(List<String> command) {
                account.called(command);
                if (RedisLayout.isForgetting(command)) {
                    return;
                }
                if (command.get(1).equals(readingDigest)) {
                    account.readsHere(Long.parseLong(command.get(4)));
                } else if (replaying && chance.nextInt(REPLAYED) == 0) {
                    replays.later(command);
                }
            }

            @Override
            public void ran(List<String> command) {
                account.ran(command);
            }
        });
        this.ledger = TestLedgers.connected(NAME, redis);
        TestLedgers.holdsNothing(ledger);
        ledger.announce(policy).block();
    }

    /** Lets it rage for as long, and until everything has happened once; then lets everybody go, and waits until the last seat must have expired. */
    void rage(Duration lasts) throws Exception {
        for (int i = 0; i < NODES; i++) {
            nodes.add(startNode());
        }
        for (NodeProcess node : nodes) {
            node.awaitReady();
        }
        var unused = reading.scheduleWithFixedDelay(this::read, 0, READING_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        Random random = new Random(seed);
        Queue<StormAction> deck = new ArrayDeque<>();
        unused = weather.scheduleWithFixedDelay(
                () -> happen(deck, random), 0, ACTION_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        weather.awaitTermination(lasts.toMillis(), TimeUnit.MILLISECONDS);
        Await.until(() -> happened.size() == StormAction.values().length);
        calm();
    }

    private void happen(Queue<StormAction> deck, Random random) {
        try {
            if (deck.isEmpty()) {
                deck.addAll(StormAction.deck(random));
            }
            StormAction action = deck.remove();
            action.act(this, random);
            happened.merge(action, 1, Integer::sum);
        } catch (LedgerUnavailableException slow) {
            // the next action will do
        } catch (RuntimeException e) {
            broken.add("an action broke: " + e);
        }
    }

    private void calm() throws Exception {
        replaying = false;
        weather.shutdown();
        weather.awaitTermination(1, TimeUnit.MINUTES);
        waking.shutdown(); // and what it has still to do is done: every paused node wakes
        waking.awaitTermination(1, TimeUnit.MINUTES);
        replays.close();
        for (NodeProcess node : nodes) {
            node.awaitReady();
            node.stop();
        }
        reading.shutdown();
        reading.awaitTermination(1, TimeUnit.MINUTES);
        // what was asked for last has an end, and then nobody can do anything for a seat any more
        long last = read().view().nowMillis() + StormNode.PATIENCE.toMillis();
        Await.until(() -> census().ledgerMillis() > last + policy.idle().toMillis());
        read();
        nodes.forEach(NodeProcess::close);
        log.finish();
        account.ends();
    }

    private NodeProcess startNode() {
        return new NodeProcess(redis.uri(), NAME, seed + ++nodesStarted, arrivalsPerSecond / NODES, PEOPLE, reports);
    }

    private Taken read() {
        long number = takings.size();
        List<?> said = probe.commands()
                .evalsha(
                        readingDigest,
                        ScriptOutputType.MULTI,
                        new String[] {RedisLayout.tag(NAME)},
                        Long.toString(number));
        Map<String, Integer> seats = new TreeMap<>();
        for (int i = 3; i < said.size(); i += 2) {
            seats.put((String) said.get(i), ((Long) said.get(i + 1)).intValue());
        }
        Taken taken =
                new Taken(number, new SeatAccount.Reading((Long) said.get(0), ((Long) said.get(1)).intValue(), seats));
        takings.add(taken);
        return taken;
    }

    private Census census() {
        return ledger.census(CeilingStormTest.OPEN).block();
    }

    // --- what the actions do -----------------------------------------------------------------------------------

    PolicyNumbers policy() {
        return policy;
    }

    void order(CeilingOrder order) {
        ledger.raise(order).block();
    }

    void clear(CeilingClearance clearance) {
        ledger.clear(clearance).block();
    }

    void releaseRole(Role role) {
        ledger.releaseRole(role).block();
    }

    /** A newer policy with another ceiling. */
    void reload(int sessions) {
        policy = new PolicyNumbers(
                policy.sha256(),
                policy.loadedAtMillis() + 1,
                policy.priority(),
                sessions,
                policy.atLeast(),
                policy.atMost(),
                policy.newPerSecond(),
                policy.idle(),
                policy.longest());
        ledger.announce(policy).block();
    }

    /** It forgets everything, as if it had been started anew; unlike that, the log of its commands goes on. */
    void emptyRedis() {
        probe.commands().flushall();
    }

    /** SIGKILL; another one starts in its place. */
    void killNode(Random random) {
        int place = random.nextInt(NODES);
        if (nodes.get(place).isReady()) {
            nodes.get(place).close();
            nodes.set(place, startNode());
        }
    }

    /** SIGSTOP, and SIGCONT after a while. */
    void pauseNode(Random random, Duration lasts) {
        NodeProcess node = nodes.get(random.nextInt(NODES));
        if (node.isReady()) {
            node.pause();
            var unused = waking.schedule(node::resume, lasts.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // --- what the witnesses say --------------------------------------------------------------------------------

    SeatAccount account() {
        return account;
    }

    Queue<NodeProcess.Report> reports() {
        return reports;
    }

    Map<StormAction, Integer> happened() {
        return happened;
    }

    long replayed() {
        return replays.sent();
    }

    List<Taken> takings() {
        return takings;
    }

    /** What went wrong with the storm itself. */
    List<String> broken() {
        return List.copyOf(broken);
    }

    /**
     * Lets the housekeeping do its work half a day later.
     *
     * @return what is left in Redis of people, sessions and nodes
     */
    List<String> leftHalfADayLater() {
        long later = census().ledgerMillis() + Duration.ofHours(13).toMillis();
        long before = Long.MAX_VALUE;
        // as long as there is less and less of it
        for (long size = size(); size < before; size = size()) {
            before = size;
            later += 1_000; // each time a step is due, and with it some housekeeping
            probe.commands().set(RedisLayout.tag(NAME) + ":clock", Long.toString(later));
            census();
        }
        return probe.commands().keys("*").stream()
                .filter(key -> !layout.isKept(key))
                .toList();
    }

    private long size() {
        var commands = probe.commands();
        return commands.keys("*").stream()
                .mapToLong(key -> switch (commands.type(key)) {
                    case "zset" -> commands.zcard(key);
                    case "hash" -> commands.hlen(key);
                    default -> 1;
                })
                .sum();
    }

    @Override
    public void close() {
        weather.shutdownNow();
        reading.shutdownNow();
        waking.shutdownNow();
        nodes.forEach(NodeProcess::close);
        ledger.close();
        probe.close();
        redis.close();
    }
}
