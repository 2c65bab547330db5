package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.StandingOrder;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The mode, as JSON.
 *
 * @param until when it falls back to {@code on} by itself; null: it does not
 * @param by who ordered it; null, as {@code reason}: nobody, it is the usual one
 */
record ModeView(
        String mode,
        long version,
        @Nullable String until,
        @Nullable String by,
        @Nullable String reason) {

    static ModeView of(Orders orders, Instant now, ZoneId zone) {
        StandingOrder order = orders.modeOrder();
        boolean stands = order.value() != null;
        return new ModeView(
                orders.mode().word(),
                order.version(),
                order.endsIn() == null ? null : Json.time(now.plus(order.endsIn()), zone),
                stands ? order.by() : null,
                stands ? order.reason() : null);
    }
}
