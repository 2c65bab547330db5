package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/**
 * The ledger in Redis 6 or later, shared by all nodes of an ENT.
 *
 * <p>Every operation is one script, atomic and judged by Redis' own clock. The ledger is there at once, whether Redis is
 * or not: while it is not, every operation fails immediately. A node remembers the numbers it announced and announces
 * them again by itself whenever Redis lacks them or has older ones.
 */
public final class RedisLedger implements SeatLedger {

    private static final Duration ANSWERS_WITHIN = Duration.ofMillis(250);
    private static final Duration EMITS_WITHIN = Duration.ofSeconds(1);

    private final LedgerListener listener;
    private final RedisLine line;
    private final AtomicReference<@Nullable PolicyNumbers> announced = new AtomicReference<>();
    private final Sinks.Many<LedgerChange> changes = Sinks.many().multicast().directBestEffort();

    /**
     * Opens the ledger without waiting for it.
     *
     * @param name names the ENT's keys: {@code [a-z0-9-]+}
     * @param uris one {@code redis://}, {@code rediss://} or {@code redis-sentinel://HOSTS#MASTER}; several: the nodes of a
     *     cluster
     */
    public RedisLedger(String name, List<URI> uris, LedgerListener listener) {
        this(name, uris, listener, ANSWERS_WITHIN);
    }

