package fr.ecluse.gateway.admission;

import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.policy.Role;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One day of the whole ENT. Numbers of people are estimates, see {@link DayBook}.
 *
 * @param everybody all roles together; somebody who came in two roles counts once
 * @param rules by the name of the rule that refused
 * @param peak null if nobody looked
 * @param missed people who could not be noted
 */
public record DayTotals(
        Map<Role, RoleTotals> roles,
        RoleTotals everybody,
        Map<String, RuleTotals> rules,
        @Nullable Peak peak,
        long missed) {

    /** A day on which nobody came. */
    public static final DayTotals NOTHING =
            new DayTotals(Map.of(), new RoleTotals(0, 0, 0, WaitHistogram.EMPTY), Map.of(), null, 0);

    /**
     * Of one role.
     *
     * @param seated never more than {@code tried}, whatever the estimates
     */
    public record RoleTotals(long tried, long seated, long visits, WaitHistogram waits) {

        public RoleTotals {
            seated = Math.min(seated, tried);
        }
    }

    /** Of one rule. */
    public record RuleTotals(long persons, long requests) {}
}
