package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Every metric of Écluse by name, and the listeners that feed them. The names are Micrometer's; Prometheus shows dots as
 * underscores, adds {@code _total} to counters and {@code _seconds} to timers. Thread-safe.
 */
public final class Metrics {

    /** Gauge by role: seats taken in the ENT, the same from every node. */
    public static final String SESSIONS = "ecluse.sessions";

    /** Gauge: the ceiling in force, the same from every node. */
    public static final String CEILING = "ecluse.ceiling.sessions";

    /** Gauge by service: seats taken of a service with a ceiling of its own, the same from every node. */
    public static final String SERVICE_SESSIONS = "ecluse.service.sessions";

    /** Gauge by service: its own ceiling, the same from every node; not a number once the policy gives it none any more. */
    public static final String SERVICE_CEILING = "ecluse.service.ceiling.sessions";

    /** Gauge by role: people in the waiting lanes of the ENT, the same from every node. */
    public static final String WAITING = "ecluse.waiting";

    /** Counter by decision and role: what this node decided; role {@code none}: nobody is known. */
    public static final String DECISIONS = "ecluse.decisions";

    /** Timer: from the first look at a request to the decision, on this node; count and sum, no maximum. */
    public static final String DECISION = "ecluse.decision";

    /** Timer by operation: how long the ledger took to answer this node, or to fail. */
    public static final String LEDGER = "ecluse.ledger";

    /** Gauge: 1 if the last that this node heard of the ledger was an answer, else 0. */
    public static final String LEDGER_HEALTHY = "ecluse.ledger.healthy";

    /**
     * Counter by outcome: people of whom this node knew no seat while the ledger was away: {@code reserve}: got a seat of its
     * lease; {@code refused}: turned away; {@code uncounted}: passed without a seat, once for each request.
     */
    public static final String LEDGER_LOSS = "ecluse.ledger.loss";

    /** Gauge: seats that nodes may give on their own, counted as taken, the same from every node. */
    public static final String LEASED = "ecluse.leased.seats";

    /** Counter: seats that this node has told to a ledger that had lost its memory. */
    public static final String REENTERED = "ecluse.reentered.seats";

    /** Counter by protocol and outcome: logins that ended on this node, or that somebody was not sent on to. */
    public static final String LOGINS = "ecluse.logins";

    /** Counter by outcome: opaque tokens that the provider was to be asked about by this node. */
    public static final String INTROSPECTIONS = "ecluse.introspections";

    /** Counter by scope: requests turned away unread on this node. */
    public static final String THROTTLED = "ecluse.throttled";

    /** Counter: logins and tokens whose profile maps to no role of the policy. */
    public static final String UNMAPPED_PROFILES = "ecluse.unmapped.profiles";

    /** Counter: logins and tokens without the attribute that names people, where the settings choose one. */
    public static final String PERSON_ATTRIBUTE_MISSING = "ecluse.person.attribute.missing";

    /** Counter by outcome, {@code loaded} or {@code refused}: changes of the policy file. */
    public static final String POLICY_RELOADS = "ecluse.policy.reloads";

    /**
     * Gauge: days from today to the last day that the school calendar of the policy in force knows without a gap. Negative:
     * it ended that long ago; minus infinity: it knows no day at all; not a number: no rule needs it for longer than it lasts.
     */
    public static final String SCHOOL_CALENDAR_DAYS_LEFT = "ecluse.school.calendar.days.left";

    /** Gauge: how far this node's clock is ahead of the ledger's, in seconds; negative: behind. */
    public static final String CLOCK_AHEAD = "ecluse.clock.ahead.seconds";

    /** Timer by role: how long somebody waited who then got a seat on this node. */
    public static final String WAIT = "ecluse.wait";

    private final MeterRegistry registry;
    private final DecisionMeters decisions;
    private final LedgerMeters ledger;
    private final IdentityMeters identity;
    private final PolicyMeters policy;
    private final EntMeters ent;
    private final DecisionRates rates;
    private final ClockMeter clock;

    /**
     * @param roles of the policy in force; {@link #policy()} hears of later ones
     * @param nanoTime a ticker that never goes back, for the rates
     * @param machine the machine's own clock, to be compared with the ledger's
     */
    public Metrics(MeterRegistry registry, Set<Role> roles, LongSupplier nanoTime, Clock machine) {
        this.registry = registry;
        this.decisions = new DecisionMeters(registry);
        this.ledger = new LedgerMeters(registry);
        this.identity = new IdentityMeters(registry);
        this.ent = new EntMeters(registry);
        this.policy = new PolicyMeters(registry, this::roles);
        this.rates = new DecisionRates(decisions, nanoTime);
        this.clock = new ClockMeter(registry, machine);
        roles(roles);
    }

    /** What the pipeline reports to. */
    public DecisionListener decisions() {
        return decisions;
    }

    /** What the ledger reports to. */
    public LedgerListener ledger() {
        return ledger;
    }

    /** What identity reports to. */
    public IdentityListener identity() {
        return identity;
    }

    /** What the policy in force reports to. */
    public PolicyListener policy() {
        return policy;
    }

    /** Watches how long the school calendar of the policy in force lasts, on the gateway's clock. */
    public void schoolCalendar(Supplier<Policy> inForce, Clock clock) {
        new CalendarMeter(inForce, clock).register(registry);
    }

    /** The ENT as of now; to be told about once a second. */
    public void census(Census census) {
        ent.census(census);
        clock.census(census);
    }

    /** Somebody took a seat after a wait. */
    public void waited(Role role, Duration wait) {
        ent.waited(role, wait);
    }

    /** Decisions a second. */
    public DecisionRates rates() {
        return rates;
    }

    private void roles(Set<Role> roles) {
        decisions.roles(roles);
        ent.roles(roles);
    }
}
