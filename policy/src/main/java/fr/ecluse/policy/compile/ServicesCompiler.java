package fr.ecluse.policy.compile;

import fr.ecluse.policy.CeilingBounds;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.Place;
import fr.ecluse.policy.ServiceCeiling;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The {@code services} list of the policy: those that break before the portal does, each with a ceiling of its own. */
final class ServicesCompiler {

    static final int MOST_SERVICES = 50;
    private static final int MOST_SESSIONS = 10_000_000;
    private static final List<String> KEYS = List.of("name", "sessions");

    private final IssueLog issues;
    private final Values values;
    private final Map<String, Place> places = new HashMap<>();

    ServicesCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    List<ServiceCeiling> compile(Optional<Node> node) {
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof Sequence sequence)) {
            issues.report(IssueCode.EXPECTED_LIST, node.get().place(), "services");
            return List.of();
        }
        if (sequence.items().isEmpty()) {
            issues.report(IssueCode.EMPTY_LIST, sequence.place(), "services");
        }
        if (sequence.items().size() > MOST_SERVICES) {
            Place excess = sequence.items().get(MOST_SERVICES).place();
            issues.report(IssueCode.TOO_MANY_SERVICES, excess, Integer.toString(MOST_SERVICES));
        }
        List<ServiceCeiling> ceilings = new ArrayList<>();
        sequence.items().stream()
                .limit(MOST_SERVICES)
                .forEach(item ->
                        Fields.of(item, KEYS, issues).flatMap(this::ceiling).ifPresent(ceilings::add));
        return ceilings;
    }

    private Optional<ServiceCeiling> ceiling(Fields fields) {
        Optional<String> name = fields.require("name").flatMap(this::name);
        OptionalInt sessions = fields.require("sessions")
                .map(node -> values.number(node, "sessions", 1, MOST_SESSIONS))
                .orElse(OptionalInt.empty());
        if (name.isEmpty() || sessions.isEmpty()) {
            return Optional.empty();
        }
        places.put(name.get(), fields.place("sessions"));
        return Optional.of(new ServiceCeiling(name.get(), sessions.getAsInt()));
    }

    private Optional<String> name(Node node) {
        Optional<String> name = values.text(node, "name", RuleCompiler.LONGEST_SERVICE);
        name.ifPresent(service -> {
            if (places.putIfAbsent(service, node.place()) != null) {
                issues.report(IssueCode.DUPLICATE_ENTRY, node.place(), "services", service);
            }
        });
        return name;
    }

    /** Says which of them can never be full, because the portal is full before. */
    void warn(List<ServiceCeiling> ceilings, CeilingBounds portal) {
        for (ServiceCeiling ceiling : ceilings) {
            if (ceiling.sessions() >= portal.sessions()) {
                issues.report(
                        IssueCode.SERVICE_NEVER_FULL,
                        Objects.requireNonNull(places.get(ceiling.service())),
                        ceiling.service(),
                        Integer.toString(ceiling.sessions()),
                        Integer.toString(portal.sessions()));
            }
        }
    }
}
