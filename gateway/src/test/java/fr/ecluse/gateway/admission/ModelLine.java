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
final class ModelLine extends LedgerBehindALine {

    private final NaiveLedger ledger;
    private final Sinks.Many<LedgerChange> changes = Sinks.many().multicast().directBestEffort();
    private String told;
    private boolean cut;
    private boolean losesAnswer;
    private @Nullable Consumer<LedgerChange> others;

    ModelLine(NaiveLedger ledger) {
        super(ledger);
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

    @Override
    <T> Mono<T> carry(Mono<T> call) {
        return Mono.defer(() -> cut ? Mono.error(new LedgerUnavailableException("cut", null)) : call);
    }

    private <T> Mono<T> asKnown(Mono<T> call) {
        return Mono.defer(
                () -> !cut && notice() ? Mono.error(new LedgerUnavailableException("another memory", null)) : call);
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return asKnown(super.admit(claim).flatMap(answer -> {
            boolean lost = losesAnswer;
            losesAnswer = false;
            return lost ? Mono.error(new LedgerUnavailableException("no answer", null)) : Mono.just(answer);
        }));
    }

    @Override
    public Mono<Admission> find(Claim claim) {
        return asKnown(super.find(claim));
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return asKnown(super.renew(batch));
    }

    @Override
    public Mono<Lease> lease(LeaseRequest request) {
        return asKnown(super.lease(request));
    }

    @Override
    public Mono<Released> release(Pseudonym person, @Nullable String session) {
        return super.release(person, session).doOnNext(released -> {
            if (others != null) {
                others.accept(new LedgerChange.SeatReleased(person, session));
            }
        });
    }

    @Override
    public Mono<Census> census(Set<Role> open) {
        return super.census(open).doOnNext(census -> notice());
    }

    @Override
    public void reentered(String epoch) {
        told = epoch;
    }

    @Override
    public Flux<LedgerChange> changes() {
        return changes.asFlux();
    }
}
