package fr.ecluse.policy.week;

import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Seven days of a policy: for each role and day, who is let in when, and by which rule. Immutable.
 *
 * @param service the service that was asked about; {@code null}: the portal as a whole
 * @param days seven of them
 * @param roles of each role, most favoured first, the blocks of each day
 */
public record Week(Policy policy, @Nullable String service, List<Day> days, Map<Role, List<List<Block>>> roles) {

    private static final int DAYS = 7;

    public Week {
        days = List.copyOf(days);
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }

    /** Roles that share their week. */
    public record Row(List<Role> roles, List<List<Block>> days) {}

    /** The seven days from that one on, on the policy's clock. */
    public static Week of(Policy policy, @Nullable String service, LocalDate first) {
        List<Day> days = first.datesUntil(first.plusDays(DAYS))
                .map(date -> Day.of(policy, date))
                .toList();
        Map<Role, List<List<Block>>> roles = new LinkedHashMap<>();
        for (Role role : policy.roles()) {
            roles.put(
                    role,
                    days.stream()
                            .map(day -> Block.between(policy, role, service, day.stretch(policy.timeZone())))
                            .toList());
        }
        return new Week(policy, service, days, roles);
    }

    public LocalDate first() {
        return days.get(0).date();
    }

    public LocalDate last() {
        return days.get(days.size() - 1).date();
    }

    /** From the first day's first instant to the last one's end. */
    public Stretch span() {
        ZoneId zone = policy.timeZone();
        return new Stretch(
                days.get(0).stretch(zone).start(),
                days.get(days.size() - 1).stretch(zone).end());
    }

    /** The rules that decide something in this week, in the order of the file. */
    public List<Rule> deciding() {
        Set<Rule> deciding = new HashSet<>();
        roles.values()
                .forEach(week -> week.forEach(day -> day.forEach(block -> {
                    if (block.rule() != null) {
                        deciding.add(block.rule());
                    }
                })));
        return policy.rules().stream().filter(deciding::contains).toList();
    }

    /** Roles with the same week are one row. */
    public List<Row> rows() {
        return rows(role -> "");
    }

    /** Roles with the same week and the same key are one row, most favoured first. */
    List<Row> rows(Function<Role, Object> key) {
        Map<List<Object>, List<Role>> together = new LinkedHashMap<>();
        roles.forEach(
                (role, week) -> together.computeIfAbsent(List.of(key.apply(role), week), same -> new ArrayList<>())
                        .add(role));
        return together.values().stream()
                .map(same -> new Row(List.copyOf(same), Objects.requireNonNull(roles.get(same.get(0)))))
                .toList();
    }
}
