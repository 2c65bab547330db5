package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.Lease;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.LedgerUnavailableException;
import fr.ecluse.gateway.admission.LoginBook;
import fr.ecluse.gateway.admission.Recollection;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.ServiceHolding;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.admission.Shelf;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.util.retry.Retry;

/**
 * The ledger in Redis 6 or later, shared by all nodes of an ENT.
 *
 * <p>Every operation is one script, atomic and judged by Redis' own clock. The ledger is there at once, whether Redis is
 * or not: while it is not, every operation fails immediately. A node remembers the numbers it announced and announces
 * them again by itself whenever Redis lacks them or has older ones.
 */
public final class RedisLedger implements SeatLedger {

    private static final Logger log = LoggerFactory.getLogger(RedisLedger.class);

    private static final Duration ANSWERS_WITHIN = Duration.ofMillis(250);
    private static final Duration EMITS_WITHIN = Duration.ofSeconds(1);
    private static final Duration REENTRY_RETRY = Duration.ofMillis(250);
    private static final int REENTRY_RETRIES = 12;

    private final LedgerListener listener;
    private final Duration answersWithin;
    private final RedisLine line;
    private final AtomicReference<@Nullable PolicyNumbers> announced = new AtomicReference<>();
    private final Epochs epochs = new Epochs();
    private final Together<Claim, Admission> admissions = new Together<>(RedisLedger::goTogether, this::admit);
    private final Together<Claim, Admission> findings =
            new Together<>(RedisLedger::goTogether, claims -> ask("find", claims));
    private final Together<Claim, Admission> queues =
            new Together<>(RedisLedger::goTogether, claims -> ask("queue", claims));
    private final Together<Claim, Admission> observations =
            new Together<>(RedisLedger::goTogether, claims -> ask("observe", claims));
    private final LongOrder blocks = new LongOrder(
            Subject.BLOCKS,
            () -> ask(Operation.ORDER, Script.READ_ORDER, new Arguments().text(Subject.BLOCKS.word()), Replies::order));
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
        this.answersWithin = answersWithin;
        this.line = new RedisLine(
                Servers.at(uris, answersWithin, "{ecluse:" + name + "}", listener),
                withoutCredentials(uris),
                "{ecluse:" + name + "}",
                listener,
                new RedisLine.Events() {
                    @Override
                    public void changed(byte[] message) {
                        LedgerChange change = Changes.read(message);
                        if (change instanceof LedgerChange.Forgot forgot) {
                            met(forgot.epoch());
                        } else if (change != null) {
                            publish(change);
                        }
                    }

                    @Override
                    public void opened(RedisLine.Opening opening, String found) {
                        met(found);
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
            return ask(Operation.ANNOUNCE, Script.ANNOUNCE, () -> announcement(numbers), reply -> {
                        met(reply.text(0));
                        return reply;
                    })
                    .then();
        });
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return admissions.ask(claim);
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return findings.ask(claim);
    }

    @Override
    public Mono<Admission> queue(Claim claim) {
        Claim calling = new Claim(claim.person(), claim.role(), claim.session(), claim.arrivalMillis(), Set.of());
        return queues.ask(calling);
    }

    @Override
    public Mono<Admission> observe(Claim claim) {
        return observations.ask(claim);
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return ask(Operation.RENEW, Script.RENEW, () -> Questions.renewals(epochs.told(), batch), Replies::renewed);
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return ask(
                Operation.SERVE,
                Script.SERVE,
                () -> Questions.serviceClaims(epochs.told(), List.of(claim)),
                Replies::serving);
    }

    @Override
    public Mono<Serving> observe(ServiceClaim claim) {
        return ask(Operation.SERVE, Script.SERVE, () -> Questions.observation(epochs.told(), claim), Replies::serving);
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return ask(
                Operation.RENEW,
                Script.RENEW_SERVICES,
                () -> Questions.serviceClaims(epochs.told(), batch),
                Replies::renewed);
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
        return ask(Operation.BIND, Script.BIND, Questions.binding(binding, SESSIONS_PER_HANDLE), reply -> reply)
                .then();
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return ask(
                Operation.RELEASE,
                Script.END_SESSIONS,
                Questions.end(handles, notice),
                reply -> new Ended(reply.intNumber(0), reply.intNumber(1), reply.intNumber(2)));
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return ask(Operation.CENSUS, Script.CENSUS, new Arguments().roles(open), reply -> {
                    announceIfNewer(reply);
                    met(Replies.epoch(reply));
                    return blocks.in(Replies.census(reply), Replies.epoch(reply));
                })
                .flatMap(whole -> whole);
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        return ceiling(Questions.order(order));
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return ceiling(Questions.clearance(clearance));
    }

