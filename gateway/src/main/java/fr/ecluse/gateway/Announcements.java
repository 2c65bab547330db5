package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.OtherLayoutException;
import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/** Tells the ledger the numbers of each policy that comes into force, until the ledger has heard them. */
final class Announcements {

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private final Seats seats;
    private final Sinks.One<PolicyNumbers> first = Sinks.one();

    private Announcements(Seats seats) {
        this.seats = seats;
    }

    static Announcements keep(PolicyInForce policy, Seats seats) {
        Announcements announcements = new Announcements(seats);
        policy.listen(new PolicyListener() {
            @Override
            public void loaded(Policy loaded) {
                announcements.announce(loaded, policy.loadedAt());
            }
        });
        announcements.announce(policy.current().policy(), policy.loadedAt());
        return announcements;
    }

    /** Until the ledger has heard a policy for the first time; fails with {@link OtherLayoutException} if it never can. */
    Mono<Void> heard() {
        return first.asMono().then();
    }

    private void announce(Policy policy, Instant loadedAt) {
        PolicyNumbers numbers = numbers(policy, loadedAt);
        seats.announce(numbers)
                .doOnSuccess(heard -> first.tryEmitValue(numbers))
                .doOnError(OtherLayoutException.class, first::tryEmitError)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, ASK_AGAIN))
                .subscribe();
    }

    private static PolicyNumbers numbers(Policy policy, Instant loadedAt) {
        CeilingBounds ceiling = policy.ceiling();
        return new PolicyNumbers(
                policy.sha256(),
                loadedAt.toEpochMilli(),
                policy.priority().stream()
                        .map(priority -> new Threshold(priority.role(), priority.admittedBelowPercent()))
                        .toList(),
                ceiling.sessions(),
                ceiling.atLeast(),
                ceiling.atMost(),
                ceiling.newPerSecond().orElse(0),
                policy.session().idle(),
                policy.session().longest(),
                policy.serviceCeilings());
    }
}
