package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.console.PortalTimes;
import fr.ecluse.policy.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What a node knows of an ENT, as a test says it. */
final class TrialEnt implements Live.Ent {

    volatile Supplier<@Nullable Census> census = () -> null;
    volatile Live.Rates rates = new Live.Rates(12.5, 3, 0);
    volatile boolean healthy = true;
    volatile Map<String, Long> refusals = Map.of();
    volatile @Nullable Duration wait;

    /** Of an ENT of which nothing is known yet. */
    static Live live(Clock clock) {
        return new Live(new TrialEnt(), new PortalTimes(), clock);
    }

    @Override
    public @Nullable Census census() {
        return census.get();
    }

    @Override
    public boolean isLedgerHealthy() {
        return healthy;
    }

    @Override
    public Live.Rates rates() {
        return rates;
    }

    @Override
    public Mono<Map<String, Long>> refusals() {
        return Mono.fromSupplier(() -> refusals);
    }

    @Override
    public @Nullable Duration waitOf(Role role) {
        return wait;
    }
}
