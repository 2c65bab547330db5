package fr.ecluse.gateway.admin;

import fr.ecluse.gateway.admission.Orders;
import fr.ecluse.gateway.admission.StandingOrder;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is said to people who wait, as JSON.
 *
 * @param fr null, as {@code en}: nothing is said in that language; both: nothing at all
 * @param until when it disappears by itself; null: it does not
 * @param by who said it; null: nothing is said
 */
record MessageView(
        @Nullable String fr,
        @Nullable String en,
        long version,
        @Nullable String until,
        @Nullable String by,
        @Nullable String reason) {

    static MessageView of(Orders orders, Instant now, ZoneId zone) {
        StandingOrder order = orders.messageOrder();
        boolean stands = order.value() != null;
        Map<String, String> texts = orders.message().byLanguage();
        return new MessageView(
                texts.get("fr"),
                texts.get("en"),
                order.version(),
                order.endsIn() == null ? null : Json.time(now.plus(order.endsIn()), zone),
                stands ? order.by() : null,
                stands ? order.reason() : null);
    }
}
