package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The standing order whose value a census does not carry, because it would be too long to be sent to every node each second: it
 * is read when its version is another, and remembered. Thread-safe.
 */
final class LongOrder {

    private final Subject subject;
    private final Supplier<Mono<StandingOrder>> read;
    private volatile @Nullable Known known;

    /** @param epoch of the memory that the version belongs to: another one may have another order of the same version */
    private record Known(String epoch, StandingOrder order) {}

    LongOrder(Subject subject, Supplier<Mono<StandingOrder>> read) {
        this.subject = subject;
        this.read = read;
    }

    /** The census with the whole order in it. */
    Mono<Census> in(Census census, String epoch) {
        long version = census.orders().about(subject).version();
        Known last = known;
        if (version == 0) {
            return Mono.just(census);
        }
        if (last != null && last.epoch.equals(epoch) && last.order.version() == version) {
            return Mono.just(with(census, last.order));
        }
        return read.get().map(order -> {
            known = new Known(epoch, order);
            return with(census, order);
        });
    }

    private static Census with(Census census, StandingOrder order) {
        return census.under(census.orders().with(order));
    }
}
