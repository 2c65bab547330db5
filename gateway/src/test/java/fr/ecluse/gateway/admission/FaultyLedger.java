package fr.ecluse.gateway.admission;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** A real ledger behind a line that counts, breaks, delays and goes deaf when told to. */
final class FaultyLedger extends LedgerBehindALine {

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
        super(real);
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

    @Override
    <T> Mono<T> carry(Mono<T> call) {
        return Mono.defer(() -> {
            if (broken) {
                return Mono.error(new LedgerUnavailableException("broken by the test", null));
            }
            return delay.isZero() ? call : call.delayElement(delay, scheduler);
        });
    }

    @Override
    public Mono<Admission> admit(Claim claim) {
        return super.admit(claim).doOnSubscribe(asked -> admissions++);
    }

    @Override
    public Mono<List<Renewed>> renew(List<Renewal> batch) {
        return super.renew(batch).doOnSubscribe(asked -> renewals++);
    }

    @Override
    public Mono<Serving> serve(ServiceClaim claim) {
        return super.serve(claim).doOnSubscribe(asked -> services++);
    }

    @Override
    public Mono<List<Renewed>> renewServices(List<ServiceClaim> batch) {
        return super.renewServices(batch).doOnSubscribe(asked -> serviceRenewals++);
    }

    @Override
    public Flux<LedgerChange> changes() {
        return real.changes().filter(change -> !deaf).mergeWith(ownChanges.asFlux());
    }
}
