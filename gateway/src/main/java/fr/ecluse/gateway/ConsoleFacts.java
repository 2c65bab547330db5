package fr.ecluse.gateway;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.DayTally;
import fr.ecluse.gateway.admission.Seats;
import fr.ecluse.gateway.console.Live;
import fr.ecluse.gateway.keys.Pseudonym;
import fr.ecluse.gateway.telemetry.DecisionRates;
import fr.ecluse.gateway.telemetry.Metrics;
import fr.ecluse.gateway.waiting.Estimate;
import fr.ecluse.gateway.waiting.Ticket;
import fr.ecluse.gateway.waiting.WaitingRoom;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What the console asks of this node, from the features that know it. */
final class ConsoleFacts implements Live.Ent {

    private static final Pseudonym ANYBODY = new Pseudonym(0, 0);

    private final Seats seats;
    private final Metrics metrics;
    private final DayTally days;
    private final WaitingRoom room;
    private final Supplier<LocalDate> today;

    /** @param today on the calendar of the ENT */
    ConsoleFacts(Seats seats, Metrics metrics, DayTally days, WaitingRoom room, Supplier<LocalDate> today) {
        this.seats = seats;
        this.metrics = metrics;
        this.days = days;
        this.room = room;
        this.today = today;
    }

    @Override
    public @Nullable Census census() {
        return seats.census();
    }

    @Override
    public boolean isLedgerHealthy() {
        return metrics.isLedgerHealthy();
    }

    @Override
    public Live.Rates rates() {
        DecisionRates.Rates rates = metrics.rates().now();
        return new Live.Rates(rates.admitted(), rates.waiting(), rates.refused());
    }

    @Override
    public Mono<Map<String, Long>> refusals() {
        return days.read(today.get()).map(totals -> {
            Map<String, Long> requests = new HashMap<>();
            totals.rules().forEach((rule, counted) -> requests.put(rule, counted.requests()));
            return requests;
        });
    }

    @Override
    public @Nullable Duration waitOf(Role role) {
        Census census = seats.census();
        if (census == null) {
            return null;
        }
        Ticket now = new Ticket(ANYBODY, role, census.ledgerMillis());
        Estimate estimate = room.standing(now).estimate();
        return estimate == null ? null : estimate.likely();
    }
}