    @Override
    public Mono<StandingOrder> order(StandingOrder.Change change) {
        return afterReentry(ask(Operation.ORDER, Script.ORDER, Questions.change(change), Replies::changedOrder));
    }

    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return ask(
                Operation.LEASE,
                Script.LEASE,
                () -> Questions.lease(request, epochs.told()),
                reply -> new Lease(reply.intNumber(0), reply.millis(1), reply.intNumber(2)));
    }

    @Override
    public Mono<Void> recall(Recollection recollection) {
        Mono<Void> orders = Flux.fromIterable(recollection.orders())
                .concatMap(order -> ask(
                        Operation.REENTER,
                        Script.RECALL_ORDER,
                        () -> Questions.recallOrder(epochs.met(), order),
                        reply -> reply))
                .then();
        return orders.then(ask(
                        Operation.REENTER,
                        Script.RECALL,
                        () -> Questions.recall(epochs.met(), recollection),
                        reply -> reply))
                .then();
    }

    @Override
    public Mono<List<Renewed>> reenter(List<Holding> batch) {
        return ask(Operation.REENTER, Script.REENTER, () -> Questions.holdings(epochs.met(), batch), Replies::renewed);
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return ask(
                Operation.REENTER,
                Script.REENTER_SERVICES,
                () -> Questions.serviceHoldings(epochs.met(), batch),
                Replies::renewed);
    }

    @Override
    public Mono<Void> expect(List<ExpectedLine> lines) {
        return ask(Operation.REENTER, Script.EXPECT, () -> Questions.expectedLines(epochs.met(), lines), reply -> reply)
                .then();
    }

    @Override
    public void reentered(String epoch) {
        epochs.tell(epoch);
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        return ask(Operation.AUDIT, Script.NOTE, Questions.note(note), reply -> reply)
                .then();
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return ask(Operation.AUDIT, Script.AUDIT, new Arguments().number((long) limit), Replies::audit);
    }

    @Override
    public Flux<LedgerChange> changes() {
        return changes.asFlux();
    }

    /** The book of the ENT's days, over the line of this ledger: as long as that is open. */
    public DayBook dayBook() {
        return new RedisDayBook(line);
    }

    /** The line before the login, over the line of this ledger: as long as that is open. */
    public LoginBook loginBook() {
        return new RedisLoginBook(line);
    }

    /** Small values that the nodes share, over the line of this ledger: as long as that is open. */
    public Shelf shelf() {
        return new RedisShelf(line, listener);
    }

    /** What an answer may take before its call fails. */
    public Duration answersWithin() {
        return answersWithin;
    }

    /** Closes both connections; waits a second or two for them. */
    @Override
    public void close() {
        line.close();
    }

    private static boolean goTogether(Claim one, Claim other) {
        return one.open().equals(other.open());
    }

    /** Admits several in one call, one after the other. */
    Mono<List<Mono<Admission>>> admit(List<Claim> claims) {
        return ask("admit", claims);
    }

    private Mono<List<Mono<Admission>>> ask(String what, List<Claim> claims) {
        return ask(
                Operation.ADMIT,
                Script.ADMIT,
                () -> Questions.claims(what, epochs.told(), claims),
                reply -> reply.lists().stream().map(this::answer).toList());
    }

    private Mono<Admission> answer(Reply reply) {
        String refusal = Replies.refusal(reply);
        return refusal == null ? Mono.just(Replies.admission(reply)) : Mono.error(line.refused(refusal));
    }

    private Mono<CeilingState> ceiling(Arguments arguments) {
        return afterReentry(ask(Operation.CEILING, Script.CEILING, arguments, Replies::changedCeiling));
    }

    /** While nodes re-enter what they hold, what the operators ordered before may be among it: a change waits for that. */
    private static <T> Mono<T> afterReentry(Mono<T> change) {
        return change.retryWhen(Retry.fixedDelay(REENTRY_RETRIES, REENTRY_RETRY)
                .filter(RedisLedger::isReentry)
                .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    private static boolean isReentry(Throwable error) {
        return error.getCause() instanceof RedisLine.Refused refused && refused.says("REENTRY");
    }

    private <T> Mono<T> ask(Operation operation, Script script, Arguments arguments, Function<Reply, T> read) {
        return ask(operation, script, () -> arguments, read);
    }

    /** @param arguments read anew at each try, since an epoch may be among them */
    private <T> Mono<T> ask(
            Operation operation, Script script, Supplier<Arguments> arguments, Function<Reply, T> read) {
        Mono<Reply> call = Mono.defer(() -> line.call(script, arguments.get()));
        Mono<T> persistent = call.onErrorResume(
                        error -> says(error, "NOPOLICY"),
                        forgotten -> announceAgain().then(call))
                .doOnError(error -> says(error, "EPOCH"), error -> met(((RedisLine.Refused) error).rest()))
                .onErrorMap(RedisLine.Refused.class, e -> new LedgerUnavailableException(e.word(), e))
                .map(read);
        return listener.timed(operation, persistent);
    }

    private static boolean says(Throwable error, String word) {
        return error instanceof RedisLine.Refused refused && refused.says(word);
    }

    private void met(String epoch) {
        if (epoch.isEmpty()) {
            return;
        }
        Epochs.Meeting meeting = epochs.meet(epoch);
        if (meeting == Epochs.Meeting.OTHER) {
            log.warn("event=ledger-forgot epoch={} do=\"nothing: nodes tell it what they hold\"", epoch);
            listener.forgot();
        }
        if (meeting != Epochs.Meeting.SAME) {
            publish(new LedgerChange.Forgot(epoch));
        }
    }

    private Mono<Void> announceAgain() {
        PolicyNumbers numbers = announced.get();
        return numbers == null
                ? Mono.empty()
                : line.call(Script.ANNOUNCE, announcement(numbers))
                        .doOnNext(reply -> met(reply.text(0)))
                        .then();
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

    private Arguments announcement(PolicyNumbers numbers) {
        return Questions.announcement(numbers, line.run(), epochs.told());
    }

    private static String withoutCredentials(List<URI> uris) {
        return uris.stream()
                .map(uri -> uri.toString().replaceFirst("//[^/@]*@", "//"))
                .collect(Collectors.joining(","));
    }
}
