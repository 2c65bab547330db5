package fr.ecluse.policy.week;

import fr.ecluse.policy.Priority;
import fr.ecluse.policy.Role;
import fr.ecluse.policy.Rule;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The table of the page: a row for roles that share their week, a column a day, a bar of 24 hours in each cell and the same in
 * words below it. Narrow screens stack the cells; the roles of ARIA keep it a table there.
 */
final class WeekGrid {

    private static final int BAR = 22;
    private static final int STRIP_TOP = 25;
    private static final int STRIP = 6;
    private static final List<String> HOURS = List.of("0", "6", "12", "18", "24");
    private static final double PERCENT_A_MINUTE = 100.0 / Piece.DAY;

    private final Week week;
    private final ZoneId zone;
    private final Phrases phrases;
    private final Words words;
    private final Markup page;
    private final UnaryOperator<String> text;
    private final List<Change> changes;
    private final Map<Rule, Integer> numbers = new HashMap<>();

    /** @param text how words are put into the page */
    WeekGrid(Week week, @Nullable Difference difference, Phrases phrases, Markup page, UnaryOperator<String> text) {
        this.week = week;
        this.zone = week.policy().timeZone();
        this.phrases = phrases;
        this.words = phrases.words();
        this.page = page;
        this.text = text;
        this.changes = difference == null
                ? List.of()
                : difference.changes().stream()
                        .filter(change -> Objects.equals(change.service(), week.service()))
                        .toList();
        List<Rule> rules = week.policy().rules();
        for (int i = 0; i < rules.size(); i++) {
            numbers.put(rules.get(i), i + 1);
        }
    }

    void write() {
        legend();
        page.open("table", "class", "week", "role", "table")
                .element("caption", say("page.caption"))
                .line();
        page.open("thead", "role", "rowgroup").open("tr", "role", "row");
        page.element("th", say("page.role"), "scope", "col", "role", "columnheader");
        for (Day day : week.days()) {
            page.open("th", "scope", "col", "role", "columnheader", "class", off(day));
            dayName(day);
            page.open("span", "class", "scale", "aria-hidden", "true");
            HOURS.forEach(hour -> page.element("span", hour));
            page.close();
            page.close();
        }
        page.close().close().line().open("tbody", "role", "rowgroup").line();
        for (Week.Row row : week.rows(this::changesOf)) {
            row(row);
        }
        page.close().close().line();
        String guessed = phrases.guessed(week.days());
        if (!guessed.isEmpty()) {
            page.element("p", text.apply(guessed), "class", "soft").line();
        }
    }

    private List<Change> changesOf(Role role) {
        return changes.stream().filter(change -> change.roles().contains(role)).toList();
    }

    private void dayName(Day day) {
        page.element("span", DateTimeFormatter.ofPattern("EEEE", words.locale()).format(day.date()), "class", "day");
        page.text(" ")
                .element(
                        "span",
                        DateTimeFormatter.ofPattern("d MMM", words.locale()).format(day.date()),
                        "class",
                        "date");
        for (String about : phrases.about(day)) {
            page.text(" ").element("small", text.apply(about));
        }
    }

    private static String off(Day day) {
        return day.kind() == Day.Kind.SCHOOL_DAY || day.kind() == Day.Kind.WEEKDAY ? "on" : "off";
    }

    private void row(Week.Row row) {
        page.open("tr", "role", "row").open("th", "scope", "row", "role", "rowheader");
        for (Priority priority : week.policy().priority()) {
            if (row.roles().contains(priority.role())) {
                int share = priority.admittedBelowPercent();
                page.element("span", phrases.people(priority.role()), "class", "who");
                if (share < 100) {
                    page.text(" ").element("small", share == 0 ? say("page.below.zero") : say("page.below", share));
                }
                page.text(" ");
            }
        }
        page.close().line();
        List<Change> here = changesOf(row.roles().get(0));
        for (int i = 0; i < week.days().size(); i++) {
            cell(week.days().get(i), row.days().get(i), here);
        }
        page.close().line();
    }

    private void cell(Day day, List<Block> blocks, List<Change> changes) {
        page.open("td", "role", "cell", "class", off(day)).open("p", "class", "stacked");
        dayName(day);
        page.close();
        List<Strip> strips = strips(day, changes);
        bar(day, Piece.of(blocks, day, zone), strips);
        page.open("ul");
        for (Block block : blocks) {
            told(day, block, blocks.size() == 1);
        }
        for (Strip strip : strips) {
            page.element(
                    "li",
                    say("page." + strip.direction.sense(), hours(strip.from, strip.to)),
                    "class",
                    "" + strip.direction.sense());
        }
        page.close().close().line();
    }

