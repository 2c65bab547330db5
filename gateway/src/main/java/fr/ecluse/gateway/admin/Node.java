package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.protection.BlockBounds;
import fr.ecluse.gateway.protection.Limits;
import java.time.LocalDate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the admin side asks of the node it runs on.
 *
 * @param name of this node, such as its host name
 * @param ledgerKind {@code memory} or {@code redis}
 * @param lastCensus the last one known, shown while the ledger can't be asked; gives null before the first
 * @param rates of the last seconds, on this node
 * @param days what was counted of a day in the whole ENT; empty if nothing was, or it is forgotten
 * @param blockBounds what may be blocked
 * @param limits of strangers, as the settings of this node have them
 * @param live what happens now, and in the last two hours
 */
public record Node(
        String name,
        String ledgerKind,
        Supplier<@Nullable Census> lastCensus,
        Supplier<Rates> rates,
        Function<LocalDate, Mono<DayTotals>> days,
        BlockBounds blockBounds,
        Limits limits,
        Live live) {

    /** Decisions a second. */
    public record Rates(double admittedPerSecond, double waitingPerSecond, double refusedPerSecond) {}
}
