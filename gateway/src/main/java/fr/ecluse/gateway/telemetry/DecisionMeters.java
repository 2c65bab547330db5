package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.pipeline.Decision.Throttled.Scope;
import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.policy.Role;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts decisions. This is on the way of every request, so a decision costs two look-ups and two additions; the meters read
 * the sums when they are asked.
 */
final class DecisionMeters implements DecisionListener {

    private static final String NOBODY = "none";

    /** The words there are before any has been decided, so that a graph begins at zero. */
    private static final List<String> WORDS = List.of(
            ADMITTED,
            "login",
            "unauthenticated",
            "invalid-token",
            "refused",
            "waiting",
            "throttled",
            "unavailable",
            "overloaded",
            "login-failed",
            "bad-request",
            "not-found",
            "upstream-failed");

    /** Those that there may be while decisions are only observed. */
    private static final List<String> OBSERVED_WORDS = List.of(ADMITTED, "refused", "waiting", "service-full");

    private final MeterRegistry registry;
    private final Map<String, Row> rows = new ConcurrentHashMap<>();
    private final Map<String, Row> observedRows = new ConcurrentHashMap<>();
    private final Map<Scope, LongAdder> throttled = new EnumMap<>(Scope.class);
    private final Set<Role> roles = ConcurrentHashMap.newKeySet();
    private final LongAdder nanos = new LongAdder();

    DecisionMeters(MeterRegistry registry) {
        this.registry = registry;
        WORDS.forEach(this::row);
        OBSERVED_WORDS.forEach(this::observedRow);
        FunctionTimer.builder(Metrics.DECISION, this, DecisionMeters::count, m -> m.nanos.sum(), TimeUnit.NANOSECONDS)
                .description("From the first look at a request to the decision")
                .register(registry);
        for (Scope scope : Scope.values()) {
            LongAdder counter = new LongAdder();
            throttled.put(scope, counter);
            FunctionCounter.builder(Metrics.THROTTLED, counter, LongAdder::sum)
                    .tag("scope", scope.name().toLowerCase(Locale.ROOT))
                    .description("Requests turned away unread")
                    .register(registry);
        }
    }

    @Override
    public void decided(String word, @Nullable Role role, long elapsedNanos) {
        row(word).of(role).increment();
        nanos.add(elapsedNanos);
    }

    @Override
    public void throttled(Scope scope) {
        Objects.requireNonNull(throttled.get(scope)).increment();
    }

    @Override
    public void observed(String word, @Nullable Role role) {
        observedRow(word).of(role).increment();
    }

    /** Roles are only ever added: a counter that disappears is a gap in a graph. */
    void roles(Set<Role> more) {
        for (Role role : more) {
            if (roles.add(role)) {
                rows.values().forEach(row -> row.add(role));
                observedRows.values().forEach(row -> row.add(role));
            }
        }
    }

    long count(String word) {
        return row(word).sum();
    }

    private long count() {
        return rows.values().stream().mapToLong(Row::sum).sum();
    }

    /** A word outside the list gets its row when it is first decided: words are the code's, so there are few. */
    private Row row(String word) {
        Row row = rows.get(word);
        return row != null ? row : rows.computeIfAbsent(word, decided -> new Row(Metrics.DECISIONS, decided));
    }

    private Row observedRow(String word) {
        Row row = observedRows.get(word);
        return row != null ? row : observedRows.computeIfAbsent(word, observed -> new Row(Metrics.OBSERVED, observed));
    }

    /** One word's counts by role. */
    private final class Row {

        private final String meter;
        private final String word;
        private final LongAdder nobody;
        private final Map<Role, LongAdder> byRole = new ConcurrentHashMap<>();

        Row(String meter, String word) {
            this.meter = meter;
            this.word = word;
            this.nobody = registered(NOBODY);
            roles.forEach(this::add);
        }

        void add(Role role) {
            byRole.computeIfAbsent(role, added -> registered(added.name()));
        }

        /** A role that no policy has named yet counts as nobody's. */
        LongAdder of(@Nullable Role role) {
            return role == null ? nobody : byRole.getOrDefault(role, nobody);
        }

        long sum() {
            return nobody.sum()
                    + byRole.values().stream().mapToLong(LongAdder::sum).sum();
        }

        private LongAdder registered(String role) {
            LongAdder counter = new LongAdder();
            FunctionCounter.builder(meter, counter, LongAdder::sum)
                    .tags("decision", word, "role", role)
                    .description(meter.equals(Metrics.DECISIONS) ? "Decisions" : "Decisions that were only observed")
                    .register(registry);
            return counter;
        }
    }
}
