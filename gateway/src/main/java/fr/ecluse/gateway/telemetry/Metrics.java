package fr.ecluse.gateway.telemetry;

import fr.ecluse.gateway.admission.Census;
import fr.ecluse.gateway.admission.LedgerListener;
import fr.ecluse.gateway.identity.IdentityListener;
import fr.ecluse.gateway.pipeline.DecisionListener;
import fr.ecluse.gateway.protection.ConnectionListener;
import fr.ecluse.gateway.protection.GuardListener;
import fr.ecluse.gateway.rules.PolicyListener;
import fr.ecluse.gateway.upstream.AnswerListener;
import fr.ecluse.gateway.upstream.PoolListener;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
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

    /** Gauge by role: how long the first of those in the lane who are not called has waited, seconds; 0: nobody. */
    public static final String OLDEST = "ecluse.waiting.oldest.seconds";

    /** Counter by rule of the policy: requests that it refused on this node. */
    public static final String REFUSALS = "ecluse.refusals";

    /** Counter by role: people called from the lane, the same from every node; its growth is the calls a second. */
    public static final String CALLS = "ecluse.calls";

    /**
     * Counter by role: people who had not come a minute after they were called, the same from every node. Some come later. Its
     * growth by that of the calls a minute before is the share of no-shows.
     */
    public static final String NO_SHOWS = "ecluse.no.shows";

    /**
     * Counter by role: seats taken by somebody while somebody who had arrived before them in the same lane was not called, the
     * same from every node. In the modes that decide it stays at zero. Seats of the reserve, given while the ledger is away, are
     * not among them: {@link #LEDGER_LOSS} counts those.
     */
    public static final String INVERSIONS = "ecluse.inversions";

    /** Counter by decision and role: what this node decided; role {@code none}: nobody is known. */
    public static final String DECISIONS = "ecluse.decisions";

    /**
     * Counter by decision and role: requests of somebody known that this node let through in the mode {@code observe}, by what
     * there would have been in the mode {@code on}: {@code refused}: each of those that a rule refuses; {@code waiting}: each
     * seat taken beyond what there was; {@code service-full}: the same of a service; {@code admitted}: all others.
     */
    public static final String OBSERVED = "ecluse.observed";

    /** Gauge by mode: 1 for the mode in force, 0 for the others, the same from every node. */
    public static final String MODE = "ecluse.mode";

    /** Timer: from the first look at a request to the decision, on this node; count and sum, no maximum. */
    public static final String DECISION = "ecluse.decision";

    /** Timer by operation: how long the ledger took to answer this node, or to fail. */
    public static final String LEDGER = "ecluse.ledger";

    /** Timer by Redis command: how long Redis took to answer this node, on whichever connection. */
    public static final String REDIS_COMMAND = "ecluse.redis.command";

    /** Gauge by SSL bundle: seconds until its first certificate ends; of bundles that have one. */
    public static final String CERTIFICATE_ENDS = "ecluse.certificate.ends.seconds";

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

    /**
     * Counter by scope: requests turned away unread on this node: {@code client}: over the limit of their address; {@code block}:
     * blocked by an operator; {@code route}: over the limit of a route of its own, in the whole ENT.
     */
    public static final String THROTTLED = "ecluse.throttled";

    /**
     * Counter by kind, name and why: requests that a guard of this node did not let through: {@code full}: as many as may be inside
     * are; {@code crowded}: every connection to the portal is taken; {@code rate}: as many as may come in a second have come; {@code
     * open}: it failed too often of late. Kind {@code upstream}: a service, or a route that belongs to none; {@code provider}: people
     * who come back from the login; {@code tokens}: bearer tokens that nobody knew.
     */
    public static final String GUARD_REFUSALS = "ecluse.guard.refusals";

    /**
     * Timer by service and outcome, with buckets: from sending a request to the head of the portal's answer; {@code error}: one of
     * 500 or above; {@code failed}: none came. Service: the route's; its own name if it belongs to none.
     */
    public static final String PORTAL = "ecluse.portal";

    /** Gauge by share, {@code known} or {@code strangers}, and state, {@code used} or {@code idle}: connections to the portal. */
    public static final String POOL = "ecluse.portal.connections";

    /** Gauge by share: how many connections to the portal there may be, all of its addresses together; 0: never called yet. */
    public static final String POOL_MOST = "ecluse.portal.connections.most";

    /** Gauge by share: requests that wait for a connection to the portal. */
    public static final String POOL_PENDING = "ecluse.portal.connections.pending";

    /** Counter: requests on routes with a limit of their own that this node judged alone, because the ledger gave no answer. */
    public static final String THROTTLE_ALONE = "ecluse.throttle.alone";

    /** Gauge by kind and name: how many wait for an answer on this node. */
    public static final String GUARD_INSIDE = "ecluse.guard.inside";

    /** Gauge by kind and name: 1 while a guard of this node lets nobody through because of failures, else 0. */
    public static final String GUARD_OPEN = "ecluse.guard.open";

    /** Counter: logins and tokens whose profile maps to no role of the policy. */
    public static final String UNMAPPED_PROFILES = "ecluse.unmapped.profiles";

    /** Counter: logins and tokens without the attribute that names people, where the settings choose one. */
    public static final String PERSON_ATTRIBUTE_MISSING = "ecluse.person.attribute.missing";

    /** Counter by outcome, {@code loaded} or {@code refused}: changes of the policy file. */
    public static final String POLICY_RELOADS = "ecluse.policy.reloads";

    /** Gauge: 1 while the policy file holds a change that was refused and the policy before it stays in force, else 0. */
    public static final String POLICY_REFUSED = "ecluse.policy.refused";

    /** Gauge: the first 48 bits of the policy's SHA-256 as a number: nodes that differ are ruled by different files. */
    public static final String POLICY_DIGEST = "ecluse.policy.digest";

    /**
     * Gauge: days from today to the last day that the school calendar of the policy in force knows without a gap. Negative:
     * it ended that long ago; minus infinity: it knows no day at all; not a number: no rule needs it for longer than it lasts.
     */
    public static final String SCHOOL_CALENDAR_DAYS_LEFT = "ecluse.school.calendar.days.left";

    /** Gauge: how far this node's clock is ahead of the ledger's, in seconds; negative: behind. */
    public static final String CLOCK_AHEAD = "ecluse.clock.ahead.seconds";

    /**
     * Timer by role, with buckets: how long somebody waited who then got a seat on this node, from joining the lane to the seat,
     * if their ticket came along. Add up the nodes' buckets for the quantiles of the ENT.
     */
    public static final String WAIT = "ecluse.wait";

    /** Gauge: visitors' connections to this node that are open; those of the admin port are not counted. */
    public static final String CONNECTIONS = "ecluse.connections";

    /** Counter by cap, {@code all} or {@code address}: connections that were ended at once because there were too many. */
    public static final String CONNECTIONS_REFUSED = "ecluse.connections.refused";

    /**
     * Counter by reason: connections that this node has ended: {@code head}, {@code body}: a request came too slowly; {@code
     * answer}: nobody read it; {@code frames}: a flood of HTTP/2; {@code room}: a stranger's, not in use, in a full gateway.
     */
    public static final String CONNECTIONS_CUT = "ecluse.connections.cut";

    private final MeterRegistry registry;
    private final DecisionMeters decisions;
    private final LedgerMeters ledger;
    private final IdentityMeters identity;
    private final GuardMeters guards;
    private final PolicyMeters policy;
    private final EntMeters ent;
    private final DecisionRates rates;
    private final ClockMeter clock;
    private final ConnectionMeters connections;
    private final PortalMeters portal;
    private final PoolMeters pools;
    private final RuleMeters rules;

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
        this.guards = new GuardMeters(registry);
        this.ent = new EntMeters(registry);
        this.connections = new ConnectionMeters(registry);
        this.portal = new PortalMeters(registry);
        this.pools = new PoolMeters(registry);
        this.rules = new RuleMeters(registry);
        this.policy = new PolicyMeters(registry, this::changed);
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

    /** Whether the last that was heard of the ledger was an answer. */
    public boolean isLedgerHealthy() {
        return ledger.isHealthy();
    }

    /** What identity reports to. */
    public IdentityListener identity() {
        return identity;
    }

    /** What the public port reports to. */
    public ConnectionListener connections() {
        return connections;
    }

    /** What the guards of what we call report to. */
    public GuardListener guards() {
        return guards;
    }

    /** What the routes to the portal report to. */
    public AnswerListener portal() {
        return portal;
    }

    /** What the policy in force reports to. */
    public PolicyListener policy() {
        return policy;
    }

    /** What the client of the portal reports to. */
    public PoolListener pools() {
        return pools;
    }

    /** A rule refused a request. */
    public void refused(Rule rule) {
        rules.refused(rule);
    }

    /**
     * Watches the policy in force: which it is, and how long its school calendar lasts.
     *
     * @param clock the gateway's
     */
    public void policyInForce(Supplier<Policy> inForce, Clock clock) {
        rules.rules(inForce.get());
        policy.inForce(registry, inForce);
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

    private void changed(Policy loaded) {
        roles(loaded.roles());
        rules.rules(loaded);
    }

    private void roles(Set<Role> roles) {
        decisions.roles(roles);
        ent.roles(roles);
    }
}
