package fr.ecluse.policy.compile;

import fr.ecluse.policy.DaySet;
import fr.ecluse.policy.IssueCode;
import fr.ecluse.policy.SchoolTime;
import fr.ecluse.policy.Window;
import fr.ecluse.policy.calendar.SchoolCalendar;
import fr.ecluse.policy.source.IssueLog;
import fr.ecluse.policy.source.Node;
import fr.ecluse.policy.source.Node.Scalar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The keys of a rule that say when: {@code days}, {@code dates}, {@code from}, {@code to}. */
final class WindowCompiler {

    private static final List<String> WEEKDAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> DAYS = new ArrayList<>(WEEKDAYS);

    static {
        DAYS.addAll(List.of("weekdays", "weekend", "every-day", "school-days", "holidays", "public-holidays"));
    }

    private record Dates(LocalDate first, LocalDate last) {

        static final Dates ALL = new Dates(LocalDate.MIN, LocalDate.MAX);
    }

    /** Days of the week and kinds of school time, as the words of a rule add them up. */
    private record Days(Set<DayOfWeek> weekdays, Set<SchoolTime> schoolTime) {

        static final Days EVERY_DAY = new Days(DaySet.EVERY_DAY, Set.of());

        boolean isEmpty() {
            return weekdays.isEmpty() && schoolTime.isEmpty();
        }
    }

    private final SchoolCalendar calendar;
    private final IssueLog issues;
    private final Values values;

    WindowCompiler(SchoolCalendar calendar, IssueLog issues) {
        this.calendar = calendar;
        this.issues = issues;
        this.values = new Values(issues);
    }

    Optional<Window> compile(Fields fields) {
        Days days = fields.get("days").map(this::days).orElse(Days.EVERY_DAY);
        Dates dates = fields.get("dates").map(this::dates).orElse(Dates.ALL);
        OptionalInt from = fields.get("from").map(this::from).orElse(OptionalInt.of(Window.MIDNIGHT));
        OptionalInt to =
                fields.get("to").map(node -> values.time(node, "to")).orElse(OptionalInt.of(Window.END_OF_DAY));
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        if (from.getAsInt() == to.getAsInt()) {
            String meant = to.getAsInt() == Window.MIDNIGHT ? "24:00" : null;
            issues.suggest(meant, IssueCode.FROM_EQUALS_TO, fields.place("to"));
            return Optional.empty();
        }
        if (days.isEmpty() || dates.first.isAfter(dates.last)) {
            return Optional.empty();
        }
        DaySet set = new DaySet(days.weekdays, days.schoolTime, calendar, dates.first, dates.last);
        return Optional.of(new Window(set, from.getAsInt(), to.getAsInt()));
    }

    private OptionalInt from(Node node) {
        OptionalInt from = values.time(node, "from");
        if (from.isPresent() && from.getAsInt() == Window.END_OF_DAY) {
            issues.suggest("00:00", IssueCode.FROM_IS_END_OF_DAY, node.place());
            return OptionalInt.empty();
        }
        return from;
    }

    private Days days(Node node) {
        Days days = new Days(EnumSet.noneOf(DayOfWeek.class), EnumSet.noneOf(SchoolTime.class));
        Set<String> seen = new HashSet<>();
        for (Scalar word : values.words(node, "days")) {
            if (!seen.add(word.text())) {
                issues.report(IssueCode.DUPLICATE_ENTRY, word.place(), "days", word.text());
            } else {
                add(word, days);
            }
        }
        return days;
    }

    private void add(Scalar word, Days days) {
        switch (word.text()) {
            case "weekdays" -> days.weekdays.addAll(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
            case "weekend" -> days.weekdays.addAll(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));
            case "every-day" -> days.weekdays.addAll(EnumSet.allOf(DayOfWeek.class));
            case "public-holidays" -> days.schoolTime.add(SchoolTime.PUBLIC_HOLIDAYS);
            case "school-days" -> addKnownByCalendar(SchoolTime.SCHOOL_DAYS, word, days);
            case "holidays" -> addKnownByCalendar(SchoolTime.HOLIDAYS, word, days);
            default -> addWeekday(word, days);
        }
    }

    private void addKnownByCalendar(SchoolTime kind, Scalar word, Days days) {
        if (calendar.territory().isEmpty()) {
            issues.report(IssueCode.SCHOOL_CALENDAR_NEEDED, word.place(), word.text());
        }
        days.schoolTime.add(kind);
    }

    private void addWeekday(Scalar word, Days days) {
        int index = WEEKDAYS.indexOf(word.text());
        if (index >= 0) {
            days.weekdays.add(DayOfWeek.of(index + 1));
            return;
        }
        String meant = issues.isFull() ? null : Suggestions.near(word.text(), DAYS);
        issues.suggest(meant, IssueCode.UNKNOWN_DAY, word.place(), word.text(), String.join(", ", DAYS));
    }

    private Dates dates(Node node) {
        Optional<Scalar> scalar = values.scalar(node, "dates");
        if (scalar.isEmpty()) {
            return Dates.ALL;
        }
        String[] ends = scalar.get().text().strip().split("\\.\\.", -1);
        if (ends.length > 2) {
            issues.report(
                    IssueCode.INVALID_DATE, node.place(), "dates", scalar.get().text());
            return Dates.ALL;
        }
        Optional<LocalDate> first = values.date(ends[0].strip(), node, "dates");
        Optional<LocalDate> last = ends.length == 1 ? first : values.date(ends[1].strip(), node, "dates");
        if (first.isEmpty() || last.isEmpty()) {
            return Dates.ALL;
        }
        if (first.get().isAfter(last.get())) {
            String turned = last.get() + ".." + first.get();
            issues.suggest(
                    turned, IssueCode.DATES_REVERSED, node.place(), scalar.get().text());
        }
        return new Dates(first.get(), last.get());
    }
}
