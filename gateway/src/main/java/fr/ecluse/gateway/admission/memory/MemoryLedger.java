package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.AuditEntry;
import fr.ecluse.gateway.admission.AuditNote;
import fr.ecluse.gateway.admission.CeilingClearance;
import fr.ecluse.gateway.admission.CeilingOrder;
import fr.ecluse.gateway.admission.CeilingState;
import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.Holding;
import fr.ecluse.gateway.admission.Lease;
import fr.ecluse.gateway.admission.LedgerChange;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.admission.LedgerListener.Operation;
import fr.ecluse.gateway.admission.Recollection;
import fr.ecluse.gateway.admission.SeatLedger;
import fr.ecluse.gateway.admission.ServiceClaim;
import fr.ecluse.gateway.admission.ServiceHolding;
import fr.ecluse.gateway.admission.Serving;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;

/**
 * The ledger of one process, lost with it.
 *
 * <p>Operations take a lock for some microseconds and answer on the caller's thread. Changes are heard after the lock is
 * left, so that a listener may call back.
 */
public final class MemoryLedger implements SeatLedger {

    private final Clock clock;
    private final LedgerListener listener;
    private final Sinks.Many<LedgerChange> changes = Sinks.many().multicast().directBestEffort();
    private final Object lock = new Object();
    private final Books books = new Books();
    private long latestMillis;

    /** @param clock the ledger's; if it goes back, the ledger's time stands still until it has caught up */
    public MemoryLedger(Clock clock, LedgerListener listener) {
        this.clock = clock;
        this.listener = listener;
    }

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return call(Operation.ANNOUNCE, now -> books.announce(numbers, now))
                .doOnNext(changed -> {
                    if (changed) {
                        publish(new LedgerChange.CeilingChanged());
                    }
                })
                .then();
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return call(Operation.ADMIT, now -> books.admit(claim, now));
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return call(Operation.ADMIT, now -> books.find(claim, now));
    }

    @Override
    public Mono<Admission> queue(Claim claim) {
        return call(Operation.ADMIT, now -> books.queue(claim, now));
    }

    @Override
    public Mono<Admission> observe(Claim claim) {
        return call(Operation.ADMIT, now -> books.observe(claim, now));
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return call(
                Operation.RENEW,
                now -> batch.stream().map(renewal -> books.renew(renewal, now)).toList());
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return call(Operation.SERVE, now -> books.serve(claim, now));
    }

    @Override
    public Mono<Serving> observe(ServiceClaim claim) {
        return call(Operation.SERVE, now -> books.observe(claim, now));
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return call(
                Operation.RENEW,
                now -> batch.stream()
                        .map(claim -> books.renewService(claim, now))
                        .toList());
    }

    @Override
    public Mono<SessionState> session(String session) {
        return call(Operation.SESSION, now -> books.session(session, now));
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return call(Operation.RELEASE, now -> new Released(books.release(person, session, now)))
                .doOnNext(released -> publish(new LedgerChange.SeatReleased(person, session)));
    }

    @Override
    public Mono<Released> releaseRole(Role role) {
        return call(Operation.RELEASE, now -> new Released(books.releaseRole(role, now)))
                .doOnNext(released -> publish(new LedgerChange.RoleReleased(role)));
    }

    @Override
    public Mono<Void> bind(Binding binding) {
        return call(Operation.BIND, now -> books.bind(binding, now))
                .doOnNext(this::publishEnded)
                .then();
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return call(Operation.RELEASE, now -> books.end(handles, notice, now))
                .doOnNext(end -> publishEnded(end.sessions()))
                .map(end -> new Ended(end.sessions().size(), end.seats(), end.tied()));
    }

    private void publishEnded(List<BoundSessions.Session> sessions) {
        sessions.forEach(session -> publish(new LedgerChange.SeatReleased(session.person(), session.id())));
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return call(Operation.CENSUS, now -> books.census(open, now));
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        return call(Operation.CEILING, now -> books.raise(order, now))
                .doOnNext(state -> publish(new LedgerChange.CeilingChanged()));
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return call(Operation.CEILING, now -> books.clear(clearance, now))
                .doOnNext(state -> publish(new LedgerChange.CeilingChanged()));
    }

    @Override
    public Mono<StandingOrder> order(StandingOrder.Change change) {
        return call(Operation.ORDER, now -> books.order(change, now))
                .doOnNext(order -> publish(new LedgerChange.OrdersChanged()));
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        return call(Operation.AUDIT, now -> books.note(note, now)).then();
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return call(Operation.AUDIT, now -> books.audit(limit));
    }

    /** None: it is never away. */
    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return call(Operation.LEASE, now -> new Lease(0, Duration.ZERO, 1));
    }

    @Override
    public Mono<Void> recall(Recollection recollection) {
        return Mono.empty();
    }

    /** It forgets nothing, so whoever has no seat here has none. */
    @Override
    public Mono<List<Renewed>> reenter(List<Holding> batch) {
        return renew(batch.stream()
                .map(held -> new Renewal(held.person(), Duration.ofDays(1)))
                .toList());
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return renewServices(batch.stream()
                .map(held -> new ServiceClaim(held.person(), held.service(), Duration.ofDays(1)))
                .toList());
    }

    @Override
    public Mono<Void> expect(List<ExpectedLine> lines) {
        return Mono.empty();
    }

    @Override
    public void reentered(String epoch) {
        // it forgets nothing
    }

    @Override
    public Flux<LedgerChange> changes() {
        return changes.asFlux();
    }

    @Override
    public void close() {
        // nothing is held open
    }

    private <T> Mono<T> call(Operation operation, LongFunction<T> rule) {
        return listener.timed(operation, Mono.fromSupplier(() -> {
            synchronized (lock) {
                latestMillis = Math.max(latestMillis, clock.millis());
                return rule.apply(latestMillis);
            }
        }));
    }

    private void publish(LedgerChange change) {
        changes.emitNext(change, EmitFailureHandler.busyLooping(Duration.ofSeconds(1)));
    }
}
