package fr.ecluse.policy;

import fr.ecluse.policy.calendar.SchoolCalendar;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an académie decided: who is welcome when, how many at once, in which order. Made by {@link PolicyLoader}.
 *
 * <p>Immutable and safe for every thread. It reads no clock: every question carries its instant.
 */
public final class Policy {

    private final String ent;
    private final List<Priority> priority;
    private final CeilingBounds ceiling;
    private final List<ServiceCeiling> serviceCeilings;
    private final SessionLimits session;
    private final Schedule schedule;
    private final String sha256;
    private final Set<Role> roles;

    /**
     * @param priority complete: every role of the policy once, most favoured first
     * @param serviceCeilings of each service at most one
     * @param sha256 of the bytes it was read from, in hexadecimal
     */
    public Policy(
            String ent,
            List<Priority> priority,
            CeilingBounds ceiling,
            List<ServiceCeiling> serviceCeilings,
            SessionLimits session,
            Schedule schedule,
            String sha256) {
        this.ent = ent;
        this.priority = List.copyOf(priority);
        this.ceiling = ceiling;
        this.serviceCeilings = List.copyOf(serviceCeilings);
        this.session = session;
        this.schedule = schedule;
        this.sha256 = sha256;
        Set<Role> named = new LinkedHashSet<>();
        priority.forEach(p -> named.add(p.role()));
        this.roles = Collections.unmodifiableSet(named);
    }

    /** The portal's name, as visitors know it. */
    public String ent() {
        return ent;
    }

    /** The clock on which the rules' hours are read. */
    public ZoneId timeZone() {
        return schedule.zone();
    }

    /** What kind of day each day is there. */
    public SchoolCalendar schoolCalendar() {
        return schedule.calendar();
    }

    /** Every role once, most favoured first; built-in roles that a written priority leaves out come last, at 50 %. */
    public List<Priority> priority() {
        return priority;
    }

    public CeilingBounds ceiling() {
        return ceiling;
    }

    /** In the order of the file; a service without one is as full as the portal. */
    public List<ServiceCeiling> serviceCeilings() {
        return serviceCeilings;
    }

    /** The service's own ceiling, if it has one; {@code null} asks about the ENT as a whole, which has none of these. */
    public OptionalInt serviceCeiling(@Nullable String service) {
        return serviceCeilings.stream()
                .filter(ceiling -> ceiling.service().equals(service))
                .mapToInt(ServiceCeiling::sessions)
                .findFirst();
    }

    public SessionLimits session() {
        return session;
    }

    /** In the order of the file: the first that matches wins. */
    public List<Rule> rules() {
        return schedule.rules();
    }

    /** Hexadecimal SHA-256 of the file's bytes. */
    public String sha256() {
        return sha256;
    }

    public boolean knows(Role role) {
        return roles.contains(role);
    }

    /** The five built-in roles and those that the priority names, most favoured first. */
    public Set<Role> roles() {
        return roles;
    }

    /**
     * What the rules say about a role.
     *
     * @param service the service of the request's route; {@code null} asks about the ENT as a whole, where rules that are
     *     bound to services do not apply
     */
    public Verdict verdict(Role role, @Nullable String service, Instant at) {
        return schedule.verdict(role, service, at);
    }
}
