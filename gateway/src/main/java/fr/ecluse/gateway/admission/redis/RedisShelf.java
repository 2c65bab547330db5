package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.Shelf;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Small values that all nodes of an ENT share, over the line of their ledger. Thread-safe. */
final class RedisShelf implements Shelf {

    private final RedisLine line;
    private final LedgerListener listener;

    RedisShelf(RedisLine line, LedgerListener listener) {
        this.line = line;
        this.listener = listener;
    }

    @Override
    public Mono<byte[]> read(String name) {
        return ask(Script.SHELF_READ, new Arguments().text(name))
                .map(reply -> reply.bytes(0))
                .filter(value -> value.length > 0);
    }

    @Override
    public Mono<Boolean> replace(String name, byte[] before, byte[] after, Duration keep) {
        Arguments arguments =
                new Arguments().text(name).bytes(before).bytes(after).number(Math.max(1, keep.toMillis()));
        return ask(Script.SHELF_REPLACE, arguments).map(reply -> reply.number(0) == 1);
    }

    private Mono<Reply> ask(Script script, Arguments arguments) {
        return listener.timed(
                Operation.SHELF,
                Mono.defer(() -> line.call(script, arguments))
                        .onErrorMap(RedisLine.Refused.class, e -> new LedgerUnavailableException(e.word(), e)));
    }
}
