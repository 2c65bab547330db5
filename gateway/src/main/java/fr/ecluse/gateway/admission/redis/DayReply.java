package fr.ecluse.gateway.admission.redis;

import fr.ecluse.gateway.admission.DayBook.Peak;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.admission.DayTotals.RoleTotals;
import fr.ecluse.gateway.admission.DayTotals.RuleTotals;
import fr.ecluse.gateway.admission.WaitHistogram;
import fr.ecluse.policy.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A day as {@code read-day.lua} tells it: the names of what is counted, and from those to the words of the port. */
final class DayReply {

    /** Crowds, by role. */
    static final String TRIED = "tried:";

    static final String SEATED = "seated:";

    /** Crowds, by rule. */
    static final String REFUSED = "refused:";

    /** Counters, by role; waits also by the number of the bucket. */
    static final String VISITS = "visits:";

    static final String WAITS = "waits:";

    /** Counters, by rule. */
    static final String REQUESTS = "requests:";

    /** A counter. */
    static final String MISSED = "missed";

    private final Map<String, Long> counters = new HashMap<>();
    private final Map<String, Long> crowds = new LinkedHashMap<>();

    private DayReply(Reply reply) {
        read(reply.list(0), counters);
        read(reply.list(1), crowds);
    }

    static DayTotals totals(Reply reply) {
        DayReply day = new DayReply(reply);
        Map<Role, RoleTotals> roles = day.roles();
        RoleTotals sum = roles.values().stream().reduce(DayTotals.NOTHING.everybody(), DayReply::sum);
        return new DayTotals(
                roles,
                new RoleTotals(reply.number(2), reply.number(3), sum.visits(), sum.waits()),
                day.rules(),
                day.peak(),
                day.counter(MISSED));
    }

    private Map<Role, RoleTotals> roles() {
        Map<Role, RoleTotals> roles = new LinkedHashMap<>();
        for (String counter : new TreeMap<>(counters).keySet()) {
            if (counter.startsWith(VISITS)) {
                String role = counter.substring(VISITS.length());
                roles.put(
                        new Role(role),
                        new RoleTotals(crowd(TRIED + role), crowd(SEATED + role), counter(counter), waits(role)));
            }
        }
        return roles;
    }

    private WaitHistogram waits(String role) {
        String prefix = WAITS + role + ":";
        SortedMap<Integer, Long> buckets = new TreeMap<>();
        counters.forEach((counter, count) -> {
            if (counter.startsWith(prefix)) {
                buckets.put(Integer.valueOf(counter.substring(prefix.length())), count);
            }
        });
        return new WaitHistogram(buckets);
    }

    private Map<String, RuleTotals> rules() {
        Map<String, RuleTotals> rules = new LinkedHashMap<>();
        for (String counter : new TreeMap<>(counters).keySet()) {
            if (counter.startsWith(REQUESTS)) {
                String rule = counter.substring(REQUESTS.length());
                rules.put(rule, new RuleTotals(crowd(REFUSED + rule), counter(counter)));
            }
        }
        return rules;
    }

    private @Nullable Peak peak() {
        Long sessions = counters.get("peak");
        return sessions == null ? null : new Peak(sessions, Instant.ofEpochMilli(counter("peak-at")));
    }

    private long counter(String name) {
        return counters.getOrDefault(name, 0L);
    }

    private long crowd(String name) {
        return crowds.getOrDefault(name, 0L);
    }

    private static RoleTotals sum(RoleTotals a, RoleTotals b) {
        return new RoleTotals(0, 0, a.visits() + b.visits(), a.waits().plus(b.waits()));
    }

    private static void read(Reply pairs, Map<String, Long> numbers) {
        for (int i = 0; i < pairs.size(); i += 2) {
            numbers.put(pairs.text(i), pairs.number(i + 1));
        }
    }
}
