package fr.ecluse.policy.week;

import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.ServiceCeiling;
import fr.ecluse.policy.calendar.Territory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a policy sets besides its rules: a number, a duration, an order, a name.
 *
 * @param role whose it is; {@code null}: the portal's or a service's
 * @param service whose it is; {@code null}: the portal's or a role's
 * @param value as {@link Kind#form()} says; {@code ""}: not set
 */
public record Figure(
        Kind kind, @Nullable Role role, @Nullable String service, String value) {

    /** How a value is written. */
    public enum Form {
        /** Digits. */
        COUNT,
        /** Digits, of a hundred. */
        PERCENT,
        /** ISO 8601, such as {@code PT10M}. */
        DURATION,
        /** Role names with commas, most favoured first. */
        ROLES,
        TEXT
    }

    public enum Kind {
        ENT(Form.TEXT),
        TIME_ZONE(Form.TEXT),
        SCHOOL_CALENDAR(Form.TEXT),
        CEILING(Form.COUNT),
        AT_LEAST(Form.COUNT),
        AT_MOST(Form.COUNT),
        NEW_PER_SECOND(Form.COUNT),
        SERVICE_CEILING(Form.COUNT),
        IDLE(Form.DURATION),
        LONGEST(Form.DURATION),
        ORDER(Form.ROLES),
        ADMITTED_BELOW(Form.PERCENT);

        private final Form form;

        Kind(Form form) {
            this.form = form;
        }

        public Form form() {
            return form;
        }
    }

    /** All of a policy's, in the order in which they are shown. */
    public static List<Figure> of(Policy policy) {
        CeilingBounds ceiling = policy.ceiling();
        List<Figure> figures = new ArrayList<>();
        figures.add(text(Kind.ENT, policy.ent()));
        figures.add(text(Kind.TIME_ZONE, policy.timeZone().getId()));
        figures.add(text(
                Kind.SCHOOL_CALENDAR,
                policy.schoolCalendar().territory().map(Territory::name).orElse("")));
        figures.add(text(Kind.CEILING, Integer.toString(ceiling.sessions())));
        figures.add(text(Kind.AT_LEAST, Integer.toString(ceiling.atLeast())));
        figures.add(
                text(Kind.AT_MOST, ceiling.atMost() == Integer.MAX_VALUE ? "" : Integer.toString(ceiling.atMost())));
        figures.add(text(
                Kind.NEW_PER_SECOND,
                ceiling.newPerSecond().isPresent()
                        ? Integer.toString(ceiling.newPerSecond().getAsInt())
                        : ""));
        for (ServiceCeiling own : policy.serviceCeilings()) {
            figures.add(new Figure(Kind.SERVICE_CEILING, null, own.service(), Integer.toString(own.sessions())));
        }
        figures.add(text(Kind.IDLE, policy.session().idle().toString()));
        figures.add(text(Kind.LONGEST, policy.session().longest().toString()));
        figures.add(text(Kind.ORDER, policy.roles().stream().map(Role::name).collect(Collectors.joining(", "))));
        for (Priority priority : policy.priority()) {
            figures.add(new Figure(
                    Kind.ADMITTED_BELOW, priority.role(), null, Integer.toString(priority.admittedBelowPercent())));
        }
        return figures;
    }

    private static Figure text(Kind kind, String value) {
        return new Figure(kind, null, null, value);
    }

    boolean isOfTheSame(Figure other) {
        return kind == other.kind && Objects.equals(role, other.role) && Objects.equals(service, other.service);
    }
}
