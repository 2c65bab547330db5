package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.policy.Role;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One node's line to the ledger of a small world: it can be cut, and it can lose one answer after the question was carried out.
 * Like the real one it tells the node when the ledger has another memory, and lets it ask nothing about seats until it has
 * told what it holds.
 */
final class ModelLine implements SeatLedger {

    private final NaiveLedger ledger;
    private final Sinks.Many<LedgerChange> changes = Sinks.many().multicast().directBestEffort();
    private String told;
    private boolean cut;
    private boolean losesAnswer;
    private @Nullable Consumer<LedgerChange> others;

    ModelLine(NaiveLedger ledger) {
        this.ledger = ledger;
        this.told = ledger.epoch();
    }

    /** Where this node's releases are heard. */
    void heardBy(Consumer<LedgerChange> others) {
        this.others = others;
    }

    void hear(LedgerChange change) {
        if (!cut) {
            changes.tryEmitNext(change);
        }
    }

    boolean isCut() {
        return cut;
    }

    void cut() {
        cut = true;
    }

    void heal() {
        cut = false;
        notice();
        changes.tryEmitNext(new LedgerChange.Reconnected());
    }

    /** The next admission is carried out and its answer is lost. */
    void loseNextAnswer() {
        losesAnswer = true;
    }

    String describe() {
        return (cut ? "cut " : "up ") + told.equals(ledger.epoch()) + " ";
    }

    private boolean notice() {
        if (told.equals(ledger.epoch())) {
            return false;
        }
        changes.tryEmitNext(new LedgerChange.Forgot(ledger.epoch()));
        return true;
    }

    private <T> Mono<T> carry(Mono<T> call) {
        return Mono.defer(() -> cut ? Mono.error(new LedgerUnavailableException("cut", null)) : call);
    }

    private <T> Mono<T> asKnown(Mono<T> call) {
        return carry(
                Mono.defer(() -> notice() ? Mono.error(new LedgerUnavailableException("another memory", null)) : call));
    }

    @Override
    public Mono<Void> announce(PolicyNumbers numbers) {
        return carry(ledger.announce(numbers));
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return asKnown(ledger.admit(claim).flatMap(answer -> {
            boolean lost = losesAnswer;
            losesAnswer = false;
            return lost ? Mono.error(new LedgerUnavailableException("no answer", null)) : Mono.just(answer);
        }));
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return asKnown(ledger.find(claim));
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return asKnown(ledger.renew(batch));
    }

    @Override
    public Mono<SessionState> session(String session) {
        return carry(ledger.session(session));
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return carry(ledger.release(person, session)).doOnNext(released -> {
            if (others != null) {
                others.accept(new LedgerChange.SeatReleased(person, session));
            }
        });
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
        return carry(ledger.census(open)).doOnNext(census -> notice());
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
        return asKnown(ledger.lease(request));
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
    public Mono<Serving> serve(ServiceClaim claim) {
        return asKnown(ledger.serve(claim));
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return asKnown(ledger.renewServices(batch));
    }

    @Override
    public Mono<List<Renewed>> reenterServices(List<ServiceHolding> batch) {
        return carry(ledger.reenterServices(batch));
    }

    @Override
    public void reentered(String epoch) {
        told = epoch;
    }

    @Override
    public Flux<LedgerChange> changes() {
        return changes.asFlux();
    }

    @Override
    public void close() {
        // nothing is held open
    }
}
