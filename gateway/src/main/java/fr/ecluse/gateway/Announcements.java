package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.SeatLedger.PolicyNumbers;
import fr.ecluse.gateway.admission.SeatLedger.Threshold;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.rules.PolicyInForce;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import reactor.util.retry.Retry;

/** Tells the ledger the numbers of each policy that comes into force, until the ledger has heard them. */
final class Announcements {

    private static final Duration ASK_AGAIN = Duration.ofMillis(500);

    private Announcements() {}

    static void keep(PolicyInForce policy, Seats seats) {
        policy.listen(new PolicyListener() {
            @Override
            public void loaded(Policy loaded) {
                announce(loaded, policy.loadedAt(), seats);
            }
        });
        announce(policy.current().policy(), policy.loadedAt(), seats);
    }

    private static void announce(Policy policy, Instant loadedAt, Seats seats) {
        seats.announce(numbers(policy, loadedAt))
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