    RedisLedger(String name, List<URI> uris, LedgerListener listener, Duration answersWithin) {
        this.listener = listener;
        this.line = new RedisLine(
                Servers.at(uris, answersWithin),
                withoutCredentials(uris),
                "{ecluse:" + name + "}",
                listener,
                new RedisLine.Events() {
                    @Override
                    public void changed(byte[] message) {
                        LedgerChange change = Changes.read(message);
                        if (change != null) {
                            publish(change);
                        }
                    }

                    @Override
                    public void opened(RedisLine.Opening opening) {
                        announceAgain().onErrorComplete().subscribe();
                        if (opening == RedisLine.Opening.AFTER_LOSS) {
                            publish(new LedgerChange.Reconnected());
                        }
                    }
                });
        line.open();
    }

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return Mono.defer(() -> {
            announced.accumulateAndGet(
                    numbers, (known, given) -> known == null || isNewer(given, known) ? given : known);
            return ask(Operation.ANNOUNCE, Script.ANNOUNCE, arguments(numbers), reply -> reply)
                    .then();
        });
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return ask(Operation.ADMIT, Script.ADMIT, arguments(claim).text("admit"), Replies::admission);
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return ask(Operation.ADMIT, Script.ADMIT, arguments(claim).text("find"), Replies::admission);
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        Arguments arguments = new Arguments();
        for (Renewal renewal : batch) {
            arguments.person(renewal.person()).number(renewal.idleFor().toMillis());
        }
        return ask(Operation.RENEW, Script.RENEW, arguments, Replies::renewed);
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return ask(Operation.SERVE, Script.SERVE, arguments(List.of(claim)), Replies::serving);
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return ask(Operation.RENEW, Script.RENEW_SERVICES, arguments(batch), Replies::renewed);
    }

    @Override
    public Mono<SessionState> session(String session) {
        return ask(
                Operation.SESSION,
                Script.SESSION,
                new Arguments().text(session),
                reply -> reply.number(0) == 1 ? SessionState.ENDED : SessionState.NOT_ENDED);
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        Arguments arguments = new Arguments().person(person).text(session);
        return ask(Operation.RELEASE, Script.RELEASE, arguments, reply -> new Released(reply.intNumber(0)));
    }

    @Override
    public Mono<Released> releaseRole(Role role) {
        Arguments arguments = new Arguments().text(role.name());
        return ask(Operation.RELEASE, Script.RELEASE_ROLE, arguments, reply -> new Released(reply.intNumber(0)));
    }

    @Override
    public Mono<Void> bind(Binding binding) {
        Arguments arguments = new Arguments()
                .person(binding.person())
                .text(binding.session())
                .number(binding.lasts().toMillis())
                .number((long) SESSIONS_PER_HANDLE)
                .handles(binding.handles());
        return ask(Operation.BIND, Script.BIND, arguments, reply -> reply).then();
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        Arguments arguments = (notice == null
                        ? new Arguments().text(null).number(null)
                        : new Arguments()
                                .person(notice.id())
                                .number(notice.lasts().toMillis()))
                .handles(handles);
        return ask(
                Operation.RELEASE,
                Script.END_SESSIONS,
                arguments,
                reply -> new Ended(reply.intNumber(0), reply.intNumber(1), reply.intNumber(2)));
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return ask(Operation.CENSUS, Script.CENSUS, new Arguments().roles(open), reply -> {
            announceIfNewer(reply);
            return Replies.census(reply);
        });
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        Duration endsIn = order.endsIn();
        return ceiling(new Arguments()
                .number((long) order.sessions())
                .number(endsIn == null ? null : endsIn.toMillis())
                .number(order.expectedVersion())
                .text(order.by())
                .text(order.reason()));
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return ceiling(new Arguments()
                .number(null)
                .number(null)
                .number(clearance.expectedVersion())
                .text(clearance.by())
                .text(clearance.reason()));
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        Arguments arguments = new Arguments()
                .text(note.by())
                .text(note.what())
                .text(note.from())
                .text(note.to())
                .text(note.reason());
        return ask(Operation.AUDIT, Script.NOTE, arguments, reply -> reply).then();
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return ask(Operation.AUDIT, Script.AUDIT, new Arguments().number((long) limit), Replies::audit);
    }

    @Override
    public Flux<LedgerChange> changes() {
        return changes.asFlux();
    }

    /** Closes both connections; waits a second or two for them. */
    @Override
    public void close() {
        line.close();
    }

    private Mono<CeilingState> ceiling(Arguments arguments) {
        return ask(Operation.CEILING, Script.CEILING, arguments, Replies::changedCeiling);
    }

    private <T> Mono<T> ask(Operation operation, Script script, Arguments arguments, Function<Reply, T> read) {
        Mono<Reply> call = line.call(script, arguments);
        Mono<T> persistent = call.onErrorResume(
                        NoPolicyException.class, forgotten -> announceAgain().then(call))
                .onErrorMap(NoPolicyException.class, e -> new LedgerUnavailableException("no policy was announced", e))
                .map(read);
        return listener.timed(operation, persistent);
    }

    private Mono<Void> announceAgain() {
        PolicyNumbers numbers = announced.get();
        return numbers == null
                ? Mono.empty()
                : line.call(Script.ANNOUNCE, arguments(numbers)).then();
    }

    /** A Redis that was emptied may have been told older numbers by another node. */
    private void announceIfNewer(Reply census) {
        PolicyNumbers numbers = announced.get();
        if (numbers != null && numbers.loadedAtMillis() > Replies.policyLoadedAtMillis(census)) {
            announceAgain().onErrorComplete().subscribe();
        }
    }

    private void publish(LedgerChange change) {
        changes.emitNext(change, EmitFailureHandler.busyLooping(EMITS_WITHIN));
    }

    private static boolean isNewer(PolicyNumbers given, PolicyNumbers known) {
        return given.loadedAtMillis() >= known.loadedAtMillis();
    }

    private static Arguments arguments(Claim claim) {
        return new Arguments()
                .person(claim.person())
                .text(claim.role().name())
                .text(claim.session())
                .number(claim.arrivalMillis())
                .roles(claim.open());
    }

    private static Arguments arguments(PolicyNumbers numbers) {
        String priority = numbers.priority().stream()
                .map(threshold -> threshold.admittedBelowPercent() + " "
                        + threshold.role().name())
                .collect(Collectors.joining("\n"));
        Arguments arguments = new Arguments()
                .text(numbers.sha256())
                .number(numbers.loadedAtMillis())
                .number((long) numbers.sessions())
                .number((long) numbers.atLeast())
                .number((long) numbers.atMost())
                .number((long) numbers.newPerSecond())
                .number(numbers.idle().toMillis())
                .number(numbers.longest().toMillis())
                .text(priority);
        numbers.services().forEach(own -> arguments.text(own.service()).number((long) own.sessions()));
        return arguments;
    }

    private static Arguments arguments(List<ServiceClaim> claims) {
        Arguments arguments = new Arguments();
        for (ServiceClaim claim : claims) {
            arguments
                    .person(claim.person())
                    .text(claim.service())
                    .number(claim.idleFor().toMillis());
        }
        return arguments;
    }

    private static String withoutCredentials(List<URI> uris) {
        return uris.stream()
                .map(uri -> uri.toString().replaceFirst("//[^/@]*@", "//"))
                .collect(Collectors.joining(","));
    }
}
