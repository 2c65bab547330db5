package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.keys.Pseudonym;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/**
 * The book that all nodes of an ENT share, beside their ledger in Redis and over the same line. What is not persisted there is
 * lost with it, as seats are. Thread-safe.
 */
final class RedisDayBook implements DayBook {

    private final RedisLine line;

    RedisDayBook(RedisLine line) {
        this.line = line;
    }

    @Override
    public Mono<Void> add(Batch batch) {
        return line.call(Script.ADD_TO_DAY, arguments(batch)).then();
    }

    @Override
    public Mono<DayTotals> read(LocalDate day) {
        return line.call(Script.READ_DAY, new Arguments().text(day.toString()))
                .filter(reply -> reply.size() > 0)
                .map(DayReply::totals);
    }

    private static Arguments arguments(Batch batch) {
        Peak peak = batch.peak();
        Arguments arguments = new Arguments()
                .text(batch.day().toString())
                .text(batch.run())
                .number(batch.number())
                .number(KEPT.toMillis())
                .number(peak == null ? null : peak.sessions())
                .number(peak == null ? null : peak.at().toEpochMilli());
        TreeMap<String, Long> counters = counters(batch);
        arguments.number((long) counters.size());
        counters.forEach((field, more) -> arguments.text(field).number(more));
        batch.roles().forEach((role, counts) -> {
            crowd(arguments, DayReply.TRIED + role.name(), counts.tried());
            crowd(arguments, DayReply.SEATED + role.name(), counts.seated());
        });
        batch.rules().forEach((rule, counts) -> crowd(arguments, DayReply.REFUSED + rule, counts.persons()));
        return arguments;
    }

    private static TreeMap<String, Long> counters(Batch batch) {
        TreeMap<String, Long> counters = new TreeMap<>();
        batch.roles().forEach((role, counts) -> {
            counters.put(DayReply.VISITS + role.name(), counts.visits());
            counts.waits()
                    .counts()
                    .forEach((bucket, count) -> counters.put(DayReply.WAITS + role.name() + ":" + bucket, count));
        });
        batch.rules().forEach((rule, counts) -> counters.put(DayReply.REQUESTS + rule, counts.requests()));
        counters.put(DayReply.MISSED, batch.missed());
        return counters;
    }

    private static void crowd(Arguments arguments, String name, Set<Pseudonym> persons) {
        if (!persons.isEmpty()) {
            arguments.text(name).number((long) persons.size());
            persons.forEach(arguments::person);
        }
    }
}
