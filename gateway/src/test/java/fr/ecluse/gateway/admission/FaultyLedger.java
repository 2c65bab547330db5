package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A real ledger behind a line that counts, breaks, delays and goes deaf when told to. */
final class FaultyLedger implements SeatLedger {

    private final SeatLedger real;
    private final Scheduler scheduler;
    private final Sinks.Many<LedgerChange> ownChanges = Sinks.many().multicast().directBestEffort();
    private boolean broken;
    private boolean deaf;
    private Duration delay = Duration.ZERO;
    private int admissions;
    private int renewals;
    private int services;
    private int serviceRenewals;

    FaultyLedger(SeatLedger real, Scheduler scheduler) {
        this.real = real;
        this.scheduler = scheduler;
    }

    SeatLedger real() {
        return real;
    }

    int admissions() {
        return admissions;
    }

    int renewals() {
        return renewals;
    }

    /** How often a seat of a service was asked for. */
    int services() {
        return services;
    }

    int serviceRenewals() {
        return serviceRenewals;
    }

    void breakDown() {
        broken = true;
    }

    void repair() {
        broken = false;
    }

    /** Changes are not heard any more. */
    void deafen() {
        deaf = true;
    }

    void reconnect() {
        deaf = false;
        ownChanges.tryEmitNext(new LedgerChange.Reconnected());
    }

    /** Answers come later than the ledger gave them. */
    void delayAnswers(Duration duration) {
        delay = duration;
    }

    private <T> Mono<T> line(Mono<T> call) {
        return Mono.defer(() -> {
            if (broken) {
                return Mono.error(new LedgerUnavailableException("broken by the test", null));
            }
            return delay.isZero() ? call : call.delayElement(delay, scheduler);
        });
    }

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return line(real.announce(numbers));
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return line(real.admit(claim).doOnSubscribe(asked -> admissions++));
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return line(real.find(claim));
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return line(real.renew(batch).doOnSubscribe(asked -> renewals++));
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return line(real.serve(claim).doOnSubscribe(asked -> services++));
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return line(real.renewServices(batch).doOnSubscribe(asked -> serviceRenewals++));
    }

    @Override
    public Mono<SessionState> session(String session) {
        return line(real.session(session));
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return line(real.release(person, session));
    }

    @Override
    public Mono<Released> releaseRole(Role role) {
        return line(real.releaseRole(role));
    }

    @Override
    public Mono<Void> bind(Binding binding) {
        return line(real.bind(binding));
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return line(real.end(handles, notice));
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return line(real.census(open));
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        return line(real.raise(order));
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return line(real.clear(clearance));
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        return line(real.note(note));
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return line(real.audit(limit));
    }

    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return line(real.lease(request));
    }

    @Override
    public Mono<Void> recall(Recollection recollection) {
        return line(real.recall(recollection));
    }

    @Override
    public Mono<List<Renewed>> reenter(List<Holding> batch) {
        return line(real.reenter(batch));
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return line(real.reenterServices(batch));
    }

    @Override
    public void reentered(String epoch) {
        real.reentered(epoch);
    }

    @Override
    public Flux<LedgerChange> changes() {
        return real.changes().filter(change -> !deaf).mergeWith(ownChanges.asFlux());
    }

    @Override
    public void close() {
        real.close();
    }
}
