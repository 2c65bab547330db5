package fr.ecluse.gateway.admission.memory;

import fr.ecluse.gateway.admission.DayBook;
import fr.ecluse.gateway.admission.DayTotals;
import fr.ecluse.gateway.admission.DayTotals.RoleTotals;
import fr.ecluse.gateway.admission.DayTotals.RuleTotals;
import fr.ecluse.gateway.admission.WaitHistogram;
import fr.ecluse.policy.Role;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The book of an ENT with one node, as long as that runs. The last two days can be added to; of those before only the numbers
 * are kept. Thread-safe.
 */
public final class MemoryDayBook implements DayBook {

    private static final int OPEN_DAYS = 2;

    private final TreeMap<LocalDate, Day> open = new TreeMap<>();
    private final TreeMap<LocalDate, DayTotals> closed = new TreeMap<>();

    /** One day that can still be added to. */
    private static final class Day {

        private final Map<Role, OfRole> roles = new LinkedHashMap<>();
        private final Map<String, OfRule> rules = new LinkedHashMap<>();
        private final Map<String, Long> runs = new HashMap<>();
        private @Nullable Peak peak;
        private long missed;

        private static final class OfRole {
            final DistinctPeople tried = new DistinctPeople();
            final DistinctPeople seated = new DistinctPeople();
            long visits;
            WaitHistogram waits = WaitHistogram.EMPTY;

            void add(RoleCounts counts) {
                counts.tried().forEach(tried::add);
                counts.seated().forEach(seated::add);
                visits += counts.visits();
                waits = waits.plus(counts.waits());
            }

            void addTo(OfRole sum) {
                sum.tried.addAll(tried);
                sum.seated.addAll(seated);
                sum.visits += visits;
                sum.waits = sum.waits.plus(waits);
            }

            RoleTotals totals() {
                return new RoleTotals(tried.estimate(), seated.estimate(), visits, waits);
            }
        }

        private static final class OfRule {
            final DistinctPeople persons = new DistinctPeople();
            long requests;

            void add(RuleCounts counts) {
                counts.persons().forEach(persons::add);
                requests += counts.requests();
            }
        }

        void add(Batch batch) {
            if (runs.getOrDefault(batch.run(), 0L) >= batch.number()) {
                return;
            }
            runs.put(batch.run(), batch.number());
            batch.roles()
                    .forEach((role, counts) ->
                            roles.computeIfAbsent(role, first -> new OfRole()).add(counts));
            batch.rules()
                    .forEach((rule, counts) ->
                            rules.computeIfAbsent(rule, first -> new OfRule()).add(counts));
            Peak seen = batch.peak();
            if (seen != null && (peak == null || seen.sessions() > peak.sessions())) {
                peak = seen;
            }
            missed += batch.missed();
        }

        DayTotals totals() {
            OfRole everybody = new OfRole();
            Map<Role, RoleTotals> byRole = new LinkedHashMap<>();
            roles.forEach((role, counted) -> {
                counted.addTo(everybody);
                byRole.put(role, counted.totals());
            });
            Map<String, RuleTotals> byRule = new LinkedHashMap<>();
            rules.forEach(
                    (rule, counted) -> byRule.put(rule, new RuleTotals(counted.persons.estimate(), counted.requests)));
            return new DayTotals(byRole, everybody.totals(), byRule, peak, missed);
        }
    }

    @Override
    public Mono<Void> add(Batch batch) {
        return Mono.fromRunnable(() -> write(batch));
    }

    @Override
    public Mono<DayTotals> read(LocalDate day) {
        return Mono.fromSupplier(() -> totals(day));
    }

    private synchronized void write(Batch batch) {
        LocalDate day = batch.day();
        if (closed.containsKey(day)) {
            return; // a clock that was set back by days
        }
        open.computeIfAbsent(day, first -> new Day()).add(batch);
        while (open.size() > OPEN_DAYS) {
            Map.Entry<LocalDate, Day> oldest = open.pollFirstEntry();
            closed.put(oldest.getKey(), oldest.getValue().totals());
        }
        closed.headMap(open.lastKey().minusDays(KEPT.toDays())).clear();
    }

    private synchronized @Nullable DayTotals totals(LocalDate day) {
        Day written = open.get(day);
        return written != null ? written.totals() : closed.get(day);
    }
}
