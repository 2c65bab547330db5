package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.LoginBook;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** The line before the login of one process. The rules are those of {@code logins.lua}, step by step. */
public final class MemoryLoginBook implements LoginBook {

    private static final long SECOND_MILLIS = 1_000;

    private final Clock clock;
    private final TreeMap<Long, Long> waiting = new TreeMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Deque<Long> calledLess = new ArrayDeque<>();
    private double tokens;
    private long tokensAt;
    private long steppedAt;
    private long begun;
    private long calledUntil;

    private static final class Node {
        long toldAt;
        long knocked;
        double credit;
    }

    /** @param clock the ledger's */
    public MemoryLoginBook(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Mono<Allowance> tell(Report report) {
        return Mono.fromSupplier(() -> told(report));
    }

    private synchronized Allowance told(Report report) {
        long now = Math.max(clock.millis(), tokensAt);
        report.arrivals().forEach((second, people) -> waiting.merge(second, people, Long::sum));
        begun += report.begun();
        nodes.values().removeIf(each -> now - each.toldAt >= SILENT_MILLIS);
        Node node = nodes.computeIfAbsent(report.node(), unused -> new Node());
        long sinceMillis = Math.min(now - node.toldAt, SECOND_MILLIS * 2);
        node.toldAt = now;
        node.knocked = report.knocked();
        step(report.perSecond(), now);

        long knocked = nodes.values().stream().mapToLong(each -> each.knocked).sum();
        double rate = report.perSecond();
        tokens = Math.min(rate + 1, tokens + rate * (now - tokensAt) / SECOND_MILLIS);
        tokensAt = now;
        double share =
                node.knocked * Math.min(1, rate / Math.max(1, knocked)) + Math.max(0, rate - knocked) / nodes.size();
        node.credit = Math.min(1 + share, node.credit + share * sinceMillis / SECOND_MILLIS);
        int logins = (int) Math.floor(Math.min(node.credit, tokens) + 1e-6);
        node.credit -= logins;
        tokens -= logins;
        return new Allowance(
                now,
                logins,
                calledUntil,
                knocked,
                waiting.entrySet().stream()
                        .map(each -> new Second(each.getKey(), each.getValue()))
                        .toList());
    }

    /** Calls people, once a second, of the seconds that every node has told of. */
    private void step(int perSecond, long now) {
        if (now - steppedAt < SECOND_MILLIS) {
            return;
        }
        steppedAt = now;
        long ahead = calledLess.stream().mapToLong(Long::longValue).sum() - begun;
        long people = Math.max(0, (long) CALLED_AHEAD_SECONDS * perSecond - Math.max(0, ahead));
        long called = 0;
        long complete = now - 2 * SECOND_MILLIS;
        Map.Entry<Long, Long> first = waiting.firstEntry();
        while (first != null && first.getKey() <= complete && called < people) {
            long second = first.getKey();
            long there = first.getValue();
            long from = Math.max(calledUntil + 1, second);
            long taken = Math.min(there, people - called);
            long to = taken == there
                    ? second + SECOND_MILLIS - 1
                    : from + (second + SECOND_MILLIS - 1 - from) * taken / there;
            calledUntil = Math.max(calledUntil, to);
            called += taken;
            if (taken == there) {
                waiting.remove(second);
            } else {
                waiting.put(second, there - taken);
            }
            first = waiting.firstEntry();
        }
        if (first == null || first.getKey() > complete) {
            calledUntil = Math.max(calledUntil, complete - complete % SECOND_MILLIS - 1);
        }
        calledLess.addLast(called - begun);
        begun = 0;
        if (calledLess.size() > CALLED_AHEAD_SECONDS) {
            calledLess.removeFirst();
        }
    }
}
