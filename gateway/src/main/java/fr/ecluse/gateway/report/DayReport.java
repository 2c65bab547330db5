package fr.ecluse.gateway.report;

import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.admission.DayTotals.RoleTotals;
import fr.ecluse.gateway.admission.WaitHistogram;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The day's report, as {@code GET /api/v1/report} answers it. Numbers of people are estimates with a standard error of 0.81 %;
 * percentiles of waits are never too short and at most 9 % (or a second) too long.
 *
 * @param asOf when it was asked for, ISO 8601
 * @param inProgress whether the day goes on
 * @param total all roles together; somebody who came in two roles is one person
 * @param byRole every role of the policy, most favoured first, and those that came besides
 * @param peak null if no gateway looked
 * @param refusals by rule, in the order of their names; people refused at one hour and seated at another are among the seated
 * @param missed people who could not be noted, because Redis was away for too long
 */
public record DayReport(
        String ent,
        String day,
        String timeZone,
        String asOf,
        boolean inProgress,
        Figures total,
        Map<String, Figures> byRole,
        @Nullable Peak peak,
        List<Refusals> refusals,
        long missed) {

    private static final int SHARE_DIGITS = 10_000;

    /**
     * Of some people.
     *
     * @param tried distinct people who asked for a seat while no rule refused them
     * @param seated those of them who got one that day
     * @param share seated of tried, 0 to 1, rounded down; its own error is about 0.2 % at 95 %, because both are estimated alike.
     *     Null if nobody tried
     * @param visits seats newly taken
     */
    public record Figures(long tried, long seated, @Nullable Double share, long visits, Waits waits) {

        static Figures of(RoleTotals totals) {
            Double share = totals.tried() == 0
                    ? null
                    : (double) (totals.seated() * SHARE_DIGITS / totals.tried()) / SHARE_DIGITS;
            return new Figures(totals.tried(), totals.seated(), share, totals.visits(), Waits.of(totals.waits()));
        }
    }

    /**
     * Of those who took a seat after a wait in the waiting room.
     *
     * @param measured how many; the percentiles are null if it is 0
     */
    public record Waits(
            long measured,
            @Nullable Long p50Seconds,
            @Nullable Long p95Seconds) {

        static Waits of(WaitHistogram waits) {
            return new Waits(waits.total(), seconds(waits.percentile(50)), seconds(waits.percentile(95)));
        }

        private static @Nullable Long seconds(@Nullable Duration wait) {
            return wait == null ? null : wait.plusMillis(999).toSeconds();
        }
    }

    /** The most seats that were taken at once, and when that was, ISO 8601. */
    public record Peak(long sessions, String at) {}

    /** Whom a rule refused, and how many requests that were. */
    public record Refusals(String rule, long persons, long requests) {}

    /**
     * @param policy the one in force: it says whose report it is, and in which order
     * @param now the instant of the question
     */
    public static DayReport of(DayTotals totals, LocalDate day, Policy policy, Instant now) {
        ZoneId zone = policy.timeZone();
        Map<String, Figures> byRole = new LinkedHashMap<>();
        policy.roles().forEach(role -> byRole.put(role.name(), of(role, totals)));
        totals.roles().keySet().forEach(role -> byRole.putIfAbsent(role.name(), of(role, totals)));
        List<Refusals> refusals = new TreeMap<>(totals.rules())
                .entrySet().stream()
                        .map(rule -> new Refusals(
                                rule.getKey(),
                                rule.getValue().persons(),
                                rule.getValue().requests()))
                        .toList();
        return new DayReport(
                policy.ent(),
                day.toString(),
                zone.getId(),
                iso(now, zone),
                day.equals(LocalDate.ofInstant(now, zone)),
                Figures.of(totals.everybody()),
                byRole,
                totals.peak() == null
                        ? null
                        : new Peak(totals.peak().sessions(), iso(totals.peak().at(), zone)),
                refusals,
                totals.missed());
    }

    private static Figures of(Role role, DayTotals totals) {
        return Figures.of(totals.roles().getOrDefault(role, DayTotals.NOTHING.everybody()));
    }

    private static String iso(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                instant.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
    }
}
