package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.OrderRefusedException;
import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.StandingOrder;
import fr.ecluse.gateway.admission.StandingOrder.Change;
import fr.ecluse.gateway.admission.StandingOrder.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The standing orders of the operators. Times are the ledger's clock in ms. Not thread-safe. */
final class Ordered {

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<Subject, Entry> entries = new EnumMap<>(Subject.class);

    /** @param until exclusive */
    private record Entry(@Nullable String value, long version, long until, String by, String reason) {}

    /** Changes what stands about a subject, or fails because it was changed meanwhile. */
    void change(Change change, long now) {
        StandingOrder standing = about(change.subject(), now);
        Long expected = change.expectedVersion();
        if (expected != null && expected != standing.version()) {
            throw new OrderRefusedException(standing);
        }
        Duration endsIn = change.endsIn();
        long until = endsIn == null ? NEVER : now + endsIn.toMillis();
        entries.put(
                change.subject(),
                new Entry(change.value(), standing.version() + 1, until, change.by(), change.reason()));
    }

    StandingOrder about(Subject subject, long now) {
        Entry entry = entries.get(subject);
        if (entry == null || entry.value == null || entry.until <= now) {
            return new StandingOrder(subject, null, entry == null ? 0 : entry.version, null, "", "");
        }
        Duration endsIn = entry.until == NEVER ? null : Duration.ofMillis(entry.until - now);
        return new StandingOrder(subject, entry.value, entry.version, endsIn, entry.by, entry.reason);
    }

    Orders all(long now) {
        List<StandingOrder> all = new ArrayList<>();
        for (Subject subject : Subject.values()) {
            all.add(about(subject, now));
        }
        return Orders.of(all);
    }
}
