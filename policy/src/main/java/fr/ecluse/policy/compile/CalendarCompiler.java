package fr.ecluse.policy.compile;

import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.calendar.Holiday;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.calendar.Territory;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import fr.ecluse.policy.source.Node.Sequence;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys {@code school-calendar} and {@code holidays}. */
final class CalendarCompiler {

    private static final List<String> KEYS = List.of("from", "to", "name", "school");
    private static final int MOST_HOLIDAYS = 200;
    private static final int LONGEST_NAME = 100;
    /** Whoever writes a longer one slipped in a year. */
    private static final int LONGEST_HOLIDAY_IN_DAYS = 366;

    private final IssueLog issues;
    private final Values values;

    CalendarCompiler(IssueLog issues) {
        this.issues = issues;
        this.values = new Values(issues);
    }

    /** @param instead a territory in the place of the file's; {@code null} or unknown: the file's own */
    SchoolCalendar compile(Fields fields, @Nullable String instead) {
        Optional<Territory> written = fields.get("school-calendar").flatMap(this::territory);
        Optional<Territory> territory =
                Optional.ofNullable(instead).flatMap(Territory::named).or(() -> written);
        List<Holiday> holidays = fields.get("holidays").map(this::holidays).orElse(List.of());
        if (territory.isEmpty() && fields.has("school-calendar")) {
            // What is wrong with it has been said; the rules need not say again that there is none.
            return new SchoolCalendar(Territory.byName().get("Zone A"), holidays);
        }
        return new SchoolCalendar(territory.orElse(null), holidays);
    }

    private Optional<Territory> territory(Node node) {
        return values.scalar(node, "school-calendar").flatMap(scalar -> {
            Optional<Territory> known = Territory.named(scalar.text());
            if (known.isEmpty()) {
                String near = Suggestions.near(scalar.text(), new TreeSet<>(Territory.names()));
                issues.suggest(near, IssueCode.UNKNOWN_SCHOOL_CALENDAR, scalar.place(), scalar.text());
            }
            return known;
        });
    }

    private List<Holiday> holidays(Node node) {
        if (!(node instanceof Sequence sequence)) {
            issues.report(IssueCode.EXPECTED_LIST, node.place(), "holidays");
            return List.of();
        }
        if (sequence.items().size() > MOST_HOLIDAYS) {
            Node excess = sequence.items().get(MOST_HOLIDAYS);
            issues.report(IssueCode.TOO_MANY_HOLIDAYS, excess.place(), Integer.toString(MOST_HOLIDAYS));
        }
        List<Holiday> holidays = new ArrayList<>();
        for (Node item : sequence.items()
                .subList(0, Math.min(MOST_HOLIDAYS, sequence.items().size()))) {
            Fields.of(item, KEYS, issues).flatMap(this::holiday).ifPresent(holidays::add);
        }
        return holidays;
    }

    private Optional<Holiday> holiday(Fields fields) {
        Optional<LocalDate> first = fields.require("from").flatMap(node -> date(node, "from"));
        Optional<LocalDate> last = fields.require("to").flatMap(node -> date(node, "to"));
        String name = fields.get("name")
                .flatMap(node -> values.text(node, "name", LONGEST_NAME))
                .orElse("");
        boolean school = fields.get("school").map(this::yes).orElse(false);
        if (first.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        if (last.get().isBefore(first.get())) {
            String written = first.get() + ".." + last.get();
            issues.report(IssueCode.DATES_REVERSED, fields.place("to"), written);
        } else if (ChronoUnit.DAYS.between(first.get(), last.get()) >= LONGEST_HOLIDAY_IN_DAYS) {
            issues.report(IssueCode.HOLIDAY_TOO_LONG, fields.place("to"), first.get() + ".." + last.get());
        }
        return Optional.of(new Holiday(first.get(), last.get(), name, school));
    }

    private Optional<LocalDate> date(Node node, String key) {
        return values.scalar(node, key).map(Scalar::text).flatMap(text -> values.date(text.strip(), node, key));
    }

    private boolean yes(Node node) {
        Optional<String> word = values.scalar(node, "school").map(Scalar::text);
        if (word.isPresent() && !List.of("true", "false").contains(word.get())) {
            String meant = switch (Suggestions.plain(word.get())) {
                case "oui", "yes", "vrai", "on" -> "true";
                case "non", "no", "faux", "off" -> "false";
                default -> null;
            };
            issues.suggest(meant, IssueCode.EXPECTED_YES_OR_NO, node.place(), "school", word.get());
        }
        return word.filter("true"::equals).isPresent();
    }
}
