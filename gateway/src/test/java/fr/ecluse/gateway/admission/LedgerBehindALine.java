package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A ledger at the end of a line, which does with each call what a test wants; most of it is the same for every call. */
abstract class LedgerBehindALine implements SeatLedger {

    private final SeatLedger ledger;

    LedgerBehindALine(SeatLedger ledger) {
        this.ledger = ledger;
    }

    /** What the line does to a call. */
    abstract <T> Mono<T> carry(Mono<T> call);

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return carry(ledger.announce(numbers));
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return carry(ledger.admit(claim));
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return carry(ledger.find(claim));
    }

    @Override
    public Mono<Admission> queue(Claim claim) {
        return carry(ledger.queue(claim));
    }

    @Override
    public Mono<Admission> observe(Claim claim) {
        return carry(ledger.observe(claim));
    }

    @Override
    public Mono<Serving> observe(ServiceClaim claim) {
        return carry(ledger.observe(claim));
    }

    @Override
    public Mono<StandingOrder> order(StandingOrder.Change change) {
        return carry(ledger.order(change));
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return carry(ledger.renew(batch));
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return carry(ledger.serve(claim));
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return carry(ledger.renewServices(batch));
    }

    @Override
    public Mono<SessionState> session(String session) {
        return carry(ledger.session(session));
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return carry(ledger.release(person, session));
    }

    @Override
    public Mono<Released> releaseRole(Role role) {
        return carry(ledger.releaseRole(role));
    }

    @Override
    public Mono<Void> bind(Binding binding) {
        return carry(ledger.bind(binding));
    }

    @Override
    public Mono<Ended> end(List<Pseudonym> handles, @Nullable Notice notice) {
        return carry(ledger.end(handles, notice));
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return carry(ledger.census(open));
    }

    @Override
    public Mono<CeilingState> raise(CeilingOrder order) {
        return carry(ledger.raise(order));
    }

    @Override
    public Mono<CeilingState> clear(CeilingClearance clearance) {
        return carry(ledger.clear(clearance));
    }

    @Override
    public Mono<Void> note(AuditNote note) {
        return carry(ledger.note(note));
    }

    @Override
    public Mono<List<AuditEntry>> audit(int limit) {
        return carry(ledger.audit(limit));
    }

    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return carry(ledger.lease(request));
    }

    @Override
    public Mono<Void> recall(Recollection recollection) {
        return carry(ledger.recall(recollection));
    }

    @Override
    public Mono<List<Renewed>> reenter(List<Holding> batch) {
        return carry(ledger.reenter(batch));
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return carry(ledger.reenterServices(batch));
    }

    @Override
    public Mono<Void> expect(List<ExpectedLine> lines) {
        return carry(ledger.expect(lines));
    }

    @Override
    public void reentered(String epoch) {
        ledger.reentered(epoch);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
