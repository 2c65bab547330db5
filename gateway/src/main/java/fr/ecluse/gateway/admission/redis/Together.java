package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Lets questions travel together: one goes at once while few calls are on the way, and those that come while all of them are
 * go with the next. So nobody waits for company, and in a storm many share what a call costs.
 *
 * <p>Thread-safe; holds a lock for as long as it takes to pick the next questions.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
final class Together<Q, A> {

    /** More calls at once would make them smaller; fewer would leave a server idle that is far away. */
    private static final int CALLS_AT_ONCE = 8;

    /** Keeps the server from everybody else for about a millisecond. */
    private static final int MOST_A_CALL = 100;

    /** What a server that answers at all brings in before its answers are overdue. */
    private static final int MOST_WAITING = 20_000;

    private final BiPredicate<Q, Q> alike;
    private final Function<List<Q>, Mono<List<Mono<A>>>> call;
    private final Queue<Asked<Q, A>> waiting = new ArrayDeque<>();
    private final AtomicInteger sendings = new AtomicInteger();
    private int onTheWay;

    private record Asked<Q, A>(Q question, MonoSink<A> sink) {}

    /**
     * @param alike whether two questions may go in one call
     * @param call asks all of them at once, and is answered in their order; an answer may be an error of that question alone
     */
    Together(BiPredicate<Q, Q> alike, Function<List<Q>, Mono<List<Mono<A>>>> call) {
        this.alike = alike;
        this.call = call;
    }

    /** @return fails as the call does, or with {@link LedgerUnavailableException} where too many wait to be asked */
    Mono<A> ask(Q question) {
        return Mono.create(sink -> {
            if (join(new Asked<>(question, sink))) {
                send();
            } else {
                sink.error(new LedgerUnavailableException("too many wait", null));
            }
        });
    }

    private synchronized boolean join(Asked<Q, A> asked) {
        return waiting.size() < MOST_WAITING && waiting.add(asked);
    }

    /** A call that fails at once ends in here again; so the one who is sending already goes on instead. */
    private void send() {
        if (sendings.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (List<Asked<Q, A>> next = next(); !next.isEmpty(); next = next()) {
                send(next);
            }
            seen = sendings.addAndGet(-seen);
        } while (seen != 0);
    }

    private synchronized List<Asked<Q, A>> next() {
        if (onTheWay == CALLS_AT_ONCE || waiting.isEmpty()) {
            return List.of();
        }
        onTheWay++;
        List<Asked<Q, A>> next = new ArrayList<>();
        next.add(waiting.remove());
        while (next.size() < MOST_A_CALL
                && !waiting.isEmpty()
                && alike.test(next.get(0).question, waiting.element().question)) {
            next.add(waiting.remove());
        }
        return next;
    }

    private void send(List<Asked<Q, A>> asked) {
        call.apply(asked.stream().map(Asked::question).toList())
                .doFinally(over -> {
                    arrived();
                    send();
                })
                .subscribe(
                        answers -> {
                            for (int i = 0; i < asked.size(); i++) {
                                MonoSink<A> sink = asked.get(i).sink;
                                answers.get(i).subscribe(sink::success, sink::error);
                            }
                        },
                        error -> asked.forEach(each -> each.sink.error(error)));
    }

    private synchronized void arrived() {
        onTheWay--;
    }
}