    /** An admission needs no words beside refusals, unless a rule makes it. */
    private void told(Day day, Block block, boolean allDay) {
        if (block.access() == Access.ADMITTED && block.rule() == null && !allDay) {
            return;
        }
        page.open("li");
        String key = "page." + block.access();
        if (allDay) {
            page.text(say(key + ".all"));
        } else {
            int from = Piece.minuteOf(block.start(), day.date(), zone);
            int to = Piece.endMinuteOf(block.end(), day.date(), zone);
            page.text(say(key, hours(from, to)));
        }
        Integer number = block.rule() == null ? null : numbers.get(block.rule());
        if (number != null) {
            String target = "#rule-" + number;
            page.text(" ").open("a", "class", "ref", "href", target, "aria-label", say("page.rule-link", number));
            page.text(Integer.toString(number)).close();
        }
        page.close();
    }

    private String hours(int from, int to) {
        return words.say(
                "page.from-to", phrases.moments().hour(from), phrases.moments().hour(to));
    }

    /** What changes on a day, on the clock's face. */
    private record Strip(int from, int to, Direction direction) {}

    private List<Strip> strips(Day day, List<Change> changes) {
        Stretch whole = day.stretch(zone);
        List<Strip> strips = new ArrayList<>();
        for (Change change : changes) {
            for (Stretch when : change.when()) {
                if (when.start().isBefore(whole.end()) && when.end().isAfter(whole.start())) {
                    boolean before = when.start().isBefore(whole.start());
                    boolean after = when.end().isAfter(whole.end());
                    strips.add(new Strip(
                            before ? 0 : Piece.minuteOf(when.start(), day.date(), zone),
                            after ? Piece.DAY : Piece.endMinuteOf(when.end(), day.date(), zone),
                            change.direction()));
                }
            }
        }
        strips.sort(Comparator.comparingInt(Strip::from));
        return strips;
    }

    private void bar(Day day, List<Piece> pieces, List<Strip> strips) {
        int height = changes.isEmpty() ? BAR : STRIP_TOP + STRIP;
        page.open("svg", "class", "bar", "width", "100%", "height", "" + height, "aria-hidden", "true");
        rect("ADMITTED", 0, Piece.DAY, 0, BAR);
        for (Piece piece : pieces) {
            if (piece.block().access() != Access.ADMITTED) {
                rect("back", piece.from(), piece.to(), 0, BAR);
                rect(piece.block().access().name(), piece.from(), piece.to(), 0, BAR);
            }
        }
        ClockChange change = day.clockChange();
        if (change != null && change.after().isAfter(change.before())) {
            rect("gap", change.before().toSecondOfDay() / 60, change.after().toSecondOfDay() / 60, 0, BAR);
        }
        for (String quarter : List.of("25%", "50%", "75%")) {
            page.empty("line", "x1", quarter, "x2", quarter, "y1", "0", "y2", "" + BAR);
        }
        if (!strips.isEmpty()) {
            rect("strip", 0, Piece.DAY, STRIP_TOP, STRIP);
        }
        for (Strip strip : strips) {
            rect("" + strip.direction.sense(), strip.from, strip.to, STRIP_TOP, STRIP);
        }
        page.close();
    }

    private void rect(String kind, int from, int to, int top, int height) {
        page.empty(
                "rect",
                "class",
                kind,
                "x",
                percent(from),
                "y",
                "" + top,
                "width",
                percent(to - from),
                "height",
                "" + height);
    }

    private static String percent(int minutes) {
        return String.format(Locale.ROOT, "%.3f%%", Math.max(0, minutes) * PERCENT_A_MINUTE);
    }

    private void legend() {
        page.open("ul", "class", "legend", "aria-label", say("page.legend")).line();
        List<String> kinds = new ArrayList<>(List.of("ADMITTED", "REFUSED"));
        if (shows(Access.REFUSED_TO_NEWCOMERS)) {
            kinds.add("REFUSED_TO_NEWCOMERS");
        }
        if (week.days().stream()
                .anyMatch(day -> day.clockChange() != null
                        && day.clockChange().after().isAfter(day.clockChange().before()))) {
            kinds.add("gap");
        }
        changes.stream()
                .map(change -> change.direction().sense().name())
                .distinct()
                .sorted()
                .forEach(kinds::add);
        for (String kind : kinds) {
            page.open("li").open("svg", "class", "key", "width", "34", "height", "16", "aria-hidden", "true");
            page.empty("rect", "class", "back", "width", "100%", "height", "100%");
            page.empty("rect", "class", kind, "width", "100%", "height", "100%").close();
            page.text(" " + say("page.legend." + kind)).close().line();
        }
        page.open("li")
                .open("span", "class", "key offkey")
                .close()
                .text(" " + say("page.legend.off"))
                .close()
                .line();
        page.close().line();
    }

    private boolean shows(Access access) {
        return week.roles().values().stream()
                .anyMatch(days ->
                        days.stream().anyMatch(day -> day.stream().anyMatch(block -> block.access() == access)));
    }

    private String say(String key, @Nullable Object... arguments) {
        return text.apply(words.say(key, arguments));
    }
}
