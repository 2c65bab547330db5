package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.LoginBook;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** The line before the login that all nodes of an ENT share, over the line of their ledger. Thread-safe. */
final class RedisLoginBook implements LoginBook {

    private final RedisLine line;

    RedisLoginBook(RedisLine line) {
        this.line = line;
    }

    @Override
    public Mono<Allowance> tell(Report report) {
        return Mono.defer(() -> {
            Arguments arguments = new Arguments()
                    .text(report.node())
                    .number((long) report.perSecond())
                    .number(report.knocked())
                    .number(report.begun());
            report.arrivals()
                    .forEach((second, people) -> arguments.number(second).number(people));
            return line.call(Script.LOGINS, arguments)
                    .onErrorMap(RedisLine.Refused.class, e -> new LedgerUnavailableException(e.word(), e))
                    .map(RedisLoginBook::allowance);
        });
    }

    private static Allowance allowance(Reply reply) {
        Reply marks = reply.list(4);
        List<Second> waiting = new ArrayList<>(marks.size() / 2);
        for (int i = 0; i < marks.size(); i += 2) {
            waiting.add(new Second(marks.number(i), marks.number(i + 1)));
        }
        return new Allowance(reply.number(0), reply.intNumber(1), reply.number(2), reply.number(3), waiting);
    }
}
