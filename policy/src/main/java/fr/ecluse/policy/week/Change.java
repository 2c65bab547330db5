package fr.ecluse.policy.week;

import fr.ecluse.policy.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What some roles gain or lose, and when.
 *
 * @param service where; {@code null}: on the portal as a whole
 * @param when disjoint and in order; neighbours don't touch
 */
public record Change(List<Role> roles, @Nullable String service, Direction direction, List<Stretch> when) {

    public Change {
        roles = List.copyOf(roles);
        when = List.copyOf(when);
    }
}
