package fr.ecluse.gateway.pipeline;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the settings say of a route, in its {@code metadata}.
 *
 * @param service the service that rules may name; null: none
 */
record RouteFacts(Access access, @Nullable String service, Activity activity) {

    /** Default deny: whatever is not plainly {@code public} is required. */
    static final RouteFacts REQUIRED = new RouteFacts(Access.REQUIRED, null, Activity.COUNT);

    static RouteFacts of(Map<String, Object> metadata) {
        Object service = metadata.get("service");
        return new RouteFacts(
                "public".equals(metadata.get("access")) ? Access.PUBLIC : Access.REQUIRED,
                service == null ? null : service.toString(),
                "ignore".equals(metadata.get("activity")) ? Activity.IGNORE : Activity.COUNT);
    }

    /** The same route when the spelling of the path leaves doubt about which resource it names. */
    RouteFacts required() {
        return access == Access.REQUIRED ? this : new RouteFacts(Access.REQUIRED, service, activity);
    }

    enum Access {
        /** A login, a seat, the rules. */
        REQUIRED,
        /** None of them. */
        PUBLIC
    }

    /** Whether a request keeps the seat alive. */
    enum Activity {
        COUNT,
        IGNORE
    }
}
