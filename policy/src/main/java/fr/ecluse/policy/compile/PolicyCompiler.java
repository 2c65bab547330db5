package fr.ecluse.policy.compile;

import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.Circumstances;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.Policy;
import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import fr.ecluse.policy.Schedule;
import fr.ecluse.policy.ServiceCeiling;
import fr.ecluse.policy.SessionLimits;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The whole file: its keys in the order of the contract. */
public final class PolicyCompiler {

    private static final List<String> KEYS = List.of(
            "version",
            "ent",
            "time-zone",
            "school-calendar",
            "holidays",
            "priority",
            "ceiling",
            "services",
            "session",
            "rules");
    private static final String VERSION = "1";
    private static final int LONGEST_ENT = 200;
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    private final Circumstances circumstances;
    private final IssueLog issues;
    private final Values values;

    public PolicyCompiler(Circumstances circumstances, IssueLog issues) {
        this.circumstances = circumstances;
        this.issues = issues;
        this.values = new Values(issues);
    }

    /**
     * Compiles a file's root.
     *
     * @param sha256 of the file's bytes, in hexadecimal
     * @return empty if the log has errors
     */
    public Optional<Policy> compile(Node root, String sha256) {
        if (!(root instanceof Node.Mapping)) {
            issues.report(IssueCode.NOT_A_POLICY, root.place());
            return Optional.empty();
        }
        Fields fields = Fields.of(root, KEYS, issues).orElseThrow();
        fields.require("version").ifPresent(this::version);
        String ent = fields.require("ent")
                .flatMap(node -> values.text(node, "ent", LONGEST_ENT))
                .orElse("");
        ZoneId zone = fields.get("time-zone").flatMap(this::zone).orElse(PARIS);
        SchoolCalendar calendar = new CalendarCompiler(issues).compile(fields, circumstances.schoolCalendar());
        PriorityCompiler ranks = new PriorityCompiler(issues);
        List<Priority> priority = ranks.compile(fields.get("priority"));
        Optional<CeilingBounds> ceiling = fields.require("ceiling").flatMap(new CeilingCompiler(issues)::compile);
        ServicesCompiler services = new ServicesCompiler(issues);
        List<ServiceCeiling> serviceCeilings = services.compile(fields.get("services"));
        SessionLimits session = new SessionCompiler(issues).compile(fields.get("session"));
        Set<Role> roles = new LinkedHashSet<>();
        priority.forEach(p -> roles.add(p.role()));
        List<Rule> rules = new RuleCompiler(roles, calendar, issues).compile(fields.get("rules"));
        if (issues.hasErrors() || ceiling.isEmpty()) {
            return Optional.empty();
        }
        unnamedRoles(ranks, rules, fields.place("priority"));
        services.warn(serviceCeilings, ceiling.get());
        warn(rules, closed(priority), zone, calendar, fields.place("school-calendar"));
        Schedule schedule = new Schedule(zone, calendar, rules);
        return Optional.of(new Policy(ent, priority, ceiling.get(), serviceCeilings, session, schedule, sha256));
    }

    private static Set<Role> closed(List<Priority> priority) {
        return priority.stream()
                .filter(p -> p.admittedBelowPercent() == 0)
                .map(Priority::role)
                .collect(Collectors.toSet());
    }

    private void warn(List<Rule> rules, Set<Role> closed, ZoneId zone, SchoolCalendar calendar, Place calendarKey) {
        LocalDate today = circumstances.today();
        Span span = Span.of(rules, today == null ? SchoolCalendar.takenOn() : today);
        new RuleWarnings(rules, closed, span, issues).report();
        new ClockWarnings(zone, span, issues).report(rules);
        new CalendarWarnings(calendar, issues).report(rules, calendarKey, today);
    }

    private void unnamedRoles(PriorityCompiler ranks, List<Rule> rules, Place priorityKey) {
        for (Role role : ranks.unnamed()) {
            if (ranks.lowest() < PriorityCompiler.UNNAMED) {
                String last = Integer.toString(ranks.lowest());
                issues.report(IssueCode.UNNAMED_ROLE_HIGHER, priorityKey, role.name(), last);
            } else if (rules.stream().noneMatch(rule -> rule.roles().contains(role))) {
                issues.report(IssueCode.UNNAMED_ROLE, priorityKey, role.name());
            }
        }
    }

    private void version(Node node) {
        values.scalar(node, "version").map(Scalar::text).ifPresent(version -> {
            if (!version.strip().equals(VERSION)) {
                issues.suggest(VERSION, IssueCode.UNKNOWN_VERSION, node.place(), version);
            }
        });
    }

    private Optional<ZoneId> zone(Node node) {
        return values.scalar(node, "time-zone").flatMap(scalar -> {
            Set<String> zones = ZoneId.getAvailableZoneIds();
            if (zones.contains(scalar.text())) {
                return Optional.of(ZoneId.of(scalar.text()));
            }
            String meant = Suggestions.near(scalar.text(), new TreeSet<>(zones));
            issues.suggest(meant, IssueCode.UNKNOWN_TIME_ZONE, node.place(), scalar.text());
            return Optional.empty();
        });
    }
}
