package fr.ecluse.policy;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a policy: for these roles, in this window, on these services, this effect. Immutable.
 *
 * @param name unique in its policy, of {@code [a-z0-9-]}
 * @param place where the rule's name stands in the file
 * @param roles whom it concerns; never empty
 * @param services where it applies; empty: on the ENT as a whole, every service included
 * @param openSessions meaningful on {@link Effect#REFUSE} only
 * @param text what a refused visitor reads; may be {@linkplain LocalText#isEmpty() empty}
 */
public record Rule(
        String name,
        Place place,
        Set<Role> roles,
        Window window,
        Set<String> services,
        Effect effect,
        OpenSessions openSessions,
        LocalText text) {

    public Rule {
        roles = Collections.unmodifiableSet(new LinkedHashSet<>(roles));
        services = Collections.unmodifiableSet(new LinkedHashSet<>(services));
    }

    /** First line is 1. */
    public int line() {
        return place.line();
    }

    /** First column is 1. */
    public int column() {
        return place.column();
    }

    /** What a refused visitor reads: the policy's own sentence, else a neutral one. Never empty. */
    public String message(Locale locale) {
        return text.isEmpty() ? Bundles.messages(locale).getString("rule.default-message") : text.in(locale);
    }

    /** Whether the rule speaks about requests on that service; {@code null} asks about the ENT as a whole. */
    boolean concerns(@Nullable String service) {
        return services.isEmpty() || (service != null && services.contains(service));
    }
}
